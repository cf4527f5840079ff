"""What is done with a reservation in the browser."""

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wherehold.kernel.errors import Refusal
from wherehold.reservations import commands
from wherehold.reservations.queries import listed
from wherehold.reservations.refusals import BadTime
from wherehold.reservations.web import plan, shown
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest, leave

Act = Callable[[AuthedRequest, int], object]


def _ids(request: AuthedRequest) -> list[int]:
    given = request.POST.getlist("ids")
    return [int(text) for text in given if text.isascii() and text.isdigit() and len(text) < 19]


def _approve(request: AuthedRequest, key: int) -> object:
    return commands.approve(actor=request.auth, reservation_ids=[key])


def _accept(request: AuthedRequest, key: int) -> object:
    return commands.accept(actor=request.auth, reservation_id=key)


def _prepare(request: AuthedRequest, key: int) -> object:
    return commands.prepare(actor=request.auth, reservation_id=key, asset_ids=_ids(request))


def _hand_out(request: AuthedRequest, key: int) -> object:
    return commands.hand_out(actor=request.auth, reservation_id=key, asset_ids=_ids(request))


def _take_back(request: AuthedRequest, key: int) -> object:
    said = request.POST.get("condition", "")
    return commands.take_back(
        actor=request.auth, reservation_id=key, asset_ids=_ids(request), condition=said
    )


def _cancel(request: AuthedRequest, key: int) -> object:
    why, ids = request.POST.get("reason", ""), [key]
    if "following" in request.POST:
        ids = [one.id for one in listed.following(actor=request.auth, reservation_id=key)] or ids
    return commands.cancel(actor=request.auth, reservation_ids=ids, reason=why)


ACTS: dict[str, tuple[Act, object]] = {
    "approve": (_approve, gettext_lazy("Approved.")),
    "accept": (_accept, gettext_lazy("It is kept.")),
    "prepare": (_prepare, gettext_lazy("The pieces are chosen.")),
    "hand-out": (_hand_out, gettext_lazy("Handed out.")),
    "return": (_take_back, gettext_lazy("Taken back.")),
    "cancel": (_cancel, gettext_lazy("Cancelled.")),
}


@require_POST
def act(request: AuthedRequest, reservation_id: int, act: str) -> HttpResponse:
    """Do one of the acts that need no more than a yes."""
    if act not in ACTS:
        raise Http404
    run, done = ACTS[act]
    return _try(request, reservation_id, lambda: run(request, reservation_id), str(done))


@require_POST
def extend(request: AuthedRequest, reservation_id: int) -> HttpResponse:
    """Keep it for longer."""

    def run() -> None:
        ends = time_of(request.POST.get("ends_at", ""))
        commands.extend(actor=request.auth, reservation_id=reservation_id, ends_at=ends)

    return _try(request, reservation_id, run, _("It is kept for longer."))


@require_POST
def change(request: AuthedRequest, reservation_id: int) -> HttpResponse:
    """Move it to another period."""

    def run() -> None:
        begins = time_of(request.POST.get("begins_at", ""))
        ends = time_of(request.POST.get("ends_at", ""))
        commands.change(
            actor=request.auth,
            reservation_id=reservation_id,
            begins_at=begins,
            ends_at=ends,
            swap=_swap(request),
        )

    return _try(request, reservation_id, run, _("Moved."))


def _swap(request: AuthedRequest) -> commands.Swap | None:
    """Return which piece is to be another one, where a bar came into another row."""
    texts = [request.POST.get(name, "") for name in ("asset", "instead")]
    if not all(text.isascii() and text.isdigit() and len(text) < 19 for text in texts):
        return None
    return commands.Swap(*map(int, texts)) if texts[0] != texts[1] else None


def time_of(text: str) -> datetime:
    """Return the time that was written, with or without a zone.

    Raises: BadTime.
    """
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise BadTime({"value": text[:40] or "–"}) from None


def _try(
    request: AuthedRequest, reservation_id: int, run: Callable[[], object], done: str
) -> HttpResponse:
    """Do it and go on; what is refused is shown on the page that it was asked from."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    try:
        run()
    except Refusal as error:
        card = listed.card(actor=request.auth, reservation_id=reservation_id)
        told = refusals.shown(error)
        if request.POST.get("from") == "calendar":
            return plan.calendar_page(request, told, error.status)
        return shown.card_page(request, card, told, error.status)
    toasts.say(request, done)
    page = reverse("reservations:reservation", args=[reservation_id])
    return leave(request, target if safe and target else page)
