"""What runs in the background, and the ledger as a whole."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wherehold.accounts import commands, queries
from wherehold.accounts.queries.ledgers import PAGE
from wherehold.kernel import commands as kernel
from wherehold.kernel import outbox
from wherehold.kernel import queries as background
from wherehold.ui import toasts
from wherehold.ui.request import AuthedRequest

STATES = ("waiting", "running", "done", "failed", "sent", "no_mail")


def _number(request: AuthedRequest, name: str) -> int | None:
    text = request.GET.get(name, "")[:18]
    return int(text) if text.isdecimal() and text.isascii() else None


def _state(request: AuthedRequest) -> str:
    state = request.GET.get("state", "")
    return state if state in STATES else ""


@require_safe
def jobs(request: AuthedRequest) -> HttpResponse:
    """List jobs, messages and the ledger's readers, with what went wrong."""
    actor, state = request.auth, _state(request)
    found = background.jobs(actor=actor, state=state, before=_number(request, "jobs"))
    messages = background.messages(actor=actor, state=state, before=_number(request, "messages"))
    context = {
        "jobs": found,
        "mails": messages,
        "readers": background.readers(actor=actor),
        "has_mail": outbox.has_mail(),
        "state": state,
        "may_retry": actor.may_everywhere("settings.manage"),
        "older_jobs": found[-1].pk if len(found) == 50 else None,
        "older_mails": messages[-1].pk if len(messages) == 50 else None,
    }
    return render(request, "accounts/jobs.html", context)


@require_POST
def retry_job(request: AuthedRequest, job_id: int) -> HttpResponse:
    """Let a failed job run again."""
    kernel.retry_jobs(actor=request.auth, job_ids=[job_id])
    toasts.say(request, _("It runs again in a moment."))
    return HttpResponseRedirect(reverse("accounts:jobs"))


@require_POST
def retry_message(request: AuthedRequest, message_id: int) -> HttpResponse:
    """Let a failed message be sent again."""
    kernel.retry_messages(actor=request.auth, message_ids=[message_id])
    toasts.say(request, _("It is sent again in a moment."))
    return HttpResponseRedirect(reverse("accounts:jobs"))


@require_safe
def ledger(request: AuthedRequest) -> HttpResponse:
    """Browse the ledger: newest first, with how far it is sealed."""
    kind = request.GET.get("kind", "")[:60]
    found = queries.entries(actor=request.auth, kind=kind, before=_number(request, "before"))
    context = {
        "entries": found,
        "kind": kind,
        "state": queries.state_of_ledger(actor=request.auth),
        "older": found[-1].seq if len(found) == PAGE else None,
    }
    return render(request, "accounts/ledger.html", context)


@require_POST
def verify(request: AuthedRequest) -> HttpResponse:
    """Have the ledger verified."""
    commands.ask_to_verify(actor=request.auth)
    toasts.say(request, _("Verification has begun. Load the page again to see how it went."))
    return HttpResponseRedirect(reverse("accounts:ledger"))
