"""Counting in the browser: say where one is, then scan what is there."""

from typing import Any
from uuid import uuid4

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from wherehold.kernel.errors import NotFound, Refusal
from wherehold.register import files
from wherehold.register.queries import holding, known, resolve
from wherehold.register.serving import POLICY
from wherehold.stocktake import commands, rules
from wherehold.stocktake.commands import Said, Told
from wherehold.stocktake.queries import counts, progress, results
from wherehold.ui import refusals
from wherehold.ui.request import AuthedRequest, is_fragment
from wherehold.ui.words import PHONE

WORDS = {
    "found": ("ok", "circle-check", gettext_lazy("Found")),
    "counted": ("ok", "circle-check", gettext_lazy("Counted")),
    "second": ("ok", "circle-check", gettext_lazy("Counted by a second person")),
    "elsewhere": ("warn", "map-pin-off", gettext_lazy("Wrong place")),
    "duplicate": ("warn", "copy", gettext_lazy("Already counted")),
    "ignored": ("tick", "circle-check", gettext_lazy("Just counted")),
    "unknown": ("bad", "circle-help", gettext_lazy("Not in the register")),
    "rejected": ("bad", "circle-x", gettext_lazy("Not taken")),
}
ICONS = (
    *("camera", "chevron-down", "circle-check", "circle-dashed", "circle-help", "circle-x"),
    *("clock", "copy"),
    *("map-pin", "map-pin-off", "undo-2", "wifi-off"),
)
# What a phone says of a count before any server is asked.
ISLAND = {
    **PHONE,
    **{status: word for status, (_tone, _icon, word) in WORDS.items()},
    "along": gettext_lazy("Knows this count without a network: {count}"),
    "not_along": gettext_lazy("This phone does not know this count without a network yet."),
    "belongs": gettext_lazy("{tag} · belongs at {place}"),
    "kept": gettext_lazy("Kept"),
    "later": gettext_lazy("It is told when the server has heard of it."),
    "not_a_thing": gettext_lazy("Not a thing"),
    "move": rules.VERBS[rules.MOVE],
    "moved": rules.OUTCOMES[rules.MOVE],
    "note": rules.VERBS[rules.LEFT],
    "left": rules.OUTCOMES[rules.LEFT],
    "signed": gettext_lazy("It takes effect when the count is signed."),
    "where": gettext_lazy("Where are you?"),
    "place_first": gettext_lazy("Scan a place first"),
    "or_zone": gettext_lazy("or choose a zone"),
    "scan_here": gettext_lazy("Scan what is here"),
    "other_place": gettext_lazy("Other place"),
    "room": gettext_lazy("{found} of {all}"),
    "in_room": gettext_lazy("in this room"),
    "none_here": gettext_lazy("Nothing is expected here. What you scan is noted with this place."),
    "seen_here": gettext_lazy("{count} seen here"),
    "not_listed": gettext_lazy("not on the list"),
    "finish": gettext_lazy("Finish room"),
    "finish_left": gettext_lazy("Finish room, {count} not seen"),
    "finished": gettext_lazy("Room finished"),
    "what": gettext_lazy("What is it?"),
    "keep": gettext_lazy("Keep"),
    "closed": gettext_lazy("Seen, but the count is over"),
}
METHODS = ("camera", "wedge", "typed", "tick")


@require_safe
def page(request: AuthedRequest, stocktake_id: int) -> HttpResponse:
    """Show the page of a count for counting."""
    return _page(request, stocktake_id, place_id=_number(request.GET.get("place", "")))


@require_POST
def scan(request: AuthedRequest, stocktake_id: int) -> HttpResponse:
    """Take one scan: a place says where one is, everything else is counted there."""
    code, place_id = request.POST.get("code", "").strip(), _number(request.POST.get("place", ""))
    if not code:
        return _page(request, stocktake_id, place_id=place_id)
    hits = resolve.resolve(actor=request.auth, code=code)
    if hits and hits[0].type == "place":
        told = {"tone": "ok", "icon": "map-pin", "word": _("You are here"), "title": hits[0].detail}
        return _page(request, stocktake_id, place_id=hits[0].id, told=told)
    try:
        one = _record(request, stocktake_id, code, place_id)
    except Refusal as refusal:
        shown = refusals.shown(refusal)
        told = {"tone": "bad", "icon": "circle-x", "word": shown.title, "title": code}
        return _page(request, stocktake_id, place_id=place_id, told=told | {"detail": shown.text})
    told = _told(request, stocktake_id, code, one)
    return _page(request, stocktake_id, place_id=place_id, told=told)


def _record(request: AuthedRequest, stocktake_id: int, code: str, place_id: int | None) -> Told:
    method = request.POST.get("method", "typed")
    said = Said(
        client_id=request.POST.get("client_id", "")[:64] or str(uuid4()),
        code=code[:300],
        place_id=place_id,
        method=method if method in METHODS else "typed",
        device="browser",
    )
    [told] = commands.record_scans(actor=request.auth, stocktake_id=stocktake_id, scans=[said])
    return told


@require_POST
def take_back(request: AuthedRequest, stocktake_id: int) -> HttpResponse:
    """Take a scan back."""
    ids = [request.POST.get("client_id", "")]
    commands.take_back(actor=request.auth, stocktake_id=stocktake_id, client_ids=ids)
    told = {"tone": "ok", "icon": "undo-2", "word": _("Taken back"), "title": ""}
    place_id = _number(request.POST.get("place", ""))
    return _page(request, stocktake_id, place_id=place_id, told=told)


