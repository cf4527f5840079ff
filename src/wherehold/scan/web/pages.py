"""Scanning in the browser: the page, what its island asks, and where other pages' scans go."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from wherehold.kernel.actor import Actor
from wherehold.register.addresses import address_of
from wherehold.scan import commands, meanings, queries
from wherehold.scan.grammar import MODES, MOVE, OPEN, PASS, Outcome, Session, Spot
from wherehold.scan.web import here
from wherehold.stocktake.queries import counts
from wherehold.ui.request import AuthedRequest
from wherehold.ui.words import PHONE

RIGHTS = {
    "out": "custody.check_out",
    "in": "custody.check_in",
    "move": "asset.move",
    "seen": "asset.move",
}
REMEDIES = {
    PASS: gettext_lazy("Pass on"),
    "in": gettext_lazy("Check in"),
    MOVE: gettext_lazy("Move here"),
    "seen": gettext_lazy("Seen"),
}
CONDITIONS = [
    (key.removeprefix("condition."), word)
    for key, word in PHONE.items()
    if key.startswith("condition.")
]
ICONS = {"ok": "circle-check", "warn": "triangle-alert", "bad": "circle-x"}
ISLAND = {
    **PHONE,
    "waiting": gettext_lazy("Asking"),
    "waits": gettext_lazy("Not done. It waits here."),
    "again": gettext_lazy("Try again"),
    "create": gettext_lazy("Create"),
    "link": gettext_lazy("Link"),
    "tag": gettext_lazy("Tag of the thing"),
    "claim": gettext_lazy("New thing"),
    "nfc": gettext_lazy("Write an NFC tag"),
    "name": gettext_lazy("Name of the thing"),
    # what a phone says before any server is asked
    "found": gettext_lazy("Found"),
    "done_out": gettext_lazy("Checked out"),
    "done_pass": gettext_lazy("Passed on"),
    "done_in": gettext_lazy("Checked in"),
    "done_move": gettext_lazy("Moved"),
    "done_seen": gettext_lazy("Seen here"),
    "confirmed": gettext_lazy("Confirmed"),
    "do_pass": gettext_lazy("Pass on"),
    "do_in": gettext_lazy("Check in"),
    "already_out": gettext_lazy("Already checked out"),
    "to_whom": gettext_lazy("To whom?"),
    "where_to": gettext_lazy("Where to?"),
    "goes_to": gettext_lazy("Next things go to"),
    "moves_to": gettext_lazy("Things move to"),
    "a_person": gettext_lazy("That is a person"),
    "needs_you": gettext_lazy("One needs you"),
    "look": gettext_lazy("Look"),
}


@require_safe
def page(request: AuthedRequest) -> HttpResponse:
    """Show the scan page. A link may bring a mode and a target."""
    return _page(request, _session(request, request.GET))


@require_POST
def act(request: AuthedRequest) -> HttpResponse:
    """Do what a scan means; the island gets JSON, a browser without it the page."""
    session = _session(request, request.POST)
    code, choice = request.POST.get("code", "").strip(), request.POST.get("choice", "")
    outcome = commands.take(actor=request.auth, code=code, session=session, choice=choice)
    return _answer(request, outcome, code)


@require_POST
def take_back(request: AuthedRequest, act: UUID) -> HttpResponse:
    """Take back what a scan did."""
    outcome = commands.take_back(actor=request.auth, act=act)
    return _answer(request, outcome.in_session(_session(request, request.POST)))


@require_POST
def link(request: AuthedRequest) -> HttpResponse:
    """Let an unknown code stand for a thing from now on."""
    outcome = commands.link(
        actor=request.auth,
        code=request.POST.get("code", "").strip(),
        tag=request.POST.get("tag", "").strip(),
        session=_session(request, request.POST),
    )
    return _answer(request, outcome)


@require_POST
def condition(request: AuthedRequest) -> HttpResponse:
    """Say what condition a thing is in that was just scanned."""
    outcome = commands.say_condition(
        actor=request.auth,
        key=request.POST.get("choice", ""),
        condition=request.POST.get("condition", ""),
        session=_session(request, request.POST),
    )
    return _answer(request, outcome)


@require_POST
def claim(request: AuthedRequest) -> HttpResponse:
    """Put a blank label on a thing: a new one, or one that is there."""
    outcome = commands.claim(
        actor=request.auth,
        code=request.POST.get("code", "").strip(),
        name=request.POST.get("name", "").strip(),
        tag=request.POST.get("tag", "").strip(),
        session=_session(request, request.POST),
    )
    return _answer(request, outcome, request.POST.get("code", ""))


@require_POST
def resolve(request: AuthedRequest) -> HttpResponse:
    """Say what a code stands for, and where its page is."""
    spots = queries.spots(actor=request.auth, code=request.POST.get("code", "").strip())
    return JsonResponse({"items": [_spot(spot) for spot in spots]})


@require_safe
def go(request: AuthedRequest) -> HttpResponse:
    """Go to what was scanned on any other page; what is not one thing is shown on the scan page."""
    code = request.GET.get("code", "").strip()
    session = Session(here=here.place_id(request))
    spots = queries.spots(actor=request.auth, code=code)
    opened = len(spots) == 1 and spots[0].type in {"asset", "reservation"}
    if opened and (url := _url(spots[0])):
        return HttpResponseRedirect(url)
    if len(spots) == 1 and spots[0].type == "party":
        may = request.auth.may_somewhere("custody.check_out")
        asked = urlencode({"mode": "out", "target": spots[0].key})
        target = f"{reverse('scan:scan')}?{asked}" if may else _url(spots[0])
        return HttpResponseRedirect(target)
    tag = queries.blank(actor=request.auth, code=code) if not spots else None
    outcome = meanings.blank(tag, session) if tag else meanings.unclear(spots, code, session)
    outcome = outcome or meanings.place(spots[0], session)
    answer = _page(request, outcome.session, outcome, code)
    ours = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    if outcome.here and ours:
        here.remember(answer, request.auth, outcome.here.id)
    return answer


@require_POST
def leave(request: AuthedRequest) -> HttpResponse:
    """Say that one is no longer where one was."""
    answer = HttpResponseRedirect(reverse("scan:scan"))
    here.forget(answer)
    return answer


def _session(request: AuthedRequest, given: Any) -> Session:  # noqa: ANN401 - a QueryDict
    mode = given.get("mode", OPEN)
    known = mode in MODES or mode == PASS
    target = queries.spot(actor=request.auth, key=given.get("target", ""))
    last = _act(given.get("last", ""))
    return Session(mode if known else OPEN, target, here.place_id(request), last)


def _act(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _answer(request: AuthedRequest, outcome: Outcome, code: str = "") -> HttpResponse:
    if request.headers.get("X-Requested-With") == "fetch":
        answer: HttpResponse = JsonResponse(_told(outcome, code))
    else:
        answer = _page(request, outcome.session, outcome, code)
    if outcome.here:
        here.remember(answer, request.auth, outcome.here.id)
    return answer


def _page(
    request: AuthedRequest, session: Session, outcome: Outcome | None = None, code: str = ""
) -> HttpResponse:
    told = _told(outcome, code) if outcome else None
    context = {
        "modes": [(k, v) for k, v in MODES.items() if _may(request.auth, k)],
        "session": session,
        "outcome": told,
        "icon": ICONS[outcome.tone] if outcome else "",
        "words": {key: str(word) for key, word in ISLAND.items()},
        "conditions": CONDITIONS if told and told["spot"] else (),
        "here": (outcome.here if outcome else None) or here.place(request),
        "may_create": request.auth.may_somewhere("asset.create"),
        "counts": _counts(request.auth),
    }
    return render(request, "scan/scan.html", context)


def _counts(actor: Actor) -> list[counts.CountLine]:
    """Return the counts that one may go and count."""
    if not actor.may_somewhere("stocktake.count"):
        return []
    return counts.page(actor=actor, state="counting", limit=20)[0]


def _may(actor: Actor, mode: str) -> bool:
    return mode not in RIGHTS or actor.may_somewhere(RIGHTS[mode])


def _told(outcome: Outcome, code: str = "") -> dict[str, Any]:
    """Return an outcome as the island and the template read it."""
    session, spot = outcome.session, outcome.spot
    mode = OPEN if session.mode == PASS else session.mode
    undo = reverse("scan:undo", args=[outcome.act]) if outcome.act else ""
    return {
        "tone": outcome.tone,
        "word": outcome.word,
        "title": outcome.title,
        "detail": outcome.detail,
        "spot": _spot(spot) if spot else None,
        "go": _url(spot) if spot and outcome.go else "",
        "mode": mode,
        "target": _spot(session.target) if session.target else None,
        "undo": undo,
        "pending": outcome.pending,
        "choices": [_spot(one) for one in outcome.choices],
        "remedies": [{"mode": key, "label": str(REMEDIES[key])} for key in outcome.remedies],
        "unknown": outcome.title if outcome.unknown else "",
        "here": _spot(outcome.here) if outcome.here else None,
        **_carried(outcome, code),
    }


def _carried(outcome: Outcome, code: str) -> dict[str, str]:
    """Return what the next scan is to bring along: the code of a blank label, the last act."""
    last = outcome.act or outcome.session.last
    return {"blank": code if outcome.blank else "", "last": str(last or "")}


def _spot(spot: Spot) -> dict[str, str]:
    return {"key": spot.key, "label": spot.label, "detail": spot.detail, "url": _url(spot)}


def _url(spot: Spot) -> str:
    return address_of(spot.type, spot.id)
