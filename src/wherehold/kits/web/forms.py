"""What people fill in about kits."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from wherehold.custody.web.forms import ids_of, tags_of
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.kits.contents import Wanted
from wherehold.kits.queries.kits import WantLine
from wherehold.register.queries import resolve
from wherehold.ui.schema import ID_MAX

ROWS_FREE, ROWS_MAX = 4, 40


@dataclass(frozen=True)
class Row:
    """One line of a list as the form shows it."""

    number: int
    model: int | None = None
    model_name: str = ""
    category: int | None = None
    category_name: str = ""
    tag: str = ""
    quantity: int = 1
    must: bool = True
    substitute: int | None = None
    substitute_name: str = ""


def things(actor: Actor, given: QueryDict) -> list[int]:
    """Return the things that were ticked, or whose codes were typed, pasted or scanned.

    Raises: NotFound, with every code that stands for no one thing.
    """
    codes = [word.strip() for word in tags_of(given)]
    hits = resolve.resolve_many(actor=actor, codes=codes)
    found = {code: [one.id for one in hits[code] if one.type == "asset"] for code in codes}
    if unknown := [code for code in codes if len(found[code]) != 1]:
        raise NotFound(*({"what": _("thing"), "key": code} for code in unknown))
    return list(dict.fromkeys([*ids_of(given), *(key for each in found.values() for key in each)]))


def rows(lines: Iterable[WantLine]) -> list[Row]:
    """Return the rows of a form for a list, with some that are free."""
    known = [
        Row(
            n,
            one.model_id,
            one.label if one.model_id else "",
            one.category_id,
            one.label if one.category_id else "",
            one.label if one.asset_id else "",
            one.quantity,
            one.must,
            next(iter(one.substitutes), None),
            next(iter(one.substitute_names), ""),
        )
        for n, one in enumerate(lines)
    ]
    return known + [Row(n) for n in range(len(known), len(known) + ROWS_FREE)]


def wanted(actor: Actor, given: QueryDict) -> list[Wanted]:
    """Return a list as it was filled in; rows in which nothing was said are left out.

    Raises: NotFound for a tag that stands for no one thing.
    """
    found = []
    for n in range(ROWS_MAX):
        said: dict[str, Any] = {
            "model_id": _number(given.get(f"model-{n}", "")),
            "category_id": _number(given.get(f"category-{n}", "")),
        }
        if tag := given.get(f"tag-{n}", "").strip():
            one = QueryDict(mutable=True)
            one["tags"] = tag
            [said["asset_id"]] = things(actor, one)
        if any(said.values()):
            found.append(_line(given, n, said))
    return found


def _line(given: QueryDict, n: int, said: dict[str, Any]) -> Wanted:
    substitute = _number(given.get(f"substitute-{n}", ""))
    return Wanted(
        **said,
        quantity=_number(given.get(f"quantity-{n}", "")) or 1,
        must=given.get(f"must-{n}") != "no",
        substitutes=(substitute,) if substitute else (),
    )


def _number(text: str) -> int | None:
    if text.isascii() and text.isdigit() and len(text) < 20 and 0 < int(text) <= ID_MAX:
        return int(text)
    return None
