"""The form that reserves."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from wherehold.kernel import clock
from wherehold.kernel.errors import NotAllowed, Refusal
from wherehold.register.queries import holding, known, parties
from wherehold.reservations import access, commands, repeats
from wherehold.reservations.queries import availability, listed
from wherehold.reservations.refusals import NotEachTime, NotFree
from wherehold.reservations.web import wanted
from wherehold.reservations.wishes import QUANTITY_MAX
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import ID_MAX

Key = {"required": False, "min_value": 1, "max_value": ID_MAX}
EVERY = {"day": ("day", 1), "week": ("week", 1), "weeks": ("week", 2), "month": ("month", 1)}
AGAIN = (
    ("", gettext_lazy("Once")),
    ("day", gettext_lazy("Every day")),
    ("week", gettext_lazy("Every week")),
    ("weeks", gettext_lazy("Every two weeks")),
    ("month", gettext_lazy("Every month")),
)


class BookForm(forms.Form):
    """Who wants what from when to when, once or again and again."""

    party = forms.IntegerField(**Key)  # type: ignore[arg-type]
    party_text = forms.CharField(required=False, max_length=200)
    project = forms.CharField(required=False, max_length=120)
    place = forms.IntegerField(**Key)  # type: ignore[arg-type]
    begins_at = forms.CharField(max_length=40)
    ends_at = forms.CharField(max_length=40)
    note = forms.CharField(required=False, max_length=2000)
    wait = forms.BooleanField(required=False)
    again = forms.ChoiceField(required=False, choices=AGAIN)
    through = forms.DateField(required=False)
    skip = forms.BooleanField(required=False)

    def __init__(self, given: QueryDict, request: AuthedRequest) -> None:
        super().__init__(given)
        self.actor = request.auth
        self.asset_ids = _assets(given)
        self.rows = wanted.rows_of(given)

    def clean(self) -> dict[str, Any]:
        """Find who it is for by name when no script has, and ask for something to reserve."""
        said = self.cleaned_data
        if not said.get("party") and (text := said.get("party_text", "").strip()):
            found = parties.matches(actor=self.actor, words=[text]).get(text, [])
            if len(found) == 1:
                said["party"] = found[0]
        if not said.get("party"):
            self.add_error("party", _("Say who it is for."))
        if not (self.asset_ids or self.rows):
            self.add_error(None, _("Say what is wanted: a model, a category or things."))
        if not all(row.fits for row in self.rows):
            self.add_error(None, _("1 to {most} of each.").format(most=QUANTITY_MAX))
        return said

    def wish(self) -> commands.Wish:
        """Return what the command takes. Raises: BadTime."""
        from wherehold.reservations.web.acts import time_of

        said = self.cleaned_data
        return commands.Wish(
            party_id=said["party"],
            project=said["project"],
            note=said["note"],
            place_id=said["place"],
            begins_at=time_of(said["begins_at"]),
            ends_at=time_of(said["ends_at"]),
            lines=self.lines(),
            wait=said["wait"],
        )

    def lines(self) -> list[commands.Wanted]:
        """Return what is wanted."""
        named = [commands.Wanted(asset_id=key) for key in self.asset_ids]
        return named + [line for row in self.rows for line in row.lines()]

    def repeat(self) -> commands.Repeat | None:
        """Return how it comes again, if it does."""
        said = self.cleaned_data
        if not said["again"]:
            return None
        every, many = EVERY[said["again"]]
        return commands.Repeat(every=every, interval=many, through=said["through"])


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: AuthedRequest) -> HttpResponse:
    """Show the form, or reserve."""
    if not request.auth.may_somewhere(access.MAKE):
        raise NotAllowed({"actor": request.auth.name, "permission": access.MAKE})
    form = BookForm(request.POST or request.GET, request)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            return _made(request, form)
        except Refusal as error:
            refusal = error
    return _form(request, form, refusal)


def _made(request: AuthedRequest, form: BookForm) -> HttpResponse:
    repeat = form.repeat()
    key = _once(request, form) if repeat is None else _again(request, form, repeat)
    return HttpResponseRedirect(reverse("reservations:reservation", args=[key]))


def _once(request: AuthedRequest, form: BookForm) -> int:
    [key] = commands.reserve(actor=request.auth, wishes_given=[form.wish()])
    card = listed.card(actor=request.auth, reservation_id=key)
    said = {
        "waiting": _("It is not free then: it waits in line."),
        "requested": _("Asked for. Somebody has to say yes."),
    }
    toasts.say(request, said.get(card.state, _("Booked.")))
    return key


def _again(request: AuthedRequest, form: BookForm, repeat: commands.Repeat) -> int:
    skip = form.cleaned_data["skip"]
    made = commands.reserve_repeatedly(
        actor=request.auth, wish=form.wish(), repeat=repeat, skip=skip
    )
    said = {"many": len(made.reservation_ids), "through": date_format(made.through, "j M Y")}
    text = _("Booked {many} times, through {through}.")
    if made.endless:
        text = _("Booked {many} times. It has no end: book again what comes after {through}.")
    toasts.say(request, text.format(**said))
    return made.id


def _form(request: AuthedRequest, form: BookForm, refusal: Refusal | None) -> HttpResponse:
    sent = request.method == "POST"
    if not sent:
        form.errors.clear()
    things = holding.assets_named(actor=request.auth, asset_ids=form.asset_ids)
    context = {
        "form": form,
        "given": form.data,
        "things": things,
        "names": _names(request, form),
        "rows": wanted.shown(request.auth, form.rows),
        "agains": AGAIN,
        "horizon": clock.today() + timedelta(days=repeats.ENDLESS_DAYS),
        "refusal": refusals.shown(refusal) if refusal else None,
        "instead": _instead(request, form, refusal),
        "may_wait": isinstance(refusal, NotFree),
        "may_skip": isinstance(refusal, NotEachTime),
    }
    status = refusal.status if refusal else 422 if sent else 200
    return render(request, "reservations/new.html", context, status=status)


def _instead(
    request: AuthedRequest, form: BookForm, refusal: Refusal | None
) -> list[tuple[int, str]]:
    """Return other pieces that are free then, when the one that was asked for is not."""
    if not isinstance(refusal, NotFree) or len(form.asset_ids) != 1:
        return []
    wish = form.wish()
    return availability.instead(
        actor=request.auth,
        asset_id=form.asset_ids[0],
        begins_at=wish.begins_at,
        ends_at=wish.ends_at,
    )


def _names(request: AuthedRequest, form: BookForm) -> dict[str, str]:
    """Return what the chosen things and people are called."""
    asked = {"party": parties.names, "place": known.places}
    found = {"party": form.data.get("party_text", "")}
    for name, names in asked.items():
        text = form.data.get(name, "")
        if text.isascii() and text.isdigit() and len(text) < 19:
            key = int(text)
            found[name] = names(actor=request.auth, ids=[key]).get(key, "")
    return found


def _assets(given: QueryDict) -> list[int]:
    texts = given.getlist("asset") + given.getlist("ids")
    good = [text for text in texts if text.isascii() and text.isdigit() and len(text) < 19]
    return list(dict.fromkeys(int(text) for text in good))[:200]
