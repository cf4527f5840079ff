"""What an act of a phone is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Refusal

# What the door of custody and of the register hands out.
from wherehold.register.models import Asset as Asset

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Text = Annotated[str, Field(max_length=10_000)]


class Args(BaseModel):
    """What every act on a thing is told: which thing, by its id or by a code that was read."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    asset_id: Id | None = None
    code: Annotated[str, Field(max_length=1_000)] = ""


@dataclass(frozen=True, kw_only=True)
class Doing:
    """One act on its way: who does what to which thing, and when it was.

    `based` says that the phone knew how the thing is at present.
    """

    actor: Actor
    asset: Asset | None
    args: Any
    at: datetime
    act: UUID
    device_id: int
    based: bool = False

    @property
    def thing(self) -> Asset:
        """Return the thing, of an act that has one."""
        assert self.asset is not None
        return self.asset


@dataclass(frozen=True, kw_only=True)
class State:
    """How a thing is at present, as an act sees it.

    `base` is what a phone would have had to know; `told` says it to people and programs; `over`
    is the refusal if it knew something else; `same` says that the act would change nothing;
    `kept` is what bringing it back takes.
    """

    base: Any
    told: dict[str, Any]
    over: Refusal
    same: bool = False
    kept: Any = None


@dataclass(frozen=True, kw_only=True)
class Act:
    """One act: what it takes, and what does it.

    `run` may return what is to be answered besides. Without `state` it never conflicts. `force`
    does it whatever happened meanwhile, and `restore` brings back what was the state before
    that: both happened. `withdraw` takes back what others did since the phone knew of the thing.
    """

    args: type[BaseModel]
    run: Callable[[Doing], dict[str, Any] | None]
    state: Callable[[Doing], State] | None = None
    force: Callable[[Doing], None] | None = None
    restore: Callable[[Doing, State], None] | None = None
    withdraw: Callable[[Doing, Any], None] | None = None
    on_thing: bool = True
