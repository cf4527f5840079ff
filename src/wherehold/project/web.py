"""Pages that belong to no slice: the first run, and what a refusal's code means."""

from pathlib import Path
from typing import Any

from allauth.account.internal.flows import login as logins
from allauth.account.models import Login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from wherehold.kernel.errors import Refusal
from wherehold.project import first_run, founding, refusals
from wherehold.project.forms import WelcomeForm
from wherehold.project.shell import url

DOCUMENT = Path(__file__).with_name("openapi.json")
# What one may do first, as far as its page is there: picture, page, title, text, button.
WAYS = (
    (
        "file-up",
        "importers:imports",
        _("Import a file"),
        _("Excel or CSV, with the headings it has. You see what would happen before it does."),
        _("Choose a file"),
    ),
    (
        "scan-line",
        "scan:scan",
        _("Scan what you have"),
        _("No list yet? Stick on a label, scan it, give it a name. Ten tell whether it fits."),
        _("Start scanning"),
    ),
    (
        "users",
        "accounts:people",
        _("Bring somebody in"),
        _("Colleagues get a link that lets them choose a password, and the rights you give them."),
        _("Invite people"),
    ),
)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password", "again")
def welcome(request: HttpRequest) -> HttpResponse:
    """Let whoever has the secret of the first run found the organisation."""
    if not first_run.is_waiting():
        return HttpResponseRedirect("/")
    key = request.POST.get("key") or request.GET.get("key", "")
    if not first_run.opens(key):
        return render(request, "project/welcome_closed.html", status=403)
    form = WelcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = _found(form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            logins.record_authentication(request, user, method="link")
            target = reverse("first-steps")
            login = Login(user=user, email_verification="none", redirect_url=target)
            answer: HttpResponse = logins.perform_login(request, login)
            return answer
    status = 422 if form.errors else 200
    return render(request, "project/welcome.html", {"form": form, "key": key}, status=status)


def _found(values: dict[str, str]) -> Any:  # noqa: ANN401
    """Found the organisation and return the first administrator's account."""
    return founding.found(
        founding.Founder(email=values["email"], password=values["password"], name=values["name"]),
        name=values["organisation"],
        time_zone=values["time_zone"],
        currency=values["currency"],
        source="web",
    )


@require_safe
def first_steps(request: HttpRequest) -> HttpResponse:
    """Offer what to do first in a new installation."""
    ways = [(icon, url(name), *words) for icon, name, *words in WAYS if url(name)]
    return render(request, "project/first_steps.html", {"ways": ways})


@require_safe
def problem(request: HttpRequest, code: str) -> HttpResponse:
    """Show what a refusal's code means: the address that problem details name as `type`."""
    kinds = refusals.by_code().get(code)
    if not kinds:
        raise Http404
    # Templates call what can be called, so they get what a refusal says, not the class.
    said = [{"title": k.title, "status": k.status, "message": k.message} for k in kinds]
    return render(request, "project/problem.html", {"code": code, "kinds": said})


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Answer with the OpenAPI document, which `script/reference` writes."""
    return HttpResponse(DOCUMENT.read_bytes(), content_type="application/json")
