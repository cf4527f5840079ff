"""What people fill in for places, categories, models, own fields and keywords."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wherehold.kernel.actor import Actor
from wherehold.register.commands import models as model_commands
from wherehold.register.queries import catalogue, parties, places

PLACE_KINDS = (
    ("site", lazy("Site")),
    ("building", lazy("Building")),
    ("floor", lazy("Floor")),
    ("room", lazy("Room")),
    ("shelf", lazy("Shelf")),
    ("vehicle", lazy("Vehicle")),
    ("transit", lazy("In transit")),
)
TARGETS = (
    ("asset", lazy("Things")),
    ("model", lazy("Models")),
    ("place", lazy("Places")),
    ("party", lazy("People")),
)
TYPES = (
    ("text", lazy("Text")),
    ("number", lazy("Number")),
    ("money", lazy("Money")),
    ("date", lazy("Date")),
    ("choice", lazy("Choice")),
    ("yes_no", lazy("Yes or no")),
    ("link", lazy("Link")),
    ("person", lazy("Person")),
)


class NodeForm(forms.Form):
    """Base of the forms: it knows who fills it in, and what may be chosen follows from that."""

    def __init__(self, *args: Any, actor: Actor, node_id: int | None = None, **kw: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kw)
        self.actor = actor
        self.node_id = node_id
        self.offer()

    def offer(self) -> None:
        """Fill in what may be chosen."""

    def choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        """Let one of these be chosen, or none."""
        field = self.fields[name]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", "–"), *choices]

    def values(self) -> dict[str, Any]:
        """Return what the command takes."""
        return dict(self.cleaned_data)


def _number(label: Any) -> forms.TypedChoiceField:  # noqa: ANN401
    return forms.TypedChoiceField(label=label, required=False, coerce=int, empty_value=None)


def _months() -> forms.IntegerField:
    return forms.IntegerField(
        label=lazy("Expected life, months"), required=False, min_value=1, max_value=1200
    )


class AnsweredFor(NodeForm):
    """A node with somebody who answers for it: given by name, e-mail or code."""

    field_order = ("name", "kind", "parent_id", "accountable")

    accountable = forms.CharField(
        label=lazy("Answers for it"),
        required=False,
        max_length=254,
        help_text=lazy("Name, e-mail or badge of a person, team or department"),
    )

    def clean_accountable(self) -> int | None:
        """Find the party that was meant."""
        text = self.cleaned_data["accountable"].strip()
        if not text:
            return None
        found = parties.matches(actor=self.actor, words=[text]).get(text, [])
        if len(found) != 1:
            raise forms.ValidationError(
                _("Several have this name: give the e-mail.") if found else _("Nobody found.")
            )
        return found[0]

    def values(self) -> dict[str, Any]:
        """Return what the command takes."""
        given = super().values()
        return given | {"accountable_id": given.pop("accountable")}


class PlaceForm(AnsweredFor):
    """A place."""

    name = forms.CharField(label=lazy("Name"), max_length=200)
    kind = forms.ChoiceField(label=lazy("Kind"), choices=PLACE_KINDS)
    parent_id = _number(lazy("Lies in"))
    address = forms.CharField(label=lazy("Address"), required=False, max_length=400)
    latitude = forms.DecimalField(
        label=lazy("Latitude"), required=False, min_value=-90, max_value=90, decimal_places=6
    )
    longitude = forms.DecimalField(
        label=lazy("Longitude"), required=False, min_value=-180, max_value=180, decimal_places=6
    )
    time_zone = forms.ChoiceField(label=lazy("Time zone"), required=False)

    def offer(self) -> None:
        """Offer the places that the actor knows, and all time zones."""
        known = places.tree(actor=self.actor)
        self.choose("parent_id", [(p.id, p.full_name) for p in known if p.id != self.node_id])
        zone = self.fields["time_zone"]
        assert isinstance(zone, forms.ChoiceField)
        zone.choices = [("", _("As the organisation"))] + [
            (name, name) for name in sorted(available_timezones())
        ]


class CategoryForm(AnsweredFor):
    """A category."""

    name = forms.CharField(label=lazy("Name"), max_length=200)
    parent_id = _number(lazy("Belongs to"))
    life_months = _months()
    tag_prefix = forms.CharField(
        label=lazy("Own tags begin with"),
        required=False,
        max_length=12,
        help_text=lazy("Empty: numbered as the organisation"),
    )

    def offer(self) -> None:
        """Offer the categories that the actor knows."""
        known = catalogue.category_tree(actor=self.actor)
        self.choose(
            "parent_id", [(c["id"], c["full_name"]) for c in known if c["id"] != self.node_id]
        )


class ModelForm(NodeForm):
    """A model."""

    name = forms.CharField(label=lazy("Name"), max_length=200)
    number = forms.CharField(label=lazy("Maker's number"), required=False, max_length=100)
    manufacturer = forms.CharField(label=lazy("Maker"), required=False, max_length=200)
    category_id = _number(lazy("Category of new things"))
    life_months = _months()

    def offer(self) -> None:
        """Offer the categories that the actor knows."""
        known = catalogue.category_tree(actor=self.actor)
        self.choose("category_id", [(one["id"], one["full_name"]) for one in known])

    def values(self) -> dict[str, Any]:
        """Return what the command takes; a maker that is new is made."""
        given = super().values()
        name = given.pop("manufacturer").strip()
        made = model_commands.ensure_manufacturers(actor=self.actor, names=[name] if name else [])
        return given | {"manufacturer_id": next(iter(made.values()), None)}


class FieldForm(NodeForm):
    """A field of the organisation's own."""

    label = forms.CharField(label=lazy("Label"), max_length=120)
    target = forms.ChoiceField(label=lazy("Of"), choices=TARGETS)
    type = forms.ChoiceField(label=lazy("Type"), choices=TYPES)
    unit = forms.CharField(label=lazy("Unit"), required=False, max_length=20)
    choices = forms.CharField(
        label=lazy("Choices, one a line"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    category_id = _number(lazy("Only for things of"))
    required = forms.BooleanField(label=lazy("Must be filled in"), required=False)
    position = forms.IntegerField(
        label=lazy("Position"), required=False, min_value=0, max_value=10_000
    )

    def offer(self) -> None:
        """Offer the categories; what a field is and of what stays as it was."""
        known = catalogue.category_tree(actor=self.actor)
        self.choose("category_id", [(one["id"], one["full_name"]) for one in known])
        if self.node_id is not None:
            del self.fields["target"], self.fields["type"]

    def values(self) -> dict[str, Any]:
        """Return what the command takes."""
        given = super().values()
        lines = [line.strip() for line in given["choices"].splitlines()]
        given |= {"choices": [line for line in lines if line]}
        return given | {"position": given["position"] or 0}


class KeywordForm(NodeForm):
    """A keyword."""

    name = forms.CharField(label=lazy("Keyword"), max_length=60)
