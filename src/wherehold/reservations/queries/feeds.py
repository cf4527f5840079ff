"""Calendars that are read by a secret address, and what stands in them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import Q

from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.register.access import visible_ids
from wherehold.register.queries import holding, known, parties
from wherehold.reservations import access, rules
from wherehold.reservations.models import Booking, Feed, Reservation
from wherehold.reservations.queries import listed
from wherehold.reservations.queries.listed import ReservationLine

PAST = timedelta(days=90)
EVENTS_MAX = 1_000
KINDS = ("asset", "place", "person")


@dataclass(frozen=True)
class FeedLine:
    """A calendar that somebody made. The name is empty if they may not see it any more."""

    id: int
    subject_type: str
    subject_id: int
    made_at: datetime
    name: str = ""


@dataclass(frozen=True)
class Opened:
    """The calendar that a secret opens, and who made it."""

    owner_id: int
    subject_type: str
    subject_id: int


def mine(*, actor: Actor) -> list[FeedLine]:
    """List the actor's own calendars that can be read, the newest first."""
    found = Feed.objects.filter(owner=actor.party_id or 0, revoked_at=None).order_by("-pk")
    rows = list(found.values_list("pk", "subject_type", "subject_id", "made_at"))
    names = {
        kind: _named(actor, kind, [row[2] for row in rows if row[1] == kind]) for kind in KINDS
    }
    return [FeedLine(*row, names[row[1]].get(row[2], "")) for row in rows]


def name_of(*, actor: Actor, subject_type: str, subject_id: int) -> str:
    """Return what an asset, a place or a person is called; nothing if the actor may not see it."""
    return _named(actor, subject_type, [subject_id]).get(subject_id, "")


def _named(actor: Actor, subject_type: str, ids: list[int]) -> dict[int, str]:
    if subject_type not in KINDS or not ids:
        return {}
    if subject_type == "asset":
        return {one.id: one.tag for one in holding.assets_named(actor=actor, asset_ids=ids)}
    if subject_type == "place":
        return known.places(actor=actor, ids=ids)
    return parties.names(actor=actor, ids=ids)


def opened(*, actor: Actor, secret: str) -> Opened | None:
    """Return what a secret opens; none if it opens nothing (any more)."""
    assert actor.name
    digest = sha256(secret.encode()).hexdigest()
    row = Feed.objects.filter(digest=digest, revoked_at=None)
    found = row.values_list("owner_id", "subject_type", "subject_id").first()
    return Opened(*found) if found else None


def entries(*, actor: Actor, subject_type: str, subject_id: int) -> list[ReservationLine]:
    """Return the reservations of an asset, at a place or for a person that the actor may see."""
    found = Reservation.objects.filter(
        access.visible(actor),
        ends_at__gt=clock.now() - PAST,
        state__in=[*rules.CLAIMING, "returned"],
    )
    if subject_type == "asset":
        kept = Booking.objects.filter(asset=subject_id, asset__in=visible_ids(actor))
        found = found.filter(pk__in=kept.values("line__reservation"))
    elif subject_type == "place":
        found = found.filter(place=subject_id)
    else:
        hidden = Q() if subject_id == actor.party_id else access.visible(actor, "custody.holder")
        found = found.filter(hidden, party=subject_id)
    rows = found.select_related("party", "place").order_by("begins_at", "pk")[:EVENTS_MAX]
    return listed.lines(actor=actor, found=rows)
