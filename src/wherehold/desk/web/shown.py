"""The page of one asset: who, where, in what condition, what it is worth, what happened."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from wherehold.desk import cards, life, panels, taking_back, words
from wherehold.desk.acting import ACTIONS, Action
from wherehold.desk.cards import Card
from wherehold.desk.web.bulk import back
from wherehold.kernel import clock, kept
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.kits.queries import kits
from wherehold.loss import queries as loss
from wherehold.register.commands import containment, holds
from wherehold.register.queries import assets
from wherehold.register.queries.attachments import FileLine
from wherehold.register.queries.timeline import Happened
from wherehold.reservations.queries import listed as reservations
from wherehold.ui import toasts
from wherehold.ui.request import AuthedRequest, is_fragment

MENU = ("stage", "condition", "note", "hold", "keyword", "put-into", "merge", "missing")


@require_safe
def asset(request: AuthedRequest, asset_id: int) -> HttpResponse:
    """Show an asset with its timeline."""
    return panel(request, asset_id, "timeline")


@require_safe
@kept.one_look()
def panel(request: AuthedRequest, asset_id: int, panel: str) -> HttpResponse:
    """Show an asset with one of its panels; as a fragment, the panel alone."""
    chosen = panels.BY_KEY.get(panel)
    if chosen is None:
        raise Http404
    try:
        card = cards.card(actor=request.auth, asset_id=asset_id)
    except NotFound:
        kept = assets.card(actor=request.auth, asset_id=asset_id)["merged_into_id"]
        return HttpResponseRedirect(reverse("desk:asset", args=[kept]))
    context = chosen.context(request.auth, card, request.GET.dict())
    context |= _head(request.auth, card, context.get("history"))
    context |= {"panel": chosen, "tabs": _tabs(card, chosen), "here": request.path}
    context["search_id"] = loss.of_asset(actor=request.auth, asset_id=card.line["id"])
    context["kit_id"] = kits.of_asset(actor=request.auth, asset_id=card.line["id"])
    template = chosen.template if is_fragment(request) else "desk/asset.html"
    return render(request, template, context)


def _tabs(card: Card, chosen: panels.Panel) -> list[dict[str, Any]]:
    key = card.line["id"]
    return [
        {
            "label": one.label,
            "count": one.count(card),
            "current": one is chosen,
            "url": reverse("desk:asset", args=[key])
            if one is panels.PANELS[0]
            else reverse("desk:asset-panel", args=[key, one.key]),
        }
        for one in panels.PANELS
        if one.shown(card) or one is chosen
    ]


def _head(actor: Actor, card: Card, history: Sequence[Happened] | None) -> dict[str, Any]:
    line, stages = card.line, words.stage_names()
    line["where"] = words.where(line["place"])
    may = _may(actor, card)
    due = line["due_on"] if line["held"] else None
    return {
        "card": card,
        "line": line,
        "may": may,
        "status": words.status(line, stages),
        "stage": stages[line["stage"]],
        "condition": words.CONDITIONS[line["condition"]],
        "codes": _codes(line["identifiers"]),
        "booked": reservations.next_of_asset(actor=actor, asset_id=line["id"]),
        "life": life.life(actor, card, history),
        "photo": _picture(card),
        "observed": _observed(card),
        "confirmed_how": words.how(line["confirmed_how"]),
        "late": (clock.today() - due).days if due else None,
        "actions": _actions(may),
    }


def _codes(identifiers: list[dict[str, str]]) -> list[tuple[Any, str]]:
    kinds = ((one["kind"], one["value"]) for one in identifiers)
    return [(words.KINDS.get(kind, kind), value) for kind, value in kinds]


def _may(actor: Actor, card: Card) -> dict[str, bool]:
    rights = (
        *("asset.edit", "asset.move", "asset.retire", "asset.hold", "asset.note", "asset.attach"),
        *("asset.merge", "asset.create", "custody.check_out", "custody.check_in", "label.print"),
        "reservation.make",
    )
    return {one.replace(".", "_"): card.whole.may(actor, one) for one in rights}


def _picture(card: Card) -> FileLine | None:
    """Return the photo that stands for it: the chosen one, else the newest."""
    photos = [one for one in card.files if one.kind == "photo" and one.has_thumbnail]
    chosen = (one for one in photos if one.id == card.line["photo_id"])
    return next(chosen, photos[0] if photos else None)


def _observed(card: Card) -> dict[str, Any] | None:
    """Say where it was last seen: there, elsewhere, or before it came to where it is recorded."""
    line, recorded, seen = card.line, card.whole.place_path, card.whole.seen_path
    if line["seen_at"] is None:
        return None
    there = bool(recorded and seen) and (recorded.startswith(seen) or seen.startswith(recorded))
    place = line.get("seen_place") or _("another place")
    return {
        "place": place,
        "short": words.where(place),
        "place_id": line.get("seen_place_id"),
        "ago": words.since(line["seen_at"]),
        "how": words.how(line["seen_how"]),
        "astray": line["astray"],
        "agrees": there,
    }


def _actions(may: dict[str, bool]) -> list[Action]:
    """Return the acts of the page's menu: those that go by the dialog of acts on many."""
    return [ACTIONS[n] for n in MENU if may.get(ACTIONS[n].permission.replace(".", "_"))]


@require_POST
def undo(request: AuthedRequest, act: UUID) -> HttpResponse:
    """Take back a whole act, on whatever number of assets it was."""
    reason = request.POST.get("reason", "").strip()[:300] or _("Taken back right away")
    ids = taking_back.take_back(request.auth, act, reason)
    text = ngettext("Taken back: {n} asset.", "Taken back: {n} assets.", len(ids))
    toasts.say(request, text.format(n=len(ids)))
    return HttpResponseRedirect(back(request))


@require_POST
def lift(request: AuthedRequest, hold_id: int) -> HttpResponse:
    """Lift a hold."""
    holds.lift_holds(actor=request.auth, hold_ids=[hold_id], note=request.POST.get("note", ""))
    toasts.say(request, _("The hold is lifted."))
    return HttpResponseRedirect(back(request))


@require_POST
def take_out(request: AuthedRequest, asset_id: int) -> HttpResponse:
    """Take an asset out of the one that it is in."""
    containment.take_out(actor=request.auth, asset_ids=[asset_id])
    toasts.say(request, _("Taken out."))
    return HttpResponseRedirect(back(request))


@require_safe
def code(request: AuthedRequest, asset_id: int) -> HttpResponse:
    """Draw the tag of an asset as a code that scanners read."""
    import zxingcpp

    told = assets.card(actor=request.auth, asset_id=asset_id)
    drawn = zxingcpp.create_barcode(told["tag"], zxingcpp.BarcodeFormat.DataMatrix)
    answer = HttpResponse(str(drawn.to_svg(scale=4)), content_type="image/svg+xml")
    answer["Cache-Control"] = "private, max-age=3600"
    return answer
