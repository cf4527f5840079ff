"""The list of assets as a page: views as tabs, filters as chips, rows, selection."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wherehold.desk import acting, chips, columns
from wherehold.desk.acting import ACTIONS
from wherehold.desk.web import rows, tabs
from wherehold.kernel import kept
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Refusal
from wherehold.register.queries import listing
from wherehold.ui import refusals
from wherehold.ui.request import AuthedRequest, is_fragment

# Dialogs are drawn when somebody opens them: together they cost as much as the list.
DIALOGS = {
    "filters": "desk/filters.html",
    "columns": "desk/columns.html",
    "save": "desk/save_view.html",
}
OWN = ("sort", "cols", "col", "density", "cursor", "view", *DIALOGS)
LIMIT = 50
YEAR_S = 365 * 86_400


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
@kept.one_look()
def assets(request: AuthedRequest) -> HttpResponse:
    """Show one page of the assets that one may see."""
    asked = read(request.GET)
    if (dialog := _dialog(request)) and is_fragment(request):
        return render(request, dialog, _asked_for(request, asked))
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


def _dialog(request: AuthedRequest) -> str:
    """Return the template of the dialog that the address opens, if it opens one."""
    return next((DIALOGS[name] for name in DIALOGS if name in request.GET), "")


def _asked_for(request: AuthedRequest, asked: Asked) -> dict[str, Any]:
    return {**_filters(request, asked), **_columns(request, asked), **may(request.auth)}


def _remember(request: AuthedRequest, answer: HttpResponse, asked: Asked) -> None:
    """Let the browser keep how this person likes the list."""
    for name in {"cols", "density"} & asked.rest.keys():
        answer.set_cookie(
            f"wh_{name}", asked.rest[name], YEAR_S, httponly=True, samesite="Lax",
            secure=request.is_secure(),
        )  # fmt: skip


def _page(request: AuthedRequest, asked: Asked) -> dict[str, Any]:
    actor = request.auth
    page = _found(actor, asked)
    around = _asked_for(request, asked)
    return {
        "head": rows.head(around["columns"]),
        "rows": rows.drawn(request, page.items, around["shown"]),
        "newer": page.newer and asked.address(cursor=page.newer),
        "older": page.older and asked.address(cursor=page.older),
        **_counted(actor, asked, page),
        "actions": tuple(one for one in ACTIONS.values() if acting.may(actor, one)),
        "tabs": tabs.tabs(actor, asked.given, asked.rest.get("view", "")),
        "dialog": _dialog(request),
        **around,
        **_ways(request, asked),
    }


def _found(actor: Actor, asked: Asked) -> listing.AssetPage:
    return listing.page(
        actor=actor,
        given=asked.given,
        sort=asked.sort,
        cursor=asked.cursor,
        limit=LIMIT,
        counted=True,
    )


def _counted(actor: Actor, asked: Asked, page: listing.AssetPage) -> dict[str, Any]:
    """Return how many match, and the word that stands for all of them."""
    count = page.count or listing.Count(0)
    token = listing.select_all(actor=actor, given=asked.given, counted=count)
    return {
        "token": token if page.items else "",
        "count_text": _count_text(count, page),
        "matching": tabs.shown(count.number, more=count.more),
    }


def _filters(request: AuthedRequest, asked: Asked) -> dict[str, Any]:
    actor = request.auth
    return {
        "asked": asked,
        "said": [(name, one) for name, each in asked.given.items() for one in each],
        "search": " ".join(asked.given.get("search", [])),
        "clean_url": reverse("desk:assets"),
        "chips": chips.chips(actor, asked.given, request.path, asked.rest),
        "fields": chips.fields(actor, asked.given) if "filters" in request.GET else (),
    }


def _columns(request: AuthedRequest, asked: Asked) -> dict[str, Any]:
    wanted = asked.rest.get("cols") or request.COOKIES.get("wh_cols", "")
    chosen = columns.chosen(request.auth, wanted.split(","))
    return {
        "columns": _headings(asked, chosen),
        "shown": {column.key for column in chosen},
        "choice": columns.choice(request.auth),
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
        **{f"{name}_url": f"{asked.address()}&{name}=1" for name in DIALOGS},
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
