"""What people fill in at a hand-over."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from wherehold.custody.web import options
from wherehold.custody.web.words import CONDITIONS, DUES
from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.register.queries import holding, parties
from wherehold.ui.schema import ID_MAX

_BETWEEN = re.compile(r"[\s,;]+")
IDS_MAX = 10_000


def ids_of(given: QueryDict) -> list[int]:
    """Return the numbers of assets in `ids`: one each, or many in one with commas."""
    words = [word for each in given.getlist("ids") for word in _BETWEEN.split(each)]
    return [int(w) for w in words if w.isascii() and w.isdigit() and int(w) <= ID_MAX][:IDS_MAX]


def tags_of(given: QueryDict) -> list[str]:
    """Return the tags in `tags`, which somebody typed, pasted or scanned."""
    return [word for word in re.split(r"[\n,;]+", given.get("tags", "")) if word.strip()][:IDS_MAX]


class BackForm(forms.Form):
    """When, in what state and with what words something changes hands."""

    at = forms.DateTimeField(
        required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], label=_("When")
    )
    condition = forms.ChoiceField(choices=CONDITIONS, required=False, label=_("Condition"))
    note = forms.CharField(required=False, max_length=2000, label=_("Note"))
    place = forms.IntegerField(required=False, min_value=1, max_value=ID_MAX)
    place_text = forms.CharField(required=False, max_length=500)

    def __init__(self, given: QueryDict, actor: Actor) -> None:
        super().__init__(given)
        self.actor = actor

    def clean_at(self) -> datetime | None:
        """Read the instant as one of the organisation's time zone."""
        at: datetime | None = self.cleaned_data["at"]
        return at.replace(tzinfo=clock.zone()) if at else None

    def clean(self) -> dict[str, Any]:
        """Find the place by its name when no script has."""
        text = self.cleaned_data.get("place_text", "").strip()
        if text and not self.cleaned_data.get("place"):
            found = holding.places_like(actor=self.actor, text=text)
            exact = [one for one in found if text in {one.name, one.name.split(" · ")[-1]}]
            self._settle("place", text, [one.id for one in exact or found])
        return self.cleaned_data

    def _settle(self, name: str, text: str, ids: Iterable[int]) -> None:
        ids = list(ids)
        if len(ids) == 1:
            self.cleaned_data[name] = ids[0]
        elif ids:
            self.add_error(name, _("Several have this name. Say which by its code."))
        else:
            self.add_error(name, options.unknown(text))

    def terms(self) -> dict[str, Any]:
        """Return what the command takes."""
        given = self.cleaned_data
        return {
            "place_id": given.get("place"),
            "at": given["at"],
            "condition": given["condition"],
            "note": given["note"],
        }


class OutForm(BackForm):
    """To whom something goes, and until when."""

    holder = forms.IntegerField(required=False, min_value=1, max_value=ID_MAX)
    holder_text = forms.CharField(required=False, max_length=254)
    into = forms.CharField(required=False, max_length=64)
    due_in = forms.ChoiceField(choices=DUES, required=False)
    due_on = forms.DateField(required=False, label=_("Due on"))
    override = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """Find holder and asset by what was typed, and the day that was meant."""
        super().clean()
        given = self.cleaned_data
        if (text := given.get("holder_text", "").strip()) and not given.get("holder"):
            self._settle(
                "holder", text, parties.matches(actor=self.actor, words=[text]).get(text, [])
            )
        if text := given.get("into", "").strip():
            found = holding.assets_tagged(actor=self.actor, tags=[text])
            self._settle("into", text, found.values())
        return given

    def due(self) -> date | None:
        """Return the due day: the one that was typed, else the one so many days away."""
        typed: date | None = self.cleaned_data.get("due_on")
        days = self.cleaned_data.get("due_in")
        return typed or (clock.today() + timedelta(days=int(days)) if days else None)

    def terms(self) -> dict[str, Any]:
        """Return what the command takes."""
        given = self.cleaned_data
        target = {"holder_id": given.get("holder"), "into_asset_id": given.get("into") or None}
        return super().terms() | target | {"due_on": self.due(), "override": given["override"]}
