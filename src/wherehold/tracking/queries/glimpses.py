"""Questions about who may look at where people are, and who did. Nothing here writes."""

from dataclasses import dataclass
from datetime import datetime

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.register.queries import parties
from wherehold.tracking import access, privacy
from wherehold.tracking.models import Glimpse

SHOWN_MAX = 100
KINDS = ("tracking.look_asked", "tracking.look_granted", "tracking.looked", "tracking.look_ended",
         "tracking.kept_seen")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class LookLine:
    """A request to look at where a person is. `state`: waits, granted or over."""

    id: int
    party_id: int
    person: str
    reason: str
    asked_at: datetime
    asked_by: str
    granted_by: str
    ends_at: datetime | None
    state: str
    is_mine: bool


@dataclass(frozen=True, kw_only=True)
class Told:
    """One entry about who may see, or saw, where somebody is."""

    at: datetime
    kind: str
    who: str
    reason: str


def about_me(*, actor: Actor) -> list[Told]:
    """Return who asked to look at where the actor is, who granted it and who looked. One or two.

    To the person whom it is about, names are told whatever else they may see.
    """
    if actor.party_id is None:
        return []
    entries = ledger.history("party", actor.party_id, limit=SHOWN_MAX, kinds=KINDS)
    names = privacy.names_of(entry.actor for entry in entries)
    return [
        Told(
            at=entry.happened_at,
            kind=entry.kind,
            who=names.get(entry.actor, ""),
            reason=str((entry.data or {}).get("reason", "")),
        )
        for entry in entries
    ]


def devices_on_me(*, actor: Actor) -> list[tuple[str, str]]:
    """Return every device on a thing that the actor keeps: the device and the thing. One."""
    return [] if actor.party_id is None else privacy.devices_on(actor.party_id)


def requests(*, actor: Actor) -> list[LookLine]:
    """Return the requests to look, the newest first, to those who may. Two statements.

    Raises: NotAllowed.
    """
    access.must_look(actor)
    rows = list(Glimpse.objects.order_by("-pk")[:SHOWN_MAX])
    ids = {k for r in rows for k in (r.party_id, r.asked_by_id, r.granted_by_id) if k}
    names = parties.names(actor=actor, ids=ids)
    return [_line(actor, row, names) for row in rows if row.party_id in names]


def _line(actor: Actor, row: Glimpse, names: dict[int, str]) -> LookLine:
    two = (row.asked_by_id, row.granted_by_id)
    return LookLine(
        id=row.pk,
        party_id=row.party_id,
        person=names[row.party_id],
        reason=row.reason,
        asked_at=row.asked_at,
        asked_by=names.get(row.asked_by_id, ""),
        granted_by=names.get(row.granted_by_id or 0, ""),
        ends_at=row.ends_at,
        state=_state(row),
        is_mine=actor.party_id is not None and actor.party_id in two,
    )


def _state(row: Glimpse) -> str:
    if row.ended_at is not None or (row.ends_at is not None and row.ends_at <= clock.now()):
        return "over"
    if row.ends_at is not None:
        return "granted"
    return "waits" if clock.now() - row.asked_at <= privacy.WAITS else "over"
