"""What bodies of API calls have in common: known fields only, and texts within bounds."""

from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from ninja import Body as InBody
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from wherehold.kernel.bulk import ID_MAX as ID_MAX

TEXT_MAX = 10_000
ITEMS_MAX = 10_000

Id = Annotated[int, Field(ge=1, le=ID_MAX)]
Item = TypeVar("Item")


class Body(BaseModel):
    """Base of what a call sends. A field that nobody knows is refused: it would be lost."""

    model_config = ConfigDict(extra="forbid", str_max_length=TEXT_MAX, str_strip_whitespace=True)


def _listed(value: object) -> object:
    return [value] if isinstance(value, dict) else value


if TYPE_CHECKING:
    Many = list[Item]
else:

    class Many:
        """One or many of something in a body: one is a list of one."""

        def __class_getitem__(cls, item: type) -> object:
            """Return the type of a body that is an item or a list of items."""
            return Annotated[
                list[item],
                Field(min_length=1, max_length=ITEMS_MAX),
                BeforeValidator(_listed, json_schema_input_type=item | list[item]),
                InBody(),
            ]


class Page(BaseModel):
    """What every list answers with; `next` is the cursor of the page after, if there is one."""

    items: list[dict[str, Any]]
    next: str | None = None
