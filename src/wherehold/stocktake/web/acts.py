"""Acts at the desk: people, questions, decisions, the end and the signature."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from wherehold.custody.web.forms import ids_of
from wherehold.kernel import organisation, outbox
from wherehold.kernel.errors import Refusal
from wherehold.register.queries import holding, parties
from wherehold.stocktake import commands, rules
from wherehold.stocktake.queries import counts, progress, results
from wherehold.stocktake.words import STATES
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest

either = require_http_methods(["GET", "HEAD", "POST"])


def back(request: AuthedRequest, stocktake_id: int) -> HttpResponse:
    """Go back to where the act was begun on the page of the count."""
    query = request.POST.get("query", "")[:500]
    target = reverse("stocktake:stocktake", args=[stocktake_id])
    return HttpResponseRedirect(f"{target}?{query}" if query else target)


@either
def assign(request: AuthedRequest, stocktake_id: int) -> HttpResponse:
    """Show who counts which zone, or say it anew for all of them."""
    actor = request.auth
    card = counts.card(actor=actor, stocktake_id=stocktake_id)
    zones = progress.zones(actor=actor, stocktake_id=stocktake_id)
    if request.method == "POST":
        people = {zone.id: _people(request, f"zone-{zone.id}") for zone in zones}
        commands.assign(actor=actor, stocktake_id=stocktake_id, people=people)
        toasts.say(request, _("It is known who counts where."))
        return back(request, stocktake_id)
    context = {"card": card, "state": STATES[card.state], "zones": zones}
    return render(request, "stocktake/assign.html", context)


def _people(request: AuthedRequest, name: str) -> list[int]:
    """Return who was named: the ones ticked, and one more by id or by name."""
    ids = [int(one) for one in request.POST.getlist(name) if one.isascii() and one.isdigit()]
    if text := request.POST.get(f"{name}_text", "").strip():
        ids += parties.matches(actor=request.auth, words=[text]).get(text, [])[:1]
    return [one for one in dict.fromkeys(ids) if one < 2**63]


@require_POST
def ask(request: AuthedRequest, stocktake_id: int) -> HttpResponse:
    """Ask holders by mail what they have."""
    asked = commands.ask_holders(actor=request.auth, stocktake_id=stocktake_id)
    card = counts.card(actor=request.auth, stocktake_id=stocktake_id)
    unsent = [one for one in asked if not _send(one, card)]
    text = ngettext("{n} person is asked.", "{n} people are asked.", len(asked))
    toasts.say(request, text.format(n=len(asked)))
    if not unsent:
        return back(request, stocktake_id)
    links = [(one.name, one.things, _link(one)) for one in unsent]
    return render(request, "stocktake/links.html", {"card": card, "links": links})


def _link(one: commands.Asked) -> str:
    return f"{settings.PUBLIC_URL}{reverse('stocktake:confirm', args=[one.secret])}"


def _send(one: commands.Asked, card: counts.Card) -> bool:
    """Put the question into the outbox; say whether a mail server will send it."""
    context = {"asked": one, "card": card, "link": _link(one), "org": organisation.current().name}
    text = render_to_string("stocktake/mail_holder.txt", context)
    subject = _("Which of these do you have?")
    link = context["link"]
    sent = outbox.send(
        to=one.email, subject=subject, text=text, purpose="stocktake", link=str(link)
    )
    return sent.state != "no_mail"


@require_POST
def end(request: AuthedRequest, stocktake_id: int) -> HttpResponse:
    """End counting."""
    missing = commands.end_counting(actor=request.auth, stocktake_id=stocktake_id)
    text = ngettext("{n} thing is missing.", "{n} things are missing.", missing)
    toasts.say(request, _("Counting has ended.") + " " + text.format(n=missing))
    return back(request, stocktake_id)


@require_POST
def decide(request: AuthedRequest, stocktake_id: int, outcome: str) -> HttpResponse:
    """Say what is to be made of some lines, or take it back with the outcome `open`."""
    number = commands.decide(
        actor=request.auth,
        stocktake_id=stocktake_id,
        outcome="" if outcome == "open" else outcome,
        line_ids=ids_of(request.POST),
        state=request.POST.get("state", ""),
    )
    text = ngettext("{n} thing: {what}.", "{n} things: {what}.", number)
    what = rules.OUTCOMES.get(outcome, _("to decide again"))
    toasts.say(request, text.format(n=number, what=what))
    return back(request, stocktake_id)


@require_POST
def recount(request: AuthedRequest, stocktake_id: int) -> HttpResponse:
    """Have things counted again: those chosen, or all that are missing."""
    ids = ids_of(request.POST)
    number = commands.count_again(
        actor=request.auth, stocktake_id=stocktake_id, line_ids=ids, missing=not ids
    )
    text = ngettext("{n} thing is to count again.", "{n} things are to count again.", number)
    toasts.say(request, text.format(n=number))
    return back(request, stocktake_id)


@either
def close(request: AuthedRequest, stocktake_id: int) -> HttpResponse:
    """Show what signing would do, or sign."""
    card = counts.card(actor=request.auth, stocktake_id=stocktake_id)
    refusal = None
    if request.method == "POST":
        try:
            return _signed(request, stocktake_id)
        except Refusal as error:
            refusal = error
    context = {
        "card": card,
        "state": STATES[card.state],
        "numbers": progress.progress(actor=request.auth, stocktake_id=stocktake_id),
        "decided": _decided(request, card),
        "devices": _holding(request, stocktake_id),
        "given": request.POST,
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    return render(
        request, "stocktake/close.html", context, status=refusal.status if refusal else 200
    )


def _holding(request: AuthedRequest, stocktake_id: int) -> list[progress.DeviceLine]:
    devices = progress.devices(actor=request.auth, stocktake_id=stocktake_id)
    return [one for one in devices if one.pending]


def _signed(request: AuthedRequest, stocktake_id: int) -> HttpResponse:
    commands.close(
        actor=request.auth,
        stocktake_id=stocktake_id,
        note=request.POST.get("note", "")[:2000],
        leave_rest="leave_rest" in request.POST,
    )
    toasts.say(request, _("Signed. What was decided is done."))
    return HttpResponseRedirect(reverse("stocktake:stocktake", args=[stocktake_id]))


def _decided(request: AuthedRequest, card: counts.Card) -> list[tuple[Any, int]]:
    found = results.outcomes(actor=request.auth, stocktake_id=card.id)
    return [(rules.OUTCOMES[name], number) for name, number in found.items()]


@require_POST
def cancel(request: AuthedRequest, stocktake_id: int) -> HttpResponse:
    """Give a count up."""
    reason = request.POST.get("reason", "")
    commands.cancel(actor=request.auth, stocktake_id=stocktake_id, reason=reason)
    toasts.say(request, _("Given up."))
    return HttpResponseRedirect(reverse("stocktake:stocktakes"))


@either
def unknown(request: AuthedRequest, stocktake_id: int, unknown_id: int) -> HttpResponse:
    """Show what an unknown code may be, or say what it is."""
    where: dict[str, Any] = {"stocktake_id": stocktake_id, "unknown_id": unknown_id}
    card = counts.card(actor=request.auth, stocktake_id=stocktake_id)
    refusal, done = None, _naming(request, where) if request.method == "POST" else None
    if callable(done):
        try:
            done()
            return back(request, stocktake_id)
        except Refusal as error:
            refusal = error
    context = {
        "card": card,
        "line": results.unknown(actor=request.auth, **where),
        "hits": results.candidates(actor=request.auth, **where),
        "given": request.POST,
        "no_such": request.method == "POST" and done is None,
        "may_create": request.auth.may_somewhere("asset.create"),
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    return _shown(request, "stocktake/unknown.html", context, refusal)


def _shown(
    request: AuthedRequest, template: str, context: dict[str, Any], refusal: Refusal | None
) -> HttpResponse:
    status = refusal.status if refusal else 422 if context["no_such"] else 200
    return render(request, template, context, status=status)


def _naming(request: AuthedRequest, where: dict[str, Any]) -> Callable[[], None] | None:
    """Return the act that was asked for; none for a tag that nothing has."""
    if "leave" in request.POST:
        return lambda: commands.settle_unknown(actor=request.auth, asset_id=None, **where)
    tag = request.POST.get("tag", "").strip()
    ids = list(holding.assets_tagged(actor=request.auth, tags=[tag]).values())
    if len(ids) != 1:
        return None
    return lambda: commands.settle_unknown(actor=request.auth, asset_id=ids[0], **where)
