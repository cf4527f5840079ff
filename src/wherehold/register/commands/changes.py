"""Changing what is known about assets: one entry for each, whatever number of fields."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from wherehold.kernel import ledger, organisation
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound, Stale
from wherehold.register import custom_fields
from wherehold.register.commands import doors, drafts, keywording, rows
from wherehold.register.commands.drafts import Fault
from wherehold.register.events import AssetChanged
from wherehold.register.models import Asset, Category, Model
from wherehold.register.queries import catalogue, parties, reach
from wherehold.register.refusals import BadAsset, ChangedByAct

TEXTS = {"name": 200, "tag": 64, "serial": 128, "order_no": 100}
PRICE = frozenset({"price_minor", "currency", "rate"})
DAYS = frozenset({"purchased_on", "warranty_until", "refresh_on"})
CHANGEABLE = (
    frozenset(TEXTS) | PRICE | DAYS | {"model_id", "category_id", "condition", "accountable_id"}
    | {"supplier_id", "notes", "fields", "keywords"}
)  # fmt: skip
ACTS = {
    **dict.fromkeys(("place", "place_id"), "POST /assets/move"),
    **dict.fromkeys(("stage",), "POST /assets/stage"),
    **dict.fromkeys(("holder", "holder_id", "due_on", "held"), "POST /custody/check-out"),
    **dict.fromkeys(("parent", "parent_id", "container_id"), "POST /assets/put-into"),
    **dict.fromkeys(("identifiers",), "POST /assets/{id}/identifiers"),
    **dict.fromkeys(("archived", "archived_at"), "POST /assets/archive"),
    **dict.fromkeys(("seen_place", "seen_place_id", "seen_at"), "POST /assets/seen"),
    **dict.fromkeys(("confirmed_at",), "POST /assets/confirm"),
}
Changes = Mapping[int, Mapping[str, Any]]


@transaction.atomic
def change_assets(
    *,
    actor: Actor,
    changes: Changes,
    versions: Mapping[int, int] | None = None,
    at: datetime | None = None,
    act: UUID | None = None,
) -> list[int]:
    """Give assets other values, each its own, all or none; return the ids that changed.

    `fields` names the own fields that change, None taking one away; `keywords` are all that an
    asset is to have. `versions` are those that the caller has read.

    Raises: NotFound (assets, what they are to refer to), NotAllowed; NothingChosen, Stale,
        IsArchived, ChangedByAct, BadAsset, DatesOutOfOrder, DuplicateIdentifier.
    Records: register.changed, one for each asset on which something is different.
    """
    happened_at = doors.moment(at)
    _only_changeable(name for each in changes.values() for name in each)
    _fit_keywords(changes)
    assets = doors.enter(actor, changes, "asset.edit")
    _fresh(assets, versions or {})
    known = _Known(actor, changes)
    wanted, faults = {}, []
    for asset in assets:
        wanted[asset.pk], wrong = known.settled(asset, changes[asset.pk])
        faults += [(asset.pk, one) for one in wrong]
    drafts.refuse(faults)
    words = {k: each["keywords"] for k, each in changes.items() if "keywords" in each}
    added, removed = _keywords(words)
    changed = rows.change(actor, assets, wanted)
    touched = [a for a in assets if a.pk in added.keys() | removed.keys() and a.pk not in changed]
    rows.touch(touched)
    events = [
        AssetChanged(
            subject_id=asset.pk,
            changed=changed.get(asset.pk, {}),
            keywords_added=added.get(asset.pk, []),
            keywords_removed=removed.get(asset.pk, []),
        )
        for asset in assets
        if asset.pk in changed or asset in touched
    ]
    ledger.record(events, actor=actor, happened_at=happened_at, act=act)
    return [event.subject_id for event in events]


class _Known:
    """What the changes of one call refer to, looked up once for all of them."""

    def __init__(self, actor: Actor, changes: Changes) -> None:
        self.actor = actor
        given: dict[str, set[Any]] = {}
        for each in changes.values():
            for name, value in each.items():
                given.setdefault(name, set()).add(_key(value))
        self.models = _ids(Model, reach.models(actor=actor), given.get("model_id"))
        seen = reach.categories(actor=actor)
        self.categories = _ids(Category, seen, given.get("category_id"))
        self.definitions: list[custom_fields.Definition] = []
        if given.keys() & {"fields", "category_id"}:
            self.definitions = catalogue.definitions(actor=actor, target="asset")
        people = given.get("supplier_id", set()) | given.get("accountable_id", set())
        for each in changes.values():
            people |= custom_fields.people(self.definitions, each.get("fields") or {})
        wanted = people - {None}
        self.parties = {None, *(parties.names(actor=actor, ids=wanted) if wanted else ())}
        self.currency = organisation.current().currency if given.keys() & PRICE else ""

    def settled(self, asset: Asset, given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
        """Return the columns as an asset is to have them, and what is wrong with them."""
        wanted = {k: v.strip() if k in TEXTS else v for k, v in given.items() if k != "keywords"}
        faults = [*_texts(wanted), *self._references(asset, wanted)]
        if DAYS & wanted.keys():
            faults += drafts.dates(_after(asset, wanted, DAYS))
        if PRICE & wanted.keys():
            faults += self._price(asset, wanted)
        if "condition" in wanted:
            faults += drafts.choice("condition", wanted["condition"], Asset.Condition.values)
        if wanted.keys() & {"fields", "category_id"} and not faults:
            faults += self._fields(asset, wanted)
        return wanted, faults

    def _references(self, asset: Asset, wanted: Mapping[str, Any]) -> Iterator[Fault]:
        tables: tuple[tuple[str, str, Any], ...] = (
            ("model", "model_id", self.models),
            ("category", "category_id", self.categories),
            ("party", "supplier_id", self.parties),
            ("party", "accountable_id", self.parties),
        )
        for what, column, table in tables:
            if column in wanted and wanted[column] not in table:
                yield NotFound, {"what": what, "key": wanted[column], "field": what}
        path = self.categories.get(wanted.get("category_id"), "")
        if "category_id" in wanted and not self.actor.may("asset.edit", asset.place_path, path):
            yield NotAllowed, {"actor": self.actor.name, "permission": "asset.edit"}

    def _price(self, asset: Asset, wanted: dict[str, Any]) -> list[Fault]:
        if not self.actor.may("asset.price", asset.place_path, asset.category_path):
            return [(NotAllowed, {"actor": self.actor.name, "permission": "asset.price"})]
        if wanted.get("price_minor", 0) is None:
            wanted |= {"currency": "", "rate": "", "value_minor": None}
            return []
        after = _after(asset, wanted, PRICE)
        faults = drafts.prices(after, self.currency)
        if not faults:
            price, currency, rate = after.price_minor, after.currency, after.rate
            wanted |= {"currency": currency, "rate": rate}
            wanted["value_minor"] = drafts.value_minor(price, currency, rate, self.currency)
        return faults

    def _fields(self, asset: Asset, wanted: dict[str, Any]) -> Iterator[Fault]:
        path = asset.category_path
        if "category_id" in wanted:
            path = self.categories[wanted["category_id"]]
        values = wanted.get("fields") or {}
        kept, wrong = custom_fields.kept(self.definitions, values, path, before=asset.fields)
        for key, why in wrong:
            yield BadAsset, {"field": f"fields.{key}", "why": why}
        for party_id in custom_fields.people(self.definitions, values) - self.parties:
            yield NotFound, {"what": "party", "key": party_id, "field": "fields"}
        if "fields" in wanted:
            wanted["fields"] = kept


def _only_changeable(names: Iterable[str]) -> None:
    given = set(names)
    if by_act := sorted(given & ACTS.keys()):
        raise ChangedByAct(*({"field": name, "act": ACTS[name]} for name in by_act))
    if unknown := sorted(given - CHANGEABLE):
        raise BadAsset(
            *({"field": name, "why": gettext("there is no such field.")} for name in unknown)
        )


def _fresh(assets: Sequence[Asset], versions: Mapping[int, int]) -> None:
    stale = [a for a in assets if versions.get(a.pk, a.version) != a.version]
    if stale:
        raise Stale(*({"what": "asset", "key": a.pk, "version": a.version} for a in stale))


def _key(value: Any) -> Any:  # noqa: ANN401 - whatever a field is given
    return value if isinstance(value, int | str | None) else None


def _ids(table: Any, seen: Any, ids: set[Any] | None) -> dict[int | None, str]:  # noqa: ANN401
    """Return what may be referred to, with its path if it has one."""
    found: dict[int | None, str] = {None: ""}
    if wanted := (ids or set()) - {None}:
        rows_ = table.objects.filter(seen, pk__in=wanted, archived_at=None)
        column = "path" if table is Category else "name"
        found.update(rows_.values_list("pk", column))
    return found


def _texts(wanted: Mapping[str, Any]) -> Iterator[Fault]:
    for name, most in TEXTS.items():
        if name in wanted:
            yield from drafts.line(name, wanted[name], most)
    for name in ("name", "tag"):
        if name in wanted and not wanted[name]:
            yield BadAsset, {"field": name, "why": gettext("it is not empty.")}
    notes = wanted.get("notes", "")
    if len(notes) > drafts.NOTES_MAX or "\0" in notes:
        why = gettext("at most {most} characters, and no NUL.").format(most=drafts.NOTES_MAX)
        yield BadAsset, {"field": "notes", "why": why}


def _after(asset: Asset, wanted: Mapping[str, Any], names: Iterable[str]) -> SimpleNamespace:
    return SimpleNamespace(**{name: wanted.get(name, getattr(asset, name)) for name in names})


def _fit_keywords(changes: Changes) -> None:
    drafts.refuse(
        [
            (key, fault)
            for key, each in changes.items()
            for word in each.get("keywords", ())
            for fault in drafts.line("keywords", word, drafts.KEYWORD_MAX)
        ]
    )


def _keywords(
    words: Mapping[int, Sequence[str]],
) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """Give assets their new keywords; return which were added and which taken off."""
    if not words:
        return {}, {}
    before = keywording.names_of(words)
    added, removed = {}, {}
    for key, wanted in words.items():
        had = {word.casefold(): word for word in before.get(key, ())}
        now = {" ".join(word.split()).casefold(): " ".join(word.split()) for word in wanted}
        if new := [word for folded, word in now.items() if folded and folded not in had]:
            added[key] = new
        if gone := [word for folded, word in had.items() if folded not in now]:
            removed[key] = gone
    if added:
        keywording.add(added)
    if removed:
        keywording.take_off(removed)
    return added, removed
