"""Forms to add, change and duplicate assets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from wherehold.desk import cards
from wherehold.desk.cards import Card
from wherehold.desk.web.asking import AskedForm
from wherehold.desk.web.own import own_fields, own_values
from wherehold.kernel import money, organisation
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Refusal
from wherehold.register.commands import assets as commands
from wherehold.register.commands import changes
from wherehold.register.commands.drafts import AssetDraft
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest

WHAT = ("name", "model_id", "category_id", "tag", "serial", "condition")
WHERE = ("place_id", "stage")
MONEY = ("price", "currency")
BOUGHT = ("supplier_id", "order_no", "purchased_on", "warranty_until", "refresh_on")
REST = ("accountable_id", "keywords", "notes")
DAYS = ("purchased_on", "warranty_until", "refresh_on")


@dataclass(frozen=True)
class Shape:
    """Which fields a form has for this actor, in groups under headings."""

    groups: Sequence[tuple[str, Sequence[str]]]

    @property
    def asks(self) -> list[str]:
        """Return all fields."""
        return [name for _title, names in self.groups for name in names]


def _shape(actor: Actor, *, new: bool) -> Shape:
    bought = [*(MONEY if actor.may_somewhere("asset.price") else ()), *BOUGHT]
    where = [(_("Where it is"), WHERE)] if new else []
    return Shape([(_("What it is"), WHAT), *where, (_("How it was bought"), bought),
                  (_("More"), REST)])  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: AuthedRequest) -> HttpResponse:
    """Enter an asset."""
    shape = _shape(request.auth, new=True)
    sent = request.method == "POST"
    form = AskedForm(request.POST if sent else None, request.auth, shape.asks, ("name",))
    if not sent:
        form.initial = {"stage": "in_stock", "condition": "good", **request.GET.dict(),
                        "currency": organisation.current().currency}  # fmt: skip
        return _show(request, form, shape, None)
    return _save(request, form, shape, None)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: AuthedRequest, asset_id: int) -> HttpResponse:
    """Change what is known about an asset."""
    card = cards.card(actor=request.auth, asset_id=asset_id)
    shape = _shape(request.auth, new=False)
    sent = request.method == "POST"
    form = AskedForm(request.POST if sent else None, request.auth, shape.asks, ("name", "tag"))
    if not sent:
        form.initial = _now(card)
        return _show(request, form, shape, card)
    return _save(request, form, shape, card)


def _save(request: AuthedRequest, form: AskedForm, shape: Shape, card: Card | None) -> HttpResponse:
    if not form.is_valid():
        return _show(request, form, shape, card, status=422)
    try:
        key = _write(request.auth, request.POST, form.cleaned_data, card)
    except Refusal as refusal:
        return _show(request, form, shape, card, refusal=refusal, status=refusal.status)
    text = _("Saved.") if card else _("Entered.")
    link = {} if card else {"link": reverse("desk:new-asset"), "link_label": _("Add another")}
    toasts.say(request, text, **link)
    return HttpResponseRedirect(reverse("desk:asset", args=[key]))


def _write(actor: Actor, sent: QueryDict, given: dict[str, Any], card: Card | None) -> int:
    values = _values(given, sent, actor)
    if card is None:
        place, stage = given.get("place_id"), given.get("stage") or "in_stock"
        draft = AssetDraft(**_given(values), place_id=place, stage=stage)
        return commands.create_assets(actor=actor, drafts=[draft])[0]
    key = int(card.line["id"])
    version = sent.get("version", "")
    versions = {key: int(version)} if version.isascii() and version.isdigit() else {}
    changes.change_assets(actor=actor, changes={key: values}, versions=versions)
    return key


def _values(given: Mapping[str, Any], sent: QueryDict, actor: Actor) -> dict[str, Any]:
    """Return the fields of the form as commands take them.

    Raises: NotMoney, UnknownCurrency.
    """
    skipped = {"price", "place_id", "stage", "currency", "keywords"}
    values = {name: value for name, value in given.items() if name not in skipped}
    if "price" in given:
        currency = given["currency"].upper() or organisation.current().currency
        amount = money.parse(given["price"], currency) if given["price"].strip() else None
        values["price_minor"] = amount.minor if amount else None
        values["currency"] = amount.currency if amount else ""
    values["keywords"] = [one.strip() for one in given["keywords"].split(",") if one.strip()]
    values["condition"] = values["condition"] or "good"
    values["fields"] = own_values(actor, sent)
    return values


def _given(values: dict[str, Any]) -> dict[str, Any]:
    fields = {name: one for name, one in values["fields"].items() if one not in (None, "")}
    return values | {"fields": fields}


def _now(card: Card) -> dict[str, Any]:
    line = card.line
    price = line.get("price_minor")
    return {
        **{name: line[name] for name in ("name", "tag", "serial", "condition", "model_id")},
        **{name: _iso(line[name]) for name in DAYS},
        "category_id": line["category_id"],
        "price": money.plain(price, line["currency"]) if price is not None else "",
        "currency": line.get("currency") or organisation.current().currency,
        **{name: line[name] for name in ("supplier_id", "order_no", "notes")},
        "accountable_id": line.get("accountable_id"),
        "keywords": ", ".join(line["keywords"]),
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _show(
    request: AuthedRequest,
    form: AskedForm,
    shape: Shape,
    card: Card | None,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    by_name = {one["name"]: one for one in form.shown()}
    context = {
        "groups": [(title, [by_name[name] for name in names]) for title, names in shape.groups],
        "own": own_fields(request.auth, card, request.POST),
        "card": card,
        "refusal": refusals.shown(refusal) if refusal else None,
        "back": reverse("desk:asset", args=[card.line["id"]]) if card else reverse("desk:assets"),
    }
    return render(request, "desk/asset_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def duplicate(request: AuthedRequest, asset_id: int) -> HttpResponse:
    """Enter more pieces of what an asset is one of."""
    card = cards.card(actor=request.auth, asset_id=asset_id)
    context: dict[str, Any] = {"card": card, "count": request.POST.get("count", "1")}
    if request.method != "POST":
        return render(request, "desk/duplicate.html", context)
    number = int(context["count"]) if context["count"].isdecimal() else 0
    try:
        ids = commands.duplicate_asset(actor=request.auth, asset_id=asset_id, count=number)
    except Refusal as refusal:
        context["refusal"] = refusals.shown(refusal)
        return render(request, "desk/duplicate.html", context, status=refusal.status)
    text = ngettext("{n} more entered.", "{n} more entered.", len(ids)).format(n=len(ids))
    toasts.say(request, text)
    if len(ids) == 1:
        return HttpResponseRedirect(reverse("desk:asset", args=[ids[0]]))
    return HttpResponseRedirect(f"{reverse('desk:assets')}?sort=newest")
