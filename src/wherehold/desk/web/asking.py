"""Fields that acts on assets ask for: how each is read, and how a page shows it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.desk import words
from wherehold.kernel.actor import Actor
from wherehold.register.queries import named
from wherehold.ui.schema import ID_MAX

REFERENCES = {
    "place": ("place", gettext_lazy("Place")),
    "place_id": ("place", gettext_lazy("Place")),
    "holder": ("party", gettext_lazy("Person or team")),
    "container": ("asset", gettext_lazy("Asset that it goes into")),
    "kept": ("asset", gettext_lazy("Record that stays")),
    "category_id": ("category", gettext_lazy("Kind")),
    "model_id": ("model", gettext_lazy("Model")),
    "supplier_id": ("party", gettext_lazy("Supplier")),
    "accountable_id": ("party", gettext_lazy("Accountable")),
}
DAYS = {
    "due_on": gettext_lazy("Due on"),
    "purchased_on": gettext_lazy("Bought on"),
    "warranty_until": gettext_lazy("Warranty until"),
    "refresh_on": gettext_lazy("Refresh planned on"),
}
TEXTS = {
    "note": (gettext_lazy("Note"), 2_000),
    "text": (gettext_lazy("Note"), 10_000),
    "reason": (gettext_lazy("Reason"), 300),
    "keyword": (gettext_lazy("Keyword"), 60),
    "order_no": (gettext_lazy("Order number"), 100),
    "name": (gettext_lazy("Name"), 200),
    "tag": (gettext_lazy("Tag"), 64),
    "serial": (gettext_lazy("Serial"), 128),
    "price": (gettext_lazy("Price"), 40),
    "currency": (gettext_lazy("Currency"), 3),
    "notes": (gettext_lazy("Notes"), 10_000),
    "keywords": (gettext_lazy("Keywords"), 1_000),
}
LONG = ("text", "notes")
NEEDED = {
    "move": ("place",),
    "keyword": ("keyword",),
    "hold": ("reason",),
    "note": ("text",),
    "put-into": ("container",),
    "merge": ("kept",),
    "stage": ("stage",),
    "condition": ("condition",),
}


class AskedForm(forms.Form):
    """What an act asks for, read from a page; `known` fills in what the caller knew already."""

    def __init__(
        self,
        given: QueryDict | None,
        actor: Actor,
        asks: Sequence[str],
        needed: Sequence[str] = (),
        known: QueryDict | None = None,
    ) -> None:
        super().__init__(given, initial=known.dict() if known else None)
        self.actor = actor
        for name in asks:
            self.fields[name] = _field(name, required=False)
        self.needed = needed

    def clean(self) -> dict[str, Any]:
        """Find by name what no script has chosen, and miss what is needed."""
        values = self.cleaned_data
        for name in set(values) & set(REFERENCES):
            text = str(self.data.get(f"{name}_text", "")).strip()[:200]
            if values[name] is None and text:
                values[name] = self._find(name, text)
        for name in self.needed:
            if values.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, _("This is needed."))
        return values

    def _find(self, name: str, text: str) -> int | None:
        found = named.like(actor=self.actor, kind=REFERENCES[name][0], text=text)
        exact = [one for one in found if one.label == text] or found
        if len(exact) == 1:
            return int(exact[0].value)
        several = _("Several are called {text}.") if exact else _("Nothing is called {text}.")
        self.add_error(name, several.format(text=text))
        return None

    def shown(self) -> list[dict[str, Any]]:
        """Return the fields as the page draws them, with what was given."""
        return [self._shown(name) for name in self.fields]

    def _shown(self, name: str) -> dict[str, Any]:
        value = (self.data if self.is_bound else self.initial).get(name) or ""
        errors: list[Any] = list(self.errors.get(name, [])) if self.is_bound else []
        shown = {
            "name": name,
            "label": self.fields[name].label,
            "value": value,
            "error": " ".join(str(one) for one in errors),
            "type": _type(name),
            "required": name in self.needed,
        }
        if name in REFERENCES:
            kind = REFERENCES[name][0]
            shown["url"] = reverse("desk:options", args=[kind])
            text = named.labels(actor=self.actor, kind=kind, values=[str(value)]) if value else {}
            shown["text"] = text.get(str(value), self.data.get(f"{name}_text", ""))
        if name in ("stage", "condition"):
            shown["options"] = list(_choices(name))
        return shown


def _type(name: str) -> str:
    if name in REFERENCES:
        return "combobox"
    if name in DAYS:
        return "date"
    if name in ("stage", "condition"):
        return "select"
    return "textarea" if name in LONG else "text"


def _choices(name: str) -> list[tuple[str, str]]:
    known = words.stage_names() if name == "stage" else words.CONDITIONS
    return [(code, str(label)) for code, label in known.items()]


def _field(name: str, *, required: bool) -> forms.Field:
    if name in REFERENCES:
        label = REFERENCES[name][1]
        return forms.IntegerField(required=required, min_value=1, max_value=ID_MAX, label=label)
    if name in DAYS:
        return forms.DateField(required=required, label=DAYS[name])
    if name in ("stage", "condition"):
        titled = _("Stage") if name == "stage" else _("Condition")
        return forms.ChoiceField(required=required, choices=_choices(name), label=titled)
    label, most = TEXTS[name]
    return forms.CharField(required=required, max_length=most, label=label)
