"""What phones brought that somebody has to look at. Nothing here writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from wherehold.kernel import cursors
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register.queries import known, parties
from wherehold.scan.access import visible
from wherehold.scan.models import Op

LIMIT_MAX = 100
OPEN = Q(review=Op.Review.OPEN)
HEADS = OPEN & Q(blocked_by=None)


@dataclass(frozen=True, kw_only=True)
class OpLine:
    """One act of a phone as it waits, or as it was settled.

    `said` is what the phone said, in pairs of a name and a word; `current` is how things were
    when it arrived.
    """

    id: int
    op_id: str
    device_id: int
    device: str
    person: str
    act: str
    asset_id: int | None
    tag: str
    name: str
    captured_at: datetime
    received_at: datetime
    clock_wrong: bool
    status: str
    code: str
    message: str
    current: dict[str, Any]
    said: dict[str, Any]
    behind: int
    review: str
    choice: str
    settled_at: datetime | None
    is_own: bool


TARGETS = {"holder_id": "party", "place_id": "place", "into_asset_id": "asset"}


def waiting(*, actor: Actor, cursor: str = "", limit: int = 50) -> tuple[list[OpLine], str | None]:
    """Return what waits to be settled, oldest first, without what waits behind it."""
    after = cursors.read(cursor, int)[0] if cursor else 0
    found = Op.objects.filter(visible(actor), HEADS, pk__gt=after).order_by("pk")
    rows = list(found.select_related("device", "party", "asset")[: limit + 1])
    lines = _lines(actor, rows[:limit])
    return lines, cursors.write([lines[-1].id]) if len(rows) > limit else None


def one(*, actor: Actor, op_id: int) -> OpLine:
    """Return one act of a phone, settled or not.

    Raises: NotFound.
    """
    found = Op.objects.filter(visible(actor), ~Q(review=""), pk=op_id)
    lines = _lines(actor, list(found.select_related("device", "party", "asset")))
    if not lines:
        raise NotFound({"what": "conflict", "key": op_id})
    return lines[0]


def behind(*, actor: Actor, op_id: int) -> list[OpLine]:
    """Return what waits behind an act, in order."""
    found = Op.objects.filter(visible(actor), blocked_by=op_id).order_by("pk")
    return _lines(actor, list(found.select_related("device", "party", "asset")))


def count(*, actor: Actor, most: int) -> int:
    """Count what waits to be settled, up to one more than `most`. One statement."""
    return Op.objects.filter(visible(actor), HEADS)[: most + 1].count()


def kept(*, actor: Actor, device_id: int) -> int:
    """Count what of a phone waits to be looked at."""
    assert actor.name
    return Op.objects.filter(OPEN, device=device_id).count()


def _lines(actor: Actor, rows: Sequence[Op]) -> list[OpLine]:
    if not rows:
        return []
    counted = Op.objects.filter(OPEN, blocked_by__in=[row.pk for row in rows]).values("blocked_by")
    behind = dict(counted.annotate(n=Count("pk")).values_list("blocked_by", "n"))
    names = _names(actor, rows)
    return [_line(actor, row, behind.get(row.pk, 0), names) for row in rows]


def _names(actor: Actor, rows: Sequence[Op]) -> dict[tuple[str, int], str]:
    """Return what the ids in arguments are called, as far as the actor may know."""
    wanted: dict[str, set[int]] = {"party": set(), "place": set(), "asset": set()}
    for row in rows:
        for field, kind in TARGETS.items():
            if isinstance(number := row.args.get(field), int) and 0 < number < 2**63:
                wanted[kind].add(number)
    found = {
        "party": parties.names(actor=actor, ids=wanted["party"]) if wanted["party"] else {},
        "place": known.places(actor=actor, ids=wanted["place"]) if wanted["place"] else {},
        "asset": known.assets(actor=actor, ids=wanted["asset"]) if wanted["asset"] else {},
    }
    return {(kind, key): name for kind, names in found.items() for key, name in names.items()}


def _line(actor: Actor, row: Op, behind: int, names: dict[tuple[str, int], str]) -> OpLine:
    target = next(
        (names.get((kind, row.args[f]), "") for f, kind in TARGETS.items() if row.args.get(f)), ""
    )
    words = {
        name: row.args[name]
        for name in ("text", "field", "value", "condition", "note", "due_on", "code", "op")
        if row.args.get(name) not in (None, "")
    }
    return OpLine(
        id=row.pk,
        op_id=row.op_id,
        device_id=row.device_id,
        device=row.device.name,
        person=row.party.name,
        act=row.act,
        asset_id=row.asset_id,
        tag=row.asset.tag if row.asset else "",
        name=row.asset.name if row.asset else "",
        captured_at=row.captured_at,
        received_at=row.received_at,
        clock_wrong=row.said_at is not None,
        status=row.status,
        code=str(row.answer.get("code", "")),
        message=str(row.answer.get("message", "")),
        current=dict(row.answer.get("current", {})),
        said=({"to": target} if target else {}) | words,
        behind=behind,
        review=row.review,
        choice=row.choice,
        settled_at=row.settled_at,
        is_own=row.party_id == actor.party_id,
    )
