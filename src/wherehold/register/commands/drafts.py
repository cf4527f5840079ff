"""What is known of an asset when it is entered, and whether that can be.

The checks run for each of a million rows of an import, so they work on plain values.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext

from wherehold.kernel import money
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound, Refusal
from wherehold.register import custom_fields
from wherehold.register.codes import KEY_LENGTH_MAX, key_of
from wherehold.register.models import Asset
from wherehold.register.refusals import BadAsset, DatesOutOfOrder

NAME_MAX, TAG_MAX, CODE_MAX, ORDER_MAX, NOTES_MAX = 200, 64, 128, 100, 10_000
KEYWORD_MAX = 60
IDENTIFIERS_MAX = 50
KINDS = frozenset({"tag", "serial", "epc", "mac", "imei", "device", "maker", "other"})
STAGES = frozenset(Asset.Stage.values)
CONDITIONS = frozenset(Asset.Condition.values)
EARLIEST = date(1900, 1, 1)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NO_FIELDS: dict[str, Any] = {}

Fault = tuple[type[Refusal], dict[str, Any]]
KnownModel = tuple[int | None, str, str]


@dataclass(slots=True, kw_only=True)
class AssetDraft:
    """An asset to be entered, with every reference resolved. Without a tag it is numbered.

    Units: `price_minor` in minor units of `currency`, the organisation's if left out; `rate` is
        what one unit of `currency` was worth in the organisation's at purchase, as text.
    """

    name: str
    tag: str = ""
    serial: str = ""
    model_id: int | None = None
    category_id: int | None = None
    place_id: int | None = None
    container_id: int | None = None
    stage: str = "in_stock"
    condition: str = "good"
    accountable_id: int | None = None
    supplier_id: int | None = None
    order_no: str = ""
    purchased_on: date | None = None
    price_minor: int | None = None
    currency: str = ""
    rate: str = ""
    warranty_until: date | None = None
    refresh_on: date | None = None
    notes: str = ""
    identifiers: Sequence[tuple[str, str]] = ()
    fields: Mapping[str, Any] = field(default_factory=lambda: _NO_FIELDS)
    keywords: Sequence[str] = ()


@dataclass(slots=True)
class Known:
    """What drafts refer to, as far as the actor may refer to it.

    Places and categories by id with their paths; models with their category, name and maker;
    containers with the place that they are at.
    """

    places: dict[int | None, str]
    categories: dict[int | None, str]
    models: dict[int | None, KnownModel]
    containers: dict[int | None, int | None]
    parties: set[int | None]
    definitions: list[custom_fields.Definition]
    currency: str


class Checks:
    """The checks of one call. What many drafts have in common is looked at once."""

    def __init__(self, actor: Actor, known: Known) -> None:
        self.actor = actor
        self.known = known
        self._doors: dict[tuple[Any, ...], list[Fault]] = {}

    def faults(self, draft: AssetDraft) -> list[Fault]:
        """Return what is wrong with a draft, settling what follows from what it refers to."""
        door = (
            draft.place_id,
            draft.category_id,
            draft.model_id,
            draft.container_id,
            draft.supplier_id,
            draft.accountable_id,
        )
        found = self._doors.get(door)
        if found is None:
            found = self._doors[door] = list(self._references(draft))
        if found:
            return found
        self._settle(draft)
        faults = [*self._rights(draft), *texts(draft), *_choices(draft), *dates(draft)]
        if draft.price_minor is not None or draft.currency or draft.rate:
            faults += prices(draft, self.known.currency)
        if self.known.definitions or draft.fields:
            faults += self._fields(draft)
        return faults

    def _references(self, draft: AssetDraft) -> Iterator[Fault]:
        known = self.known
        tables: tuple[tuple[str, int | None, Any], ...] = (
            ("place", draft.place_id, known.places),
            ("category", draft.category_id, known.categories),
            ("model", draft.model_id, known.models),
            ("asset", draft.container_id, known.containers),
            ("party", draft.supplier_id, known.parties),
            ("party", draft.accountable_id, known.parties),
        )
        for what, key, table in tables:
            if key not in table:
                yield NotFound, {"what": what, "key": key, "field": what}

    def _settle(self, draft: AssetDraft) -> None:
        """Give a draft the category of its model and the place of what it is in."""
        if draft.category_id is None and draft.model_id is not None:
            category_id = self.known.models[draft.model_id][0]
            draft.category_id = category_id if category_id in self.known.categories else None
        if draft.container_id is not None:
            draft.place_id = self.known.containers[draft.container_id]

    def _rights(self, draft: AssetDraft) -> list[Fault]:
        priced = draft.price_minor is not None
        door = (draft.place_id, draft.category_id, priced)
        found = self._doors.get(door)
        if found is None:
            place = self.known.places[draft.place_id]
            category = self.known.categories[draft.category_id]
            needed = ("asset.create", "asset.price") if priced else ("asset.create",)
            found = self._doors[door] = [
                (NotAllowed, {"actor": self.actor.name, "permission": permission})
                for permission in needed
                if not self.actor.may(permission, place, category)
            ]
        return found

    def _fields(self, draft: AssetDraft) -> list[Fault]:
        path = self.known.categories[draft.category_id]
        draft.fields, wrong = custom_fields.kept(self.known.definitions, draft.fields, path)
        people = custom_fields.people(self.known.definitions, draft.fields)
        faults: list[Fault] = [(BadAsset, {"field": f"fields.{k}", "why": w}) for k, w in wrong]
        for key in people - self.known.parties:
            faults.append((NotFound, {"what": "party", "key": key, "field": "fields"}))
        return faults


def texts(draft: AssetDraft) -> list[Fault]:
    """Return the texts that are too long, missing, or hold what no label can show."""
    name = draft.name = draft.name.strip()
    faults: list[Fault] = []
    if not name:
        faults.append((BadAsset, {"field": "name", "why": gettext("it needs a name.")}))
    line = f"{name}{draft.tag}{draft.serial}{draft.order_no}"
    if (
        len(name) > NAME_MAX
        or len(line) > TAG_MAX
        or not line.isprintable()
        or draft.notes
        or draft.keywords
    ):
        faults += _texts(draft)
    if draft.identifiers:
        faults += _codes(draft)
    return faults


def _texts(draft: AssetDraft) -> Iterator[Fault]:
    """Look at each text by itself: most drafts need not."""
    for name, most in (
        ("name", NAME_MAX),
        ("tag", TAG_MAX),
        ("serial", CODE_MAX),
        ("order_no", ORDER_MAX),
    ):
        yield from line(name, getattr(draft, name), most)
    if len(draft.notes) > NOTES_MAX:
        yield BadAsset, {"field": "notes", "why": _too_long(NOTES_MAX)}
    if "\0" in draft.notes:
        yield BadAsset, {"field": "notes", "why": gettext("it holds the character NUL.")}
    for word in draft.keywords:
        yield from line("keywords", word, KEYWORD_MAX)
        if not word.strip():
            yield BadAsset, {"field": "keywords", "why": gettext("a keyword is not empty.")}


def line(name: str, text: str, most: int) -> Iterator[Fault]:
    """Yield what is wrong with a text of one line."""
    if len(text) > most:
        yield BadAsset, {"field": name, "why": _too_long(most)}
    if _CONTROL.search(text):
        why = gettext("it holds a line break or another control character.")
        yield BadAsset, {"field": name, "why": why}


def _too_long(most: int) -> str:
    return gettext("at most {most} characters.").format(most=most)


def _codes(draft: AssetDraft) -> Iterator[Fault]:
    if len(draft.identifiers) > IDENTIFIERS_MAX:
        why = gettext("at most {most} codes.").format(most=IDENTIFIERS_MAX)
        yield BadAsset, {"field": "identifiers", "why": why}
    for kind, value in draft.identifiers:
        yield from code(kind, value)


def code(kind: str, value: str) -> Iterator[Fault]:
    """Yield what is wrong with a code by which an asset is to be known."""
    if kind not in KINDS:
        why = gettext("{kind} is none of {kinds}.").format(
            kind=kind, kinds=", ".join(sorted(KINDS))
        )
        yield BadAsset, {"field": "identifiers", "why": why}
    yield from line("identifiers", value, TAG_MAX if kind == "tag" else CODE_MAX)
    if not 0 < len(key_of(kind, value)) <= KEY_LENGTH_MAX:
        why = gettext("a code has 1 to {most} characters.").format(most=KEY_LENGTH_MAX)
        yield BadAsset, {"field": "identifiers", "why": why}


def _choices(draft: AssetDraft) -> Iterator[Fault]:
    if draft.stage not in STAGES:
        yield from choice("stage", draft.stage, Asset.Stage.values)
    if draft.condition not in CONDITIONS:
        yield from choice("condition", draft.condition, Asset.Condition.values)


def choice(name: str, value: object, known: Sequence[str]) -> Iterator[Fault]:
    """Yield that a value is none of those that there are."""
    if value not in known:
        why = gettext("one of {known}.").format(known=", ".join(known))
        yield BadAsset, {"field": name, "why": why}


def dates(draft: Any) -> list[Fault]:  # noqa: ANN401 - a draft, or a changed asset
    """Return the days of a draft, or of an asset, that lie before what they must follow."""
    bought = draft.purchased_on
    faults: list[Fault] = []
    for name in ("warranty_until", "refresh_on"):
        day = getattr(draft, name)
        if day is not None and bought is not None and day < bought:
            days = {"day": day, "after": "purchased_on", "after_day": bought}
            faults.append((DatesOutOfOrder, {"field": name, **days}))
    if bought is not None and bought < EARLIEST:
        faults.append((BadAsset, {"field": "purchased_on", "why": gettext("before 1900.")}))
    return faults


def prices(draft: Any, home: str) -> list[Fault]:  # noqa: ANN401 - as dates
    """Return what is wrong with a price; settle its currency and rate if nothing is."""
    if draft.price_minor is None:
        why = gettext("there is no price that it is for.")
        return [(BadAsset, {"field": "currency" if draft.currency else "rate", "why": why})]
    draft.currency = draft.currency or home
    if not money.is_currency(draft.currency):
        return [(BadAsset, {"field": "currency", "why": gettext("a code such as EUR.")})]
    if type(draft.price_minor) is not int or not 0 <= draft.price_minor < money.MINOR_MAX:
        return [(BadAsset, {"field": "price", "why": gettext("from 0 to ten billion or so.")})]
    if draft.rate and (why := _bad_rate(draft.rate, draft.currency == home)):
        return [(BadAsset, {"field": "rate", "why": why})]
    if draft.currency == home:
        draft.rate = ""
    return []


def _bad_rate(rate: str, at_home: bool) -> str:
    try:
        number = Decimal(rate)
        fits = number.is_finite() and Decimal("1e-9") <= number <= Decimal("1e9")
    except InvalidOperation:
        fits = False
    if not fits or len(rate) > 24:
        return gettext("a number such as 0.92.")
    return gettext("it is in the organisation's own currency.") if at_home and number != 1 else ""


def value_minor(price: int | None, currency: str, rate: str, home: str) -> int | None:
    """Return a price in the organisation's currency; None if there is no rate to know it by."""
    if price is None or currency == home:
        return price
    return money.converted(price, currency, rate, home) if rate else None


def refuse(faults: Sequence[tuple[int, Fault]]) -> None:
    """Raise what is wrong, with every offender that fails for the same reason as the first."""
    if faults:
        kind = faults[0][1][0]
        raise kind(*({"index": index} | what for index, (one, what) in faults if one is kind))
