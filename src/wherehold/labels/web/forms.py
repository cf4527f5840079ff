"""What the designer's form says: which labels, and how."""

import re
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from wherehold.kernel.actor import Actor
from wherehold.labels import files, sending
from wherehold.labels.asking import Wanted
from wherehold.labels.design import CODE_MM_MAX, FIELDS, KEYS, Design
from wherehold.labels.printers import PROFILES
from wherehold.labels.symbols import KINDS
from wherehold.register.queries import labelled
from wherehold.ui.schema import ID_MAX

IDS_MAX = 10_000
BASES = [(one.code, one.name) for one in PROFILES.values()]
_BETWEEN = re.compile(r"[\s,;]+")


class DesignForm(forms.Form):
    """What to print, on what, and where to begin. Things come by number, by tag or by filter."""

    ids = forms.CharField(required=False, max_length=200_000)
    tags = forms.CharField(required=False, max_length=200_000, label=_("Tags"))
    places = forms.CharField(required=False, max_length=40_000)
    people = forms.CharField(required=False, max_length=40_000)
    commands = forms.BooleanField(required=False)
    filter = forms.CharField(required=False, max_length=10_000)
    stock = forms.CharField(max_length=40, label=_("Stock"))
    code = forms.ChoiceField(choices=[(key, kind.name) for key, kind in KINDS.items()])
    key = forms.ChoiceField(choices=list(KEYS.items()), required=False)
    code_mm = forms.FloatField(required=False, min_value=1, max_value=CODE_MM_MAX)
    printer = forms.CharField(max_length=40, required=False, label=_("Printer"))
    start_at = forms.IntegerField(min_value=1, max_value=5_000, label=_("Start at label"))
    field = forms.MultipleChoiceField(choices=list(FIELDS.items()), required=False)
    format = forms.ChoiceField(choices=[(one, one) for one in files.FORMATS], required=False)
    send_to = forms.CharField(max_length=80, required=False)

    def design(self) -> Design:
        """Return how labels are to be made."""
        said = self.cleaned_data
        return Design(
            stock=said["stock"],
            code=said["code"],
            key=said["key"] or "giai",
            fields=tuple(said["field"]),
            code_mm=said["code_mm"],
            printer=said["printer"],
            start_at=said["start_at"],
        )

    def wanted(self, actor: Actor) -> Wanted:
        """Return which labels, and how. Raises: NotFound, for tags that nothing is under."""
        said = self.cleaned_data
        tags = words(said["tags"])
        ids = numbers(said["ids"])
        ids += labelled.ids_of_tags(actor=actor, tags=tags) if tags else []
        return Wanted(
            design=self.design(),
            asset_ids=ids,
            place_ids=numbers(said["places"]),
            party_ids=numbers(said["people"]),
            commands=said["commands"],
            given=_given(said["filter"]) if said["filter"] else None,
            format=said["format"] or "pdf",
            send_to=said["send_to"],
        )


def read(given: QueryDict, kept: Design | None = None) -> DesignForm:
    """Return the form as the address says it; what it leaves out is as in the design kept."""
    base = kept or Design()
    said: dict[str, Any] = {name: given.getlist(name)[-1] for name in given if name != "field"}
    # A list to choose from sends one each; an address that is sent on has all in one.
    said |= {name: ",".join(given.getlist(name)) for name in ("places", "people") if name in given}
    plain = {
        "stock": base.stock,
        "code": base.code,
        "key": base.key,
        "code_mm": base.code_mm,
        "printer": base.printer,
        "start_at": base.start_at,
    }
    chosen = given.getlist("field") if "designed" in given or "field" in given else base.fields
    return DesignForm(plain | said | {"field": list(dict.fromkeys(chosen))})


def words(text: str) -> list[str]:
    """Return the words of a text that spaces, commas or semicolons tell apart."""
    return [word for word in _BETWEEN.split(text) if word]


def numbers(text: str) -> list[int]:
    """Return the numbers in a text, each once."""
    found = [int(w) for w in words(text) if w.isascii() and w.isdigit() and len(w) < 20]
    return list(dict.fromkeys(n for n in found if 0 < n <= ID_MAX))[:IDS_MAX]


def doors() -> list[tuple[str, str]]:
    """Return the printers that labels may be sent to, for a list to choose from."""
    return [(name, f"{name} ({door.address})") for name, door in sending.doors().items()]


def _given(query: str) -> dict[str, list[str]]:
    return {name: [str(v) for v in values] for name, values in QueryDict(query).lists()}
