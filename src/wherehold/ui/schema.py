"""What bodies of API calls have in common: known fields only, and texts within bounds."""

from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from ninja import Body as InBody
from ninja import Schema
from ninja.params import models as parameters
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from wherehold.kernel.bulk import ID_MAX as ID_MAX

TEXT_MAX = 10_000
ITEMS_MAX = 10_000

Id = Annotated[int, Field(ge=1, le=ID_MAX)]
Item = TypeVar("Item")

# Hundreds of calls are known, and few come soon: what checks a call is built when the first of
# its kind comes, which takes a few milliseconds, and not for all of them at every start.
for _base in (Schema, *(getattr(parameters, name) for name in parameters.__all__)):
    _base.model_config["defer_build"] = True


class Body(BaseModel):
    """Base of what a call sends. A field that nobody knows is refused: it would be lost."""

    model_config = ConfigDict(
        extra="forbid", str_max_length=TEXT_MAX, str_strip_whitespace=True, defer_build=True
    )


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

    model_config = ConfigDict(defer_build=True)

    items: list[dict[str, Any]]
    next: str | None = None
