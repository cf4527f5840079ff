"""Devices in the browser: which there are, which wait, and what they are put on."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wherehold.kernel.errors import Refusal
from wherehold.tracking import access, carried, commands, looking, typed, words
from wherehold.tracking.commands import Bind, NewDevice
from wherehold.tracking.queries import apart, intake
from wherehold.tracking.queries import devices as queries
from wherehold.tracking.queries import zones as zone_queries
from wherehold.tracking.words import ICONS, KINDS
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest

app_name = "tracking"
SHOWN_MAX = 200


@require_safe
def devices(request: AuthedRequest) -> HttpResponse:
    """List devices; those that wait with what they seem to be on."""
    return _list(request)


def _list(request: AuthedRequest, refusal: Refusal | None = None) -> HttpResponse:
    access.must_manage(request.auth)
    asked = {name: request.GET.get(name, "") for name in ("tab", "q", "cursor")}
    waiting = asked["tab"] == "waiting"
    lines, after = queries.page(
        actor=request.auth, waiting=waiting, search=asked["q"], cursor=asked["cursor"]
    )
    known, waits = queries.counts(actor=request.auth)
    context = {
        "lines": [(one, KINDS[one.kind], ICONS[one.kind]) for one in lines],
        "guesses": looking.guesses(actor=request.auth, lines=lines) if waiting else {},
        "after": after,
        "known": known,
        "waits": waits,
        "kinds": list(KINDS.items()),
        "refusal": refusals.shown(refusal) if refusal else None,
        **asked,
    }
    status = refusal.status if refusal else 200
    return render(request, "tracking/devices.html", context, status=status)


@require_safe
def device(request: AuthedRequest, device_id: int) -> HttpResponse:
    """Show a device: what it is on, what it was on, and how it reports."""
    return _show(request, device_id)


def _show(request: AuthedRequest, device_id: int, **more: Any) -> HttpResponse:  # noqa: ANN401
    access.must_manage(request.auth)
    line = queries.one(actor=request.auth, device_id=device_id)
    context = {
        "line": line,
        "kind": KINDS[line.kind],
        "icon": ICONS[line.kind],
        "bindings": queries.bindings(actor=request.auth, device_id=device_id),
        "guess": looking.guesses(actor=request.auth, lines=[line]).get(line.id),
        **more,
    }
    refusal = more.get("refusal")
    if isinstance(refusal, Refusal):
        context["refusal"] = refusals.shown(refusal)
    status = refusal.status if isinstance(refusal, Refusal) else 200
    return render(request, "tracking/device.html", context, status=status)


@require_POST
def add(request: AuthedRequest) -> HttpResponse:
    """Enter a device, and put it on a thing if one is named."""
    said = {name: request.POST.get(name, "").strip() for name in ("key", "kind", "name", "code")}
    draft = NewDevice(key=said["key"], kind=said["kind"] or "other", name=said["name"])
    try:
        asset_id = looking.asset(actor=request.auth, code=said["code"]) if said["code"] else None
        assets = {draft.key: asset_id} if asset_id else {}
        [key] = commands.add_bound_devices(actor=request.auth, devices=[draft], assets=assets)
    except Refusal as refusal:
        return _list(request, refusal)
    toasts.say(request, _("The device is entered."))
    return HttpResponseRedirect(reverse("tracking:device", args=[key]))


@require_POST
def bind(request: AuthedRequest, device_id: int) -> HttpResponse:
    """Put a device on a thing, since now or since it was first heard of."""
    line = queries.one(actor=request.auth, device_id=device_id)
    since = line.first_at if request.POST.get("since") == "first" else None
    try:
        asset_id = looking.asset(actor=request.auth, code=request.POST.get("code", ""))
        bound = Bind(device_id=device_id, asset_id=asset_id, starts_at=since)
        commands.bind(actor=request.auth, binds=[bound])
    except Refusal as refusal:
        return _show(request, device_id, refusal=refusal)
    toasts.say(request, _("{device} is on it now.").format(device=line.label))
    back = f"{reverse('tracking:devices')}?tab=waiting" if line.waiting else ""
    return HttpResponseRedirect(back or reverse("tracking:device", args=[device_id]))


@require_POST
def unbind(request: AuthedRequest, device_id: int) -> HttpResponse:
    """Take a device off what it is on."""
    commands.unbind(actor=request.auth, device_ids=[device_id])
    toasts.say(request, _("Taken off. What it reported until now stays with the thing."))
    return HttpResponseRedirect(reverse("tracking:device", args=[device_id]))


@require_POST
def make_secret(request: AuthedRequest, device_id: int) -> HttpResponse:
    """Make the secret that a device reports with, and show it, this once."""
    secret = commands.make_secret(actor=request.auth, device_id=device_id)
    return _show(request, device_id, secret=secret)


@require_POST
def revoke_secret(request: AuthedRequest, device_id: int) -> HttpResponse:
    """Let the secret of a device open nothing more."""
    commands.revoke_secret(actor=request.auth, device_id=device_id)
    toasts.say(request, _("The secret stopped working."))
    return HttpResponseRedirect(reverse("tracking:device", args=[device_id]))


@require_safe
def ledger(request: AuthedRequest) -> HttpResponse:
    """Show what came of readings by source, and messages that could not be read."""
    messages, after = intake.quarantined(
        actor=request.auth, cursor=request.GET.get("cursor", ""), limit=20
    )
    context = {
        "counts": intake.counts(actor=request.auth),
        "unreadable": messages,
        "after": after,
    }
    return render(request, "tracking/ledger.html", context)


@require_safe
def zones(request: AuthedRequest) -> HttpResponse:
    """List zones, with how many things are in each."""
    return _zones(request)


def _zones(request: AuthedRequest, refusal: Refusal | None = None) -> HttpResponse:
    inside = zone_queries.inside(actor=request.auth)
    lines = zone_queries.zones(actor=request.auth)
    context = {
        "lines": [(one, words.shape(one), inside.get(one.id, 0)) for one in lines],
        "may_manage": request.auth.may_everywhere(access.MANAGE),
        "refusal": refusals.shown(refusal) if refusal else None,
        "said": request.POST,
    }
    status = refusal.status if refusal else 200
    return render(request, "tracking/zones.html", context, status=status)


@require_safe
def zone(request: AuthedRequest, zone_id: int) -> HttpResponse:
    """Show a zone: what is in it, and what was."""
    line = zone_queries.one(actor=request.auth, zone_id=zone_id)
    visits = zone_queries.visits(actor=request.auth, zone_id=zone_id)
    context = {
        "line": line,
        "shape": words.shape(line),
        "near": apart.near(actor=request.auth, line=line),
        "there": [one for one in visits if one.left_at is None],
        "visits": [one for one in visits if one.left_at][:SHOWN_MAX],
        "may_manage": request.auth.may_everywhere(access.MANAGE),
    }
    return render(request, "tracking/zone.html", context)


@require_POST
def save_zone(request: AuthedRequest) -> HttpResponse:
    """Make a zone from what was typed: a circle, or a shape as GeoJSON."""
    try:
        draft = typed.zone(request.POST)
        commands.save_zones(actor=request.auth, zones=[draft])
    except Refusal as refusal:
        return _zones(request, refusal)
    toasts.say(request, _("The zone counts from now on."))
    return HttpResponseRedirect(_onwards(request))


def _onwards(request: AuthedRequest) -> str:
    """Return where somebody goes on who drew a zone: to the map, as they looked at it."""
    wanted, at = request.POST.get("next", ""), request.POST.get("at", "")
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return reverse("tracking:zones")
    return f"{wanted}?{urlencode({'at': at})}" if at else wanted


@require_POST
def archive_zone(request: AuthedRequest, zone_id: int) -> HttpResponse:
    """Let a zone count no more."""
    commands.archive_zones(actor=request.auth, zone_ids=[zone_id])
    toasts.say(request, _("The zone counts no more. What happened in it stays."))
    return HttpResponseRedirect(reverse("tracking:zones"))


@require_http_methods(["GET", "HEAD", "POST"])
def keeping(request: AuthedRequest) -> HttpResponse:
    """Show how long readings are kept; with `look`, what would go; by POST, keep them so."""
    access.must_manage(request.auth)
    if request.method == "POST":
        return _keep_readings(request)
    asks = "look" in request.GET
    return _show_keeping(request, request.GET if asks else None)


def _keep_readings(request: AuthedRequest) -> HttpResponse:
    try:
        commands.keep_readings(actor=request.auth, days=_typed_days(request.POST))
    except Refusal as refusal:
        return _show_keeping(request, request.POST, refusal)
    toasts.say(request, _("Kept so from now on. What is older goes within the hour."))
    return HttpResponseRedirect(reverse("tracking:keeping"))


def _show_keeping(
    request: AuthedRequest, said: QueryDict | None, refusal: Refusal | None = None
) -> HttpResponse:
    now = intake.retention(actor=request.auth)
    days = now if said is None else _typed_days(said)
    looks = said is not None and refusal is None
    old = intake.too_old(actor=request.auth, days=days) if looks else {}
    context = {
        "lines": [
            (kind, KINDS.get(kind, words.PERSON), ICONS.get(kind, "user"), now[kind],
             days.get(kind), old.get(kind, 0))
            for kind in now
        ],
        "looks": looks,
        "most": intake.OLD_MAX,
        "refusal": refusals.shown(refusal) if refusal else None,
    }  # fmt: skip
    status = refusal.status if refusal else 200
    return render(request, "tracking/keeping.html", context, status=status)


def _typed_days(said: QueryDict) -> dict[str, int | None]:
    """Return the days that were typed, by kind; what is no number is refused as 0 is."""
    found = {}
    for kind in (*KINDS, carried.PERSON):
        if kind in said:
            text = said.get(kind, "").strip()
            number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
            found[kind] = number if text else None
    return found


urlpatterns = [
    path("zones", zones, name="zones"),
    path("zones/save", save_zone, name="save-zone"),
    path("zones/<int:zone_id>", zone, name="zone"),
    path("zones/<int:zone_id>/archive", archive_zone, name="archive-zone"),
    path("devices", devices, name="devices"),
    path("devices/add", add, name="add"),
    path("devices/readings", ledger, name="ledger"),
    path("settings/readings", keeping, name="keeping"),
    path("devices/<int:device_id>", device, name="device"),
    path("devices/<int:device_id>/bind", bind, name="bind"),
    path("devices/<int:device_id>/unbind", unbind, name="unbind"),
    path("devices/<int:device_id>/secret", make_secret, name="make-secret"),
    path("devices/<int:device_id>/secret/revoke", revoke_secret, name="revoke-secret"),
]
