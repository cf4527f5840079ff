"""What happened lately, an act a line, in words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import ngettext

from wherehold.desk import telling, words
from wherehold.kernel.actor import Actor
from wherehold.register.addresses import address_of
from wherehold.register.queries import activity, parties
from wherehold.register.queries.activity import Activity, Wanted
from wherehold.register.queries.timeline import Happened


@dataclass(frozen=True)
class Line:
    """One act in words, and what it was done with."""

    said: telling.Line
    subject: str
    url: str


@dataclass(frozen=True)
class Page:
    """A page of acts, the cursor of the one after, and whose acts they are if one was asked for."""

    lines: list[Line]
    after: str
    by: int | None
    by_name: str


def lately(*, actor: Actor, acts: int = 8, place_path: str = "") -> list[Line]:
    """Return the newest acts on what the actor sees, newest first. A fixed number of statements."""
    return _lines(activity.lately(actor=actor, acts=acts, place_path=place_path))


def page(*, actor: Actor, asked: Mapping[str, str], place_path: str = "") -> Page:
    """Return a page of the acts that `show` (a group), `by` (a person) and `cursor` ask for.

    Raises: BadCursor.
    """
    by, name = _person(actor, asked.get("by", ""))
    kinds = telling.kinds_of(asked.get("show", ""))
    wanted = Wanted(place_path=place_path, kinds=kinds, by=by)
    found = activity.page(actor=actor, wanted=wanted, cursor=asked.get("cursor", ""))
    return Page(_lines(found), found.after, by, name)


def _person(actor: Actor, asked: str) -> tuple[int | None, str]:
    """Return the person asked for and their name; nobody where the actor does not know them."""
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return None, ""
    name = parties.names(actor=actor, ids=[int(asked)]).get(int(asked), "")
    return (int(asked), name) if name else (None, "")


def _lines(found: Activity) -> list[Line]:
    return [
        Line(
            said=telling.tell(_in_short(doing.entry)),
            subject=doing.tag if doing.assets == 1 else _things(doing.assets),
            url=address_of("asset", doing.entry.subject_id) if doing.assets == 1 else "",
        )
        for doing in found.acts
    ]


def _in_short(entry: Happened) -> Happened:
    """Return an entry that calls places by site and room alone."""
    short = {
        key: words.where(name) if key.startswith("place:") else name
        for key, name in entry.names.items()
    }
    return replace(entry, names=short)


def _things(count: int) -> str:
    return ngettext("{n} thing", "{n} things", count).format(n=f"{count:,}")
