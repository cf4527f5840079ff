"""What a finder returns, and what it is given: facts of one moment."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wherehold.kernel.errors import Text
from wherehold.tracking.queries.devices import DeviceLine
from wherehold.tracking.queries.zones import Visit


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is so at one moment: devices in use, and the last visit of each thing to each zone."""

    now: datetime
    devices: Sequence[DeviceLine] = ()
    visits: Sequence[Visit] = ()


@dataclass(frozen=True, kw_only=True)
class Found:
    """One thing that a rule found. `key` says what it is about: the same is found again."""

    key: str
    title: str
    since: datetime
    asset_id: int | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Parameter:
    """A value that is set for a rule in the browser: a number within bounds, or a zone."""

    name: str
    label: Text
    kind: str = "number"
    default: int = 0
    least: int = 1
    most: int = 10_000


@dataclass(frozen=True)
class Finder:
    """One file of this folder: what it looks for, what it takes, and the function."""

    code: str
    label: Text
    hint: Text
    icon: str
    find: Callable[[Facts, Mapping[str, Any]], list[Found]]
    parameters: tuple[Parameter, ...] = ()
