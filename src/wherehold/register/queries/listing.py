"""The list of assets: filtered, sorted, a page at a time, and all of it for acts on many."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.utils.translation import gettext_lazy as _

from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Conflict, Invalid
from wherehold.register import filters, plans, sorts
from wherehold.register.access import visible_sql
from wherehold.register.filters import Asked, Term
from wherehold.register.queries import lines, tallies

LIMIT_MAX = 500
CHUNK = 1_000
TOKEN_AGE_S = 600
Given = Mapping[str, Sequence[str]]
Line = lines.Line


class BadToken(Invalid):
    """What stands for all that match was not made by us, for somebody else, or too long ago."""

    code = "bad_selection"
    title = _("Selection no longer good")
    message = _("The selection is older than ten minutes or was changed. Select again.")


class OtherNumber(Conflict):
    """More or fewer assets match now than when they were selected."""

    code = "selection_changed"
    title = _("Selection changed")
    message = _("{was} matched when you selected them, {now} match now. Select again.")


@dataclass(frozen=True)
class Count:
    """How many there are; `more` says that there are more than were counted."""

    number: int
    more: bool = False


@dataclass(frozen=True)
class AssetPage:
    """One page of the list, with the cursors of its neighbours, and the `count` if asked for."""

    items: list[Line]
    newer: str | None
    older: str | None
    count: Count | None = None


def page(
    *,
    actor: Actor,
    given: Given,
    sort: str = sorts.DEFAULT,
    cursor: str = "",
    limit: int = 50,
    counted: bool = False,
) -> AssetPage:
    """Return one page of the assets that the actor sees and that meet the filters.

    `given` are filters by name as in an address. `older` leads on, `newer` back. `counted`: with
    how many there are in all, as `count` says, for which nothing is looked for a second time.

    Raises: BadFilter, BadCursor.
    """
    limit = max(1, min(limit, LIMIT_MAX))
    order = sorts.order_of(actor, sort)
    at = sorts.read(order, cursor)
    asked = filters.parse(actor, given)
    plan = _plan(actor, asked)
    found = plans.ids(plan, order, at, limit + 1)
    number = None
    if counted:
        whole = at is None and len(found) <= limit
        number = Count(len(found)) if whole else _count(actor, asked, plan)
    backwards = at is not None and at.backwards
    more = len(found) > limit
    found = found[1:] if more and backwards else found[:limit]
    items = lines.read(actor=actor, ids=[key for _value, key in found])
    if not found:
        return AssetPage(items, None, None, number)
    edge = [
        sorts.Cursor(value, key, empty=order.sort.nullable and value is None, backwards=back)
        for (value, key), back in ((found[0], True), (found[-1], False))
    ]
    newer = sorts.write(order, edge[0]) if (more if backwards else at is not None) else None
    older = sorts.write(order, edge[1]) if (more or backwards) else None
    return AssetPage(items, newer, older, number)


def count(*, actor: Actor, given: Given) -> Count:
    """Return how many assets of what the actor sees meet the filters.

    Exact where the tallies can say or few are left, else up to a bound.

    Raises: BadFilter.
    """
    return _count(actor, filters.parse(actor, given))


def worth(*, actor: Actor, given: Given) -> int | None:
    """Return what the matching assets are worth, if the actor may know and tallies can say.

    Raises: BadFilter.
    """
    asked = filters.parse(actor, given)
    return None if asked.search else tallies.worth(actor=actor, terms=asked.terms)


def select_all(*, actor: Actor, given: Given, counted: Count | None = None) -> str:
    """Return a token that stands for all that match now: these filters, this number, this actor.

    `counted` is what `count` has just said, if it was asked.

    Raises: BadFilter.
    """
    asked = filters.parse(actor, given)
    number = counted or _count(actor, asked)
    said = {name: list(values) for name, values in asked.said.items()}
    return signing.dumps([actor.name, said, number.number, number.more], salt=__name__)


def selected(*, actor: Actor, token: str) -> tuple[dict[str, list[str]], Count]:
    """Return the filters and the number that a token stands for.

    Raises: BadToken, BadFilter; OtherNumber when another number matches now.
    """
    try:
        name, said, number, more = signing.loads(token, salt=__name__, max_age=TOKEN_AGE_S)
    except (signing.BadSignature, ValueError):
        raise BadToken({}) from None
    if name != actor.name:
        raise BadToken({})
    now = count(actor=actor, given=said)
    if not (more and now.more) and now.number != number:
        raise OtherNumber({"was": number, "now": now.number})
    return said, Count(number, more)


def ids_matching(
    *, actor: Actor, given: Given, chunk: int = CHUNK, after: int = 0
) -> Iterator[list[int]]:
    """Yield the ids of all that match, ascending, in chunks; only those above `after`.

    Raises: BadFilter.
    """
    plan = _plan(actor, filters.parse(actor, given))
    while ids := plans.chunk(plan, after, chunk):
        yield ids
        after = ids[-1]


def selection(
    *, actor: Actor, given: Given, ids: Sequence[int] | None = None
) -> tuple[str, list[Any]]:
    """Return all that match as a statement to select from, with its parameters.

    Its columns are id, place_id, place_path, category_path and value_minor. With `ids`, only
    those of them. For slices that keep a list of what matched, at one go.

    Raises: BadFilter.
    """
    columns = "a.id, a.place_id, a.place_path, a.category_path, a.value_minor"
    if ids is not None:
        where, values = plans.among(ids)
        return f"SELECT {columns} FROM register_asset a WHERE {where}", values
    where, values = condition(actor=actor, given=given)
    return f"SELECT {columns} FROM register_asset a WHERE {where}", values


def condition(*, actor: Actor, given: Given) -> tuple[str, list[Any]]:
    """Return what matches as a condition on `register_asset a`, with its parameters.

    For slices that join what they know of assets to those that a list shows.

    Raises: BadFilter.
    """
    plan = _plan(actor, filters.parse(actor, given))
    return ("FALSE", []) if plan.empty else plan.where()


def _plan(actor: Actor, asked: Asked) -> plans.Plan:
    where, values = visible_sql(actor, "asset.see", "{a}")
    return plans.make([Term(where, tuple(values)), *asked.terms], asked.search)


def _count(actor: Actor, asked: Asked, plan: plans.Plan | None = None) -> Count:
    if not asked.search:
        told = tallies.count(actor=actor, terms=asked.terms)
        if told is not None:
            return Count(told)
    plan = plan or _plan(actor, asked)
    number = plans.count(plan)
    most = plans.most_counted(plan)
    return Count(min(number, most), number > most)
