"""The page of a count: figures that stay current, what is to decide, zones, devices, trend."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from wherehold.kernel import organisation
from wherehold.kernel.errors import NotAllowed
from wherehold.register.queries import known
from wherehold.stocktake import access, document, drawing, rules
from wherehold.stocktake.queries import counts, evidence, progress, results
from wherehold.stocktake.words import RESULTS, STATES, scope_words
from wherehold.ui.request import AuthedRequest

TABS = (
    ("decide", _("To decide"), "list-checks", ""),
    ("found", _("Found"), "circle-check", "ok"),
    ("elsewhere", _("Wrong place"), "map-pin-off", "warn"),
    ("missing", _("Missing"), "circle-dashed", "bad"),
    ("unknown", _("Unknown"), "circle-help", "acc"),
    ("duplicate", _("Duplicate"), "copy", ""),
)
MORE = (("open", _("Still to count")), ("moved", _("Moved meanwhile")))
TONES = {"elsewhere": "warn", "missing": "bad", "found": "ok", "moved": "acc", "open": ""}
ICONS = {
    "elsewhere": "map-pin-off",
    "missing": "circle-dashed",
    "found": "circle-check",
    "moved": "move",
    "open": "circle",
}


@require_safe
def page(request: AuthedRequest, stocktake_id: int) -> HttpResponse:
    """Show a count."""
    card = counts.card(actor=request.auth, stocktake_id=stocktake_id)
    if card.hidden or not (card.sees_all or card.may_run):
        return render(request, "stocktake/mine.html", _base(request, card))
    context = _base(request, card) | _live(request, card) | _rows(request, card)
    context |= {
        "zones": _zone_rows(request, card),
        "devices": _devices(request, card),
        "asked": progress.asked(actor=request.auth, stocktake_id=card.id),
        "trend": drawing.trend(progress.trend(actor=request.auth, stocktake_id=card.id), card),
    }
    return render(request, "stocktake/count.html", context)


@require_safe
def live(request: AuthedRequest, stocktake_id: int) -> HttpResponse:
    """Show the figures of a count, or say that nothing has changed since they were seen."""
    return _fresh(request, stocktake_id, "stocktake/live.html", _live)


@require_safe
def zones(request: AuthedRequest, stocktake_id: int) -> HttpResponse:
    """Show the zones of a count, or say that nothing has changed since they were seen."""

    def rows(request: AuthedRequest, card: counts.Card) -> dict[str, Any]:
        return {"zones": _zone_rows(request, card)}

    return _fresh(request, stocktake_id, "stocktake/zones.html", rows)


@require_safe
def report(request: AuthedRequest, stocktake_id: int) -> HttpResponse:
    """Give the evidence of a count as PDF/A."""
    found = evidence.evidence(actor=request.auth, stocktake_id=stocktake_id)
    made = document.draw(found, owner=organisation.current().name)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="stocktake-{stocktake_id}.pdf"'
    return answer


def _fresh(request: AuthedRequest, stocktake_id: int, template: str, rows: Any) -> HttpResponse:  # noqa: ANN401
    """Answer 304 or, to a page that says what it has seen, 204, while nothing has changed."""
    tag = counts.etag(actor=request.auth, stocktake_id=stocktake_id)
    if request.headers.get("If-None-Match") == f'"{tag}"':
        answer = HttpResponse(status=304)
    elif request.GET.get("seen") == tag:
        answer = HttpResponse(status=204)
    else:
        card = counts.card(actor=request.auth, stocktake_id=stocktake_id)
        _told(request, card)
        answer = render(request, template, {"card": card, "tag": tag, **rows(request, card)})
    answer["ETag"] = f'"{tag}"'
    return answer


def _told(request: AuthedRequest, card: counts.Card) -> None:
    """Refuse figures to whom they are not for.

    Raises: NotAllowed.
    """
    if card.hidden or not (card.sees_all or card.may_run):
        raise NotAllowed({"actor": request.auth.name, "permission": access.RUN})


def _base(request: AuthedRequest, card: counts.Card) -> dict[str, Any]:
    places = [int(v) for v in card.given.get("place", ()) if v.isdigit()]
    named = known.places(actor=request.auth, ids=places)
    names = {f"place:{key}": name for key, name in named.items()}
    return {
        "card": card,
        "tag": counts.etag(actor=request.auth, stocktake_id=card.id),
        "state": STATES[card.state],
        "scope": scope_words(card, names),
        "zones": progress.zones(actor=request.auth, stocktake_id=card.id),
    }


def _live(request: AuthedRequest, card: counts.Card) -> dict[str, Any]:
    numbers = progress.progress(actor=request.auth, stocktake_id=card.id)
    if numbers is None:
        return {"numbers": None}
    figures = {
        "decide": numbers.to_decide,
        "found": numbers.found + numbers.extra_found,
        "elsewhere": numbers.elsewhere + numbers.extra_elsewhere,
        "missing": numbers.missing,
        "unknown": numbers.unknown,
        "duplicate": numbers.duplicate,
    }
    done = numbers.seen + numbers.moved
    return _figures(card, numbers) | {
        "numbers": numbers,
        "percent": 100 * done // numbers.expected if numbers.expected else 0,
        "pending": sum(one.pending for one in _devices(request, card)),
        "buckets": [(k, label, icon, tone, figures[k]) for k, label, icon, tone in TABS],
        "bucket": _bucket(request),
    }


def _devices(request: AuthedRequest, card: counts.Card) -> list[progress.DeviceLine]:
    return progress.devices(actor=request.auth, stocktake_id=card.id)


def _figures(card: counts.Card, numbers: progress.Progress) -> dict[str, Any]:
    return {
        "bar": drawing.bar(numbers),
        "scale": drawing.scale(numbers.accuracy, card.goal_permille),
        "accuracy": numbers.accuracy,
        **_percents(numbers.accuracy),
    }


def _percents(accuracy: rules.Interval | None) -> dict[str, str]:
    if accuracy is None:
        return {}
    shares = {"share": accuracy.share, "low": accuracy.low, "high": accuracy.high}
    return {name: f"{share * 100:.1f}" for name, share in shares.items()}


def _bucket(request: AuthedRequest) -> str:
    asked = request.GET.get("show", "")
    return asked if asked in results.BUCKETS else "decide"


Rows = tuple[list[results.ResultLine], list[results.UnknownLine], str | None]


def _rows(request: AuthedRequest, card: counts.Card) -> dict[str, Any]:
    """Return the lines of the bucket that is shown, with the unknown codes where they belong."""
    bucket, zone = _bucket(request), request.GET.get("zone", "")
    zone_id = int(zone) if zone.isascii() and zone.isdigit() and len(zone) < 19 else None
    search, cursor = request.GET.get("q", "")[:200], request.GET.get("cursor", "")
    where: dict[str, Any] = {"actor": request.auth, "stocktake_id": card.id, "zone_id": zone_id}
    lines, codes, after = _found(where, bucket, search, cursor)
    asked = {"show": bucket, "zone": zone, "q": search}
    return {
        "lines": [_row(line) for line in lines],
        "codes": codes,
        "older": _address(asked, after) if after and (lines or bucket == "unknown") else "",
        "newest": _address(asked) if cursor else "",
        "search": search,
        "zone": next((z for z in _zones(request, card) if z.id == zone_id), None),
        "more_buckets": MORE,
        "verbs": rules.VERBS,
    }


def _found(where: dict[str, Any], bucket: str, search: str, cursor: str) -> Rows:
    """Find a page; what is to decide ends with the unknown codes, which have no value."""
    if bucket == "unknown":
        codes, after = results.unknowns(**where, cursor=cursor)
        return [], codes, after
    lines, after = results.lines(**where, bucket=bucket, search=search, cursor=cursor)
    if bucket != "decide" or after is not None or search:
        return lines, [], after
    codes, _more = results.unknowns(**where)
    return lines, codes, None


def _address(asked: dict[str, str], cursor: str = "") -> str:
    said = {name: value for name, value in (asked | {"cursor": cursor}).items() if value}
    return f"?{urlencode(said)}"


def _zones(request: AuthedRequest, card: counts.Card) -> list[progress.ZoneLine]:
    return progress.zones(actor=request.auth, stocktake_id=card.id)


def _zone_rows(request: AuthedRequest, card: counts.Card) -> list[tuple[Any, str, Any]]:
    return [
        (zone, zone.name.rpartition(" · ")[2], drawing.zone_bar(zone))
        for zone in _zones(request, card)
    ]


def _row(line: results.ResultLine) -> dict[str, Any]:
    """Return a line with the words, and the outcomes that fit it: the likeliest two first."""
    doubtful = line.state == "found" and (line.twice or line.once)
    fits = [name for name in rules.OUTCOMES if name in rules.FITTING.get(line.state, ())]
    if not line.held:
        fits = [name for name in fits if name != rules.RETURN]
    shown = 1 if line.state == "missing" else 2
    return {
        "line": line,
        "word": RESULTS["duplicate"] if doubtful and line.twice else RESULTS[line.state],
        "icon": "copy" if doubtful else ICONS[line.state],
        "tone": "" if doubtful else TONES[line.state],
        "fits": bool(fits),
        "first": [(name, rules.VERBS[name]) for name in fits[:shown]],
        "others": [(name, rules.VERBS[name]) for name in fits[shown:]],
        "outcome": rules.OUTCOMES.get(line.outcome, ""),
        "url": reverse("desk:asset", args=[line.asset_id]),
    }
