"""What others were promised: slices above say it, so that nothing promised is handed out.

`settings.CUSTODY_CLAIMS` names their functions. Each is asked once for all things of an act.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.utils.module_loading import import_string

from wherehold.kernel.actor import Actor


class Going(NamedTuple):
    """To whom a thing goes, from when, and until when; without an end, for good.

    The end is an instant or a day, which is wholly part of it.
    """

    holder_id: int | None
    since: datetime
    until: datetime | date | None
    held: bool


class Claim(NamedTuple):
    """For what a thing is promised to somebody else, and from when on."""

    number: int
    what: str
    begins: datetime


Finder = Callable[..., dict[int, Claim]]


@cache
def _finders(names: tuple[str, ...]) -> tuple[Finder, ...]:
    return tuple(import_string(name) for name in names)


def standing(*, actor: Actor, going: Mapping[int, Going]) -> dict[int, Claim]:
    """Return the first claim of others on each of these things, by its id."""
    found: dict[int, Claim] = {}
    for finder in _finders(tuple(settings.CUSTODY_CLAIMS)) if going else ():
        found = finder(actor=actor, going=going) | found
    return found
