"""The designer: choose stock, code, words and printer, and see the labels as they will be."""

from collections.abc import Callable

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound, Refusal
from wherehold.labels import commands, pictures, showing
from wherehold.labels.asking import Wanted
from wherehold.labels.design import Design
from wherehold.labels.queries import saved
from wherehold.labels.web.forms import BASES, DesignForm, doors, numbers, read
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest

NEWEST = 21
# What is to be labelled, as the address says it beside the design.
_CHOSEN = ("ids", "places", "people", "filter")


@require_safe
def page(request: AuthedRequest) -> HttpResponse:
    """Show what would be printed, and what stands in the way."""
    if moved := _moved(request.GET):
        return HttpResponseRedirect(f"{request.path}?{moved}")
    form = read(request.GET, _kept(request))
    context, status = _shown(request, form)
    return render(request, "labels/designer.html", context, status=status)


def again(request: AuthedRequest, form: DesignForm) -> HttpResponse:
    """Show a form that cannot be taken, with what is wrong in it."""
    context, _status = _shown(request, form)
    return render(request, "labels/designer.html", context, status=422)


def back(form: DesignForm) -> str:
    """Return the address that shows what a form says."""
    return str(_state(form)["address"])


def _shown(request: AuthedRequest, form: DesignForm) -> tuple[dict[str, object], int]:
    context: dict[str, object] = {"form": form, "doors": doors(), "bases": BASES}
    context |= _state(form)
    fields, code = list(form.data["field"]), str(form.data["code"])
    context |= showing.lists(request.auth, fields, code)
    try:
        if form.is_valid():
            context |= showing.context(request.auth, form.wanted(request.auth))
    except Refusal as refusal:
        context["refusal"] = refusal
    if isinstance(stands := context.get("refusal"), Refusal):
        context["refusal"] = refusals.shown(stands)
    newest = showing.newest(request.auth, NEWEST)
    context |= {"newest": ",".join(map(str, newest)), "newest_count": len(newest)}
    return context, 422 if form.errors else 200


@require_safe
def sheet_picture(request: AuthedRequest) -> HttpResponse:
    """Show the first sheet as a picture."""
    return _picture(request, pictures.of_sheet)


@require_safe
def label_picture(request: AuthedRequest) -> HttpResponse:
    """Show the first label as a picture, in the dots of its printer."""
    return _picture(request, pictures.of_label)


@require_POST
def keep(request: AuthedRequest) -> HttpResponse:
    """Keep the design that the page shows under a name."""
    form = read(request.POST)
    if not form.is_valid():
        return again(request, form)
    name = request.POST.get("name", "")
    number = commands.save_design(actor=request.auth, name=name, design=form.design())
    toasts.say(request, _("Saved."))
    return HttpResponseRedirect(f"{reverse('labels:labels')}?{back(form)}&kept={number}")


@require_POST
def remove(request: AuthedRequest, design_id: int) -> HttpResponse:
    """Take a design away."""
    commands.remove_designs(actor=request.auth, design_ids=[design_id])
    toasts.say(request, _("Removed."))
    return HttpResponseRedirect(reverse("labels:labels"))


def _picture(request: AuthedRequest, draw: Callable[[Actor, Wanted], bytes]) -> HttpResponse:
    form = read(request.GET, _kept(request))
    if not form.is_valid():
        return HttpResponse(status=422)
    picture = draw(request.auth, form.wanted(request.auth))
    answer = HttpResponse(picture, content_type="image/png")
    answer["Cache-Control"] = "private, max-age=60"
    return answer


def _state(form: DesignForm) -> dict[str, object]:
    """Return what the form says, for other forms to send on and for links to lead back."""
    said = QueryDict(mutable=True)
    for name, value in form.data.items():
        known = name in form.fields and name not in ("format", "send_to")
        if known and value not in (None, "", []):
            said.setlist(name, [str(v) for v in (value if name == "field" else [value])])
    said["designed"] = "1"
    pairs = [(name, value) for name, values in said.lists() for value in values]
    smallest = _without(said, "code", "code_mm")
    smallest["code"] = "datamatrix"
    return {
        "state": pairs,
        "chosen": [(name, value) for name, value in pairs if name in _CHOSEN],
        "address": _without(said, "start_at").urlencode(),
        "smallest": smallest.urlencode(),
        "back": _without(said, "printer").urlencode(),
    }


def _kept(request: AuthedRequest) -> Design | None:
    """Return the design that the address names. Raises: NotFound."""
    wanted = numbers(request.GET.get("design", ""))
    if not wanted:
        return None
    for one in saved.designs(actor=request.auth):
        if one.id == wanted[0]:
            return one.design
    raise NotFound({"what": "design", "key": wanted[0]})


def _moved(given: QueryDict) -> str:
    """Return the address with one line of words a step further up, if that was asked for."""
    name, fields = given.get("up", ""), given.getlist("field")
    if not name:
        return ""
    rest = given.copy()
    rest.pop("up")
    if name in fields and (at := fields.index(name)):
        fields[at - 1], fields[at] = fields[at], fields[at - 1]
    rest.setlist("field", fields)
    return rest.urlencode() or "designed=1"


def _without(given: QueryDict, *names: str) -> QueryDict:
    rest = given.copy()
    for name in names:
        rest.pop(name, None)
    return rest
