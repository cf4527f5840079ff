"""The list of assets as a page: views as tabs, filters as chips, rows, selection."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wherehold.desk import acting, chips, columns, words
from wherehold.desk.acting import ACTIONS
from wherehold.desk.web import tabs
from wherehold.kernel import clock, organisation
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Refusal
from wherehold.register.queries import listing
from wherehold.ui import refusals
from wherehold.ui.icons import icon
from wherehold.ui.request import AuthedRequest
from wherehold.ui.templatetags.ui import money

OWN = ("sort", "cols", "col", "density", "cursor", "filters", "view")
LIMIT = 50
YEAR_S = 365 * 86_400
# What one likely does next with a thing that is out or not, and by what right.
NEXT = ((True, "check-in", "custody.check_in"), (False, "check-out", "custody.check_out"))


@dataclass(frozen=True)
class Asked:
    """What the address asks for: filters, and how to show what they leave."""

    given: dict[str, list[str]]
    rest: dict[str, str]
    cursor: str

    @property
    def sort(self) -> str:
        """Return the order asked for."""
        return self.rest.get("sort", "tag")

    def address(self, **other: str) -> str:
        """Return the address of the same list with something else about it."""
        filters = [(name, one) for name, each in self.given.items() for one in each]
        rest = {name: value for name, value in {**self.rest, **other}.items() if value}
        return f"?{urlencode([*filters, *rest.items()])}"


def read(query: QueryDict) -> Asked:
    """Read the address of a list."""
    given: dict[str, list[str]] = {}
    for name, values in query.lists():
        kept = [str(value) for value in values if value]
        if kept and not name.endswith("_text") and name not in OWN:
            given[name] = kept
    for name in ("place", "category", "keyword"):
        # Without scripts a name was typed where otherwise one is chosen.
        if name not in given and query.get(f"{name}_text"):
            given[name] = [str(query[f"{name}_text"])]
    kept_too = ("sort", "cols", "density", "view")
    rest = {name: str(query[name])[:400] for name in kept_too if query.get(name)}
    if "col" in query:
        rest["cols"] = ",".join(query.getlist("col"))[:400]
    return Asked(given, rest, str(query.get("cursor", "")))


@require_safe
def assets(request: AuthedRequest) -> HttpResponse:
    """Show one page of the assets that one may see."""
    asked = read(request.GET)
    try:
        context = _page(request, asked)
    except Refusal as refusal:
        context = _page(request, Asked({}, {}, "")) | {"refusal": refusals.shown(refusal)}
    answer = render(
        request, "desk/assets.html", context, status=422 if "refusal" in context else 200
    )
    if "view" not in asked.rest:
        _remember(request, answer, asked)
    return answer


def _remember(request: AuthedRequest, answer: HttpResponse, asked: Asked) -> None:
    """Let the browser keep how this person likes the list."""
    for name in {"cols", "density"} & asked.rest.keys():
        answer.set_cookie(
            f"wh_{name}", asked.rest[name], YEAR_S, httponly=True, samesite="Lax",
            secure=request.is_secure(),
        )  # fmt: skip


def _page(request: AuthedRequest, asked: Asked) -> dict[str, Any]:
    actor = request.auth
    page = listing.page(
        actor=actor, given=asked.given, sort=asked.sort, cursor=asked.cursor, limit=LIMIT
    )
    count = listing.count(actor=actor, given=asked.given)
    return {
        "lines": rows(request, page.items),
        "newer": page.newer and asked.address(cursor=page.newer),
        "older": page.older and asked.address(cursor=page.older),
        **_counted(actor, asked, page, count),
        "actions": [one for one in ACTIONS.values() if acting.may(actor, one)],
        "tabs": tabs.tabs(actor, asked.given, asked.rest.get("view", "")),
        **_filters(request, asked),
        **_columns(request, asked),
        **_ways(request, asked),
        **may(actor),
    }


def _counted(
    actor: Actor, asked: Asked, page: listing.AssetPage, count: listing.Count
) -> dict[str, Any]:
    """Return how many match, and the word that stands for all of them."""
    token = listing.select_all(actor=actor, given=asked.given, counted=count)
    return {
        "token": token if page.items else "",
        "count_text": _count_text(count, page),
        "matching": tabs.shown(count),
    }


def _filters(request: AuthedRequest, asked: Asked) -> dict[str, Any]:
    actor = request.auth
    return {
        "asked": asked,
        "said": [(name, one) for name, each in asked.given.items() for one in each],
        "search": " ".join(asked.given.get("search", [])),
        "chips": chips.chips(actor, asked.given, request.path, asked.rest),
        "fields": chips.fields(actor, asked.given),
        "open_filters": "filters" in request.GET,
    }


def _columns(request: AuthedRequest, asked: Asked) -> dict[str, Any]:
    wanted = asked.rest.get("cols") or request.COOKIES.get("wh_cols", "")
    chosen = columns.chosen(request.auth, wanted.split(","))
    return {
        "columns": _headings(asked, chosen),
        "shown": {column.key for column in chosen},
        "choice": columns.choice(request.auth),
        "move_icon": icon("map-pin", "s"),
        "more_icon": icon("ellipsis", "s"),
    }


def _count_text(count: listing.Count, page: listing.AssetPage) -> str:
    if not page.items:
        return ""
    text = _("{n} of more than {all}") if count.more else _("{n} of {all}")
    return text.format(n=len(page.items), all=f"{count.number:,}")


def _ways(request: AuthedRequest, asked: Asked) -> dict[str, Any]:
    density = asked.rest.get("density") or request.COOKIES.get("wh_density", "")
    return {
        "compact": density != "cosy",
        "compact_url": asked.address(density="compact"),
        "cosy_url": asked.address(density="cosy"),
        "filters_url": asked.address() + "&filters=1",
        "currency": organisation.current().currency,
        "clean_url": reverse("desk:assets"),
    }


def may(actor: Actor) -> dict[str, bool]:
    """Say which buttons there are for this actor."""
    acts = (
        "asset.create",
        "asset.edit",
        "asset.move",
        "asset.retire",
        "asset.price",
        "view.share",
        "custody.check_out",
        "custody.check_in",
        "label.print",
        "import.run",
        "export.run",
        "stocktake.run",
    )
    return {f"may_{name.replace('.', '_')}": actor.may_somewhere(name) for name in acts}


def rows(request: AuthedRequest, lines: list[listing.Line]) -> list[listing.Line]:
    """Return lines with what the page says of them: state, where, with whom, what is next."""
    stages, today, prices = words.stage_names(), clock.today(), dict[tuple[int, str], str]()
    base, actor = reverse("desk:assets"), request.auth
    back = urlencode({"next": request.get_full_path()})
    acts = {
        held: f"{reverse(f'custody:{name}')}?{back}&ids=" if actor.may_somewhere(right) else ""
        for held, name, right in NEXT
    }
    for line in lines:
        line["status_code"], line["status"] = words.status(line, stages)
        line["where"] = words.where(line["place"])
        line["holder_name"] = line.get("holder") or ""
        line["keeper"] = line.get("held_place") or line.get("held_asset") or ""
        line["codes"] = " ".join(filter(None, (line["tag"], line["serial"])))
        line["condition_name"] = words.CONDITIONS[line["condition"]]
        line["late"] = bool(line["held"] and line["due_on"] and line["due_on"] < today)
        line["url"] = f"{base}/{line['id']}"
        act = "" if line["archived"] else acts[bool(line["held"])]
        line["act_url"] = act and f"{act}{line['id']}"
        line["price"] = _price(line, prices)
    return lines


def _price(line: listing.Line, known: dict[tuple[int, str], str]) -> str:
    """Write a price; of a page many are alike, and writing one takes a while."""
    if line.get("price_minor") is None:
        return ""
    key = (line["price_minor"], line["currency"])
    if key not in known:
        known[key] = money(*key)
    return known[key]


def _headings(asked: Asked, chosen: list[columns.Column]) -> list[dict[str, Any]]:
    name, turned = asked.sort.removeprefix("-"), asked.sort.startswith("-")
    found = []
    for column in chosen:
        here = bool(column.sort) and column.sort == name
        down = columns.largest_first(column) != turned
        other = column.sort if not here or turned else f"-{column.sort}"
        found.append(
            {
                "column": column,
                "url": asked.address(sort=other) if column.sort else "",
                "direction": ("down" if down else "up") if here else "",
            }
        )
    return found
