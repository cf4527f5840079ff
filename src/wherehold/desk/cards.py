"""What the page of an asset shows: the asset whole, and what lies beside it."""

from dataclasses import dataclass
from typing import Any

from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register import custom_fields
from wherehold.register.queries import accountable, assets, attachments, catalogue, parties
from wherehold.register.queries.accountable import Accountable
from wherehold.register.queries.assets import Whole
from wherehold.register.queries.attachments import FileLine

CONTENTS_MAX = 50
COUNTED_MAX = 1_000


@dataclass(frozen=True)
class OwnField:
    """A field of the organisation's own with what it holds."""

    definition: custom_fields.Definition
    value: Any


@dataclass(frozen=True, kw_only=True)
class Card:
    """An asset as its page shows it. `line` is what is told of the asset itself."""

    whole: Whole
    line: dict[str, Any]
    answering: Accountable | None
    files: list[FileLine]
    contents: list[dict[str, Any]]
    contents_more: int
    fields: list[OwnField]


def card(*, actor: Actor, asset_id: int) -> Card:
    """Return one asset. A fixed number of statements, whatever it has.

    Raises: NotFound, also for a record that was merged into another.
    """
    [whole] = assets.whole(actor=actor, asset_ids=[asset_id])
    if whole.told["merged_into_id"]:
        raise NotFound({"what": "asset", "key": asset_id})
    row = (asset_id, whole.accountable_id, whole.category_path, whole.place_path)
    inside = assets.contents(actor=actor, asset_id=asset_id, limit=COUNTED_MAX)
    return Card(
        whole=whole,
        line=whole.told | {"on_hold": bool(whole.told["holds"])},
        answering=accountable.answering(actor=actor, rows=[row]).get(asset_id),
        files=attachments.files_on(actor=actor, subject_type="asset", subject_id=asset_id),
        contents=inside[:CONTENTS_MAX],
        contents_more=max(0, len(inside) - CONTENTS_MAX),
        fields=_own_fields(actor, whole),
    )


def _own_fields(actor: Actor, whole: Whole) -> list[OwnField]:
    values = whole.told["fields"]
    definitions = catalogue.definitions(actor=actor, target="asset")
    mine = [one for one in definitions if one.concerns(whole.category_path)]
    people = [values.get(one.key) for one in mine if one.type == "person"]
    ids = [one for one in people if isinstance(one, int)]
    names = parties.names(actor=actor, ids=ids) if ids else {}
    found = []
    for one in mine:
        value = values.get(one.key)
        found.append(OwnField(one, names.get(value) if one.type == "person" else value))
    return found
