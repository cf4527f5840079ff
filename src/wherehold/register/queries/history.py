"""What happened to one asset, told to whoever may see it, with names for what entries refer to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from wherehold.kernel import ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register import redaction
from wherehold.register.access import visible
from wherehold.register.models import Asset, Category, Model
from wherehold.register.queries import known, parties

LIMIT_MAX = 200
_PLACES = ("place_id", "held_place_id", "seen_place_id")
_PARTIES = ("holder_id", "from_holder_id", "accountable_id", "supplier_id")
_ASSETS = (
    *("into_asset_id", "held_asset_id", "container_id", "with_id", "inside_id", "into_id"),
    "from_ids",
)


@dataclass(frozen=True, kw_only=True)
class Told:
    """One entry of the ledger as the asker may know it."""

    seq: int
    kind: str
    actor: str
    source: str
    act: UUID
    happened_at: datetime
    recorded_at: datetime
    data: dict[str, Any]
    erased: bool

    @classmethod
    def of(cls, entry: ledger.Entry, data: dict[str, Any]) -> "Told":
        """Return an entry with the part of its data that may be told."""
        return cls(
            seq=entry.seq,
            kind=entry.kind,
            actor=entry.actor,
            source=entry.source,
            act=entry.act,
            happened_at=entry.happened_at,
            recorded_at=entry.recorded_at,
            data=data,
            erased=entry.data is None,
        )


@dataclass(frozen=True)
class Names:
    """What the ids in entries are called; what the asker may not know is not there."""

    places: dict[int, str]
    parties: dict[int, str]
    assets: dict[int, str]
    categories: dict[int, str]
    models: dict[int, str]


@dataclass(frozen=True)
class Page:
    """A page of an asset's history, newest first; `before` leads on."""

    entries: list[Told]
    names: Names
    before: int | None


def history(
    *,
    actor: Actor,
    asset_id: int,
    kinds: Sequence[str] = (),
    before: int | None = None,
    limit: int = 50,
) -> Page:
    """Return what happened to an asset. Seven statements at most.

    Raises: NotFound.
    """
    seen = Asset.objects.filter(visible(actor), pk=asset_id, merged_into=None)
    where = seen.values_list("place_path", "category_path", "holder_id").first()
    if where is None:
        raise NotFound({"what": "asset", "key": asset_id})
    limit = max(1, min(limit, LIMIT_MAX))
    found = ledger.history("asset", asset_id, before=before, limit=limit + 1, kinds=kinds)
    told = []
    for entry in found[:limit]:
        data = redaction.told(actor, where, entry.data or {})
        if not redaction.says_nothing(entry.kind, entry.data or {}, data):
            told.append(Told.of(entry, data))
    after = found[limit - 1].seq if len(found) > limit else None
    return Page(told, names(actor=actor, told=told), after)


def names(*, actor: Actor, told: Sequence[Told]) -> Names:
    """Return what the ids in entries are called, as far as the asker may know. Five statements."""
    people = {int(one.actor.removeprefix("party:")) for one in told if _is_party(one.actor)}
    models = _ids(told, ("model_id",))
    kinds = _ids(told, ("category_id",))
    return Names(
        places=known.places(actor=actor, ids=_ids(told, _PLACES)),
        parties=parties.names(actor=actor, ids=people | _ids(told, _PARTIES)),
        assets=known.assets(actor=actor, ids=_ids(told, _ASSETS)),
        categories=dict(Category.objects.filter(pk__in=kinds).values_list("pk", "full_name")),
        models=dict(Model.objects.filter(pk__in=models).values_list("pk", "name")),
    )


def _is_party(name: str) -> bool:
    return name.startswith("party:") and name[6:].isdigit()


def _ids(told: Iterable[Told], columns: Sequence[str]) -> set[int]:
    found: set[Any] = set()
    for one in told:
        changed, values = one.data.get("changed") or {}, one.data.get("values") or {}
        for column in columns:
            one_value = one.data.get(column)
            found |= set(one_value) if isinstance(one_value, list) else {one_value}
            found |= set(changed.get(column) or ())
            found.add(values.get(column))
    return {key for key in found if type(key) is int}