@require_POST
def decide(request: AuthedRequest, stocktake_id: int) -> HttpResponse:
    """Say on the spot that a thing is to be moved here, or that it is only noted."""
    outcome = request.POST.get("outcome", "")
    line_ids = [_number(request.POST.get("line", "")) or 0]
    commands.decide(
        actor=request.auth, stocktake_id=stocktake_id, outcome=outcome, line_ids=line_ids
    )
    word = rules.OUTCOMES.get(outcome, "")
    told = {"tone": "ok", "icon": "map-pin", "word": word, "title": request.POST.get("title", "")}
    told["detail"] = _("It takes effect when the count is signed.")
    place_id = _number(request.POST.get("place", ""))
    return _page(request, stocktake_id, place_id=place_id, told=told)


@require_POST
def note(request: AuthedRequest, stocktake_id: int) -> HttpResponse:
    """Keep a note or a picture of what an unknown code is on."""
    upload = request.FILES.get("photo")
    kept = files.keep(upload, photo=True) if upload else None
    try:
        commands.describe_unknown(
            actor=request.auth,
            stocktake_id=stocktake_id,
            unknown_id=_number(request.POST.get("unknown", "")) or 0,
            note=request.POST.get("note", ""),
            photo=kept,
        )
    except Refusal:
        files.drop([kept] if kept else [])
        raise
    told = {"tone": "ok", "icon": "circle-check", "word": _("Kept"), "title": ""}
    place_id = _number(request.POST.get("place", ""))
    return _page(request, stocktake_id, place_id=place_id, told=told)


@require_POST
def finish(request: AuthedRequest, stocktake_id: int) -> HttpResponse:
    """Say that a zone was gone through, or go through it again."""
    zone_id = _number(request.POST.get("zone", "")) or 0
    where: dict[str, Any] = {"actor": request.auth, "stocktake_id": stocktake_id}
    if "again" in request.POST:
        commands.reopen_zone(**where, zone_id=zone_id)
    else:
        commands.finish_zone(**where, zone_id=zone_id)
    if "again" in request.POST:
        place = request.POST.get("place", "")
        target = reverse("stocktake:counting", args=[stocktake_id])
        return redirect(f"{target}?place={place}" if place.isdigit() else target)
    return redirect(reverse("stocktake:counting", args=[stocktake_id]))


@require_safe
def photo(request: AuthedRequest, stocktake_id: int, unknown_id: int) -> HttpResponseBase:
    """Hand out the picture of what an unknown code is on."""
    stored, kind = results.photo_of(
        actor=request.auth, stocktake_id=stocktake_id, unknown_id=unknown_id
    )
    try:
        source = files.path_of(stored).open("rb")
    except (ValueError, FileNotFoundError):
        raise NotFound({"what": "file", "key": unknown_id}) from None
    answer = FileResponse(source, content_type=kind)
    answer["Content-Security-Policy"] = POLICY
    answer["Cache-Control"] = "private, no-store"
    return answer


def _number(text: str) -> int | None:
    fits = text.isascii() and text.isdigit() and len(text) < 19
    return int(text) if fits else None


def _told(request: AuthedRequest, stocktake_id: int, code: str, one: Told) -> dict[str, Any]:
    """Return what came of a scan as the page shows it, with what can be done about it."""
    tone, icon, word = WORDS[one.status]
    told: dict[str, Any] = {"tone": tone, "icon": icon, "word": word, "title": code}
    told |= {"client_id": one.client_id, "status": one.status, "detail": ""}
    where: dict[str, Any] = {"actor": request.auth, "stocktake_id": stocktake_id}
    if one.asset_id:
        line = results.of_asset(**where, asset_id=one.asset_id)
        [named] = holding.assets_named(actor=request.auth, asset_ids=[one.asset_id])
        told |= {"title": named.name, "detail": named.tag}
        if line and one.status == "elsewhere":
            told |= {"line": line.id}
            told["detail"] += " · " + _("Belongs at {place}").format(place=named.place or "–")
        if one.moved:
            told["detail"] += " · " + _("moved while counting")
    elif one.status == "unknown":
        told["unknown"] = results.unknown_by_code(**where, code=code)
        told["detail"] = _("Kept, with place and time")
    if one.clock:
        told["detail"] += " · " + _("the clock of this device is wrong")
    return told


def _named(place: str) -> dict[str, str]:
    """Return a place's name whole, and in the parts that a phone has room for."""
    within, _between, last = place.rpartition(" · ")
    return {"place": place, "within": within, "room_name": last}


def _page(
    request: AuthedRequest,
    stocktake_id: int,
    *,
    place_id: int | None = None,
    told: dict[str, Any] | None = None,
) -> HttpResponse:
    card = counts.card(actor=request.auth, stocktake_id=stocktake_id)
    names = known.places(actor=request.auth, ids=[place_id or 0])
    if place_id not in names:
        place_id = None
    where: dict[str, Any] = {"actor": request.auth, "stocktake_id": stocktake_id}
    zone_id = results.zone_at(**where, place_id=place_id) if place_id else None
    context = {
        "card": card,
        "place_id": place_id,
        **_named(names.get(place_id or 0, "")),
        "zones": progress.zones(**where),
        "room": results.room(**where, zone_id=zone_id) if zone_id else None,
        "told": told,
        "client_id": str(uuid4()),
        "icons": ICONS,
        "words": {key: str(word) for key, word in ISLAND.items()},
    }
    name = "stocktake/counting_part.html" if is_fragment(request) else "stocktake/counting.html"
    return render(request, name, context)
