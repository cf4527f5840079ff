"""The ledger: what happened, in order, and never rewritten.

Commands call `record` inside the transaction that changes state, so changes and their entries
commit together or not at all. Everything that reacts reads the ledger after the commit, by
position (see `readers`); people are shown it through a query of the slice that owns the
subject, which asks who may see it.
"""

import os
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat

from wherehold.kernel import bulk, clock, keys, leaves, wake, written
from wherehold.kernel.actor import Actor
from wherehold.kernel.fields import canonical
from wherehold.kernel.models import Entry

__all__ = [
    "Entry",
    "Event",
    "entries",
    "entries_of",
    "history",
    "history_of",
    "new_act",
    "of_many",
    "recent",
    "record",
    "record_each",
    "record_rows",
    "since",
]

_COLUMNS = (
    "happened_at",
    "recorded_at",
    "kind",
    "subject_type",
    "subject_id",
    "actor",
    "source",
    "act",
    "data",
    "salt",
    "leaf",
    "mac",
)

# An entry before it is written: its subject, when it happened, and the fields of its event.
Row = tuple[int, datetime, dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Event:
    """What a command did to one subject. Subclasses add plain fields and are kept for ever.

    Plain is text, whole numbers, days and instants: what JSON gives back as it was. The header
    of an entry (kind, subject, actor, source) is never erased, so what is about a person goes
    into fields.
    """

    kind: ClassVar[str]
    subject_type: ClassVar[str]
    subject_id: int


def new_act() -> UUID:
    """Make a number for an act; later ones are larger, so indexes on it stay compact.

    Source: RFC 9562, version 7, with microseconds of Unix time in the first 60 bits.
    """
    micros = time.time_ns() // 1000
    high = (micros // 1000) << 16 | 0x7000 | (micros % 1000) << 2
    return UUID(int=high << 64 | 0b10 << 62 | int.from_bytes(os.urandom(8), "big") >> 2)


def record(
    events: Sequence[Event], *, actor: Actor, happened_at: datetime, act: UUID | None = None
) -> UUID:
    """Append what one command did, in one statement, and return the number of the act.

    Units: `happened_at` is an aware instant.
    Raises: AssertionError outside a transaction, which is a bug in the caller.
    """
    return record_each([(event, happened_at) for event in events], actor=actor, act=act)


def record_each(
    events: Sequence[tuple[Event, datetime]], *, actor: Actor, act: UUID | None = None
) -> UUID:
    """Append what one command did at many instants, each event at its own, in one statement.

    Raises: AssertionError outside a transaction, which is a bug in the caller.
    """
    groups: dict[type[Event], list[Row]] = {}
    for event, at in events:
        own = event.__dict__.copy()
        groups.setdefault(type(event), []).append((own.pop("subject_id"), at, own))
    return _append(groups, actor, act)


def record_rows(
    event: type[Event], rows: Iterable[Row], *, actor: Actor, act: UUID | None = None
) -> UUID:
    """Append entries of one kind from subjects, instants and fields: `record` for very many.

    The fields are those of the event, every one of them, but no event is made.
    Raises: AssertionError outside a transaction, which is a bug in the caller.
    """
    return _append({event: rows}, actor, act)


def history(
    subject_type: str,
    subject_id: int,
    *,
    before: int | None = None,
    limit: int = 50,
    kinds: Sequence[str] = (),
) -> list[Entry]:
    """Return what happened to one subject, newest first, up to the caller's own transaction.

    Slices offer this to people in a query of theirs, which asks who may see the subject.
    Pages go on with `before`, the `seq` of the last entry of the page. Commands lock their
    subject before they write, so here `seq` is the order.
    """
    given = (subject_type, limit, tuple(kinds))
    return written.asked(_of_one, given, subject_id, bulk.ID_MAX if before is None else before)


def _of_one(
    given: tuple[str, int, tuple[str, ...]], subject_id: int, before: int
) -> QuerySet[Entry]:
    subject_type, limit, kinds = given
    found = Entry.objects.filter(subject_type=subject_type, subject_id=subject_id, seq__lt=before)
    return (found.filter(kind__in=kinds) if kinds else found).order_by("-seq")[:limit]


def history_of(
    subjects: Mapping[str, Collection[int]],
    *,
    before: int | None = None,
    limit: int = 50,
    kinds: Sequence[str] = (),
) -> list[Entry]:
    """Return what happened to several subjects, by type, newest first, as `history` does.

    One statement, and none for no subjects.
    """
    wanted = Q()
    for subject_type, ids in subjects.items():
        if ids:
            wanted |= Q(subject_type=subject_type, subject_id__in=set(ids))
    return _page(Entry.objects.filter(wanted), before, limit, kinds) if wanted else []


def of_many(subject_type: str, subject_ids: Iterable[int], kinds: Sequence[str]) -> list[Entry]:
    """Return what of these kinds happened to subjects, as it was so. One statement."""
    found = Entry.objects.filter(subject_type=subject_type, kind__in=kinds)
    found = found.filter(subject_id__in=bulk.among(subject_ids))
    return list(found.order_by("happened_at", "seq"))


def since(subject_type: str, subject_ids: Iterable[int], at: datetime) -> list[Entry]:
    """Return what happened to subjects later than an instant, newest first. One statement."""
    found = Entry.objects.filter(subject_type=subject_type, subject_id__in=set(subject_ids))
    return list(found.filter(happened_at__gt=at).order_by("-seq"))


def recent(
    *,
    subject_types: Sequence[str] = (),
    kinds: Sequence[str] = (),
    before: int | None = None,
    limit: int = 50,
) -> list[Entry]:
    """Return the newest entries of all, newest first; the caller leaves out what one may not see.

    It walks down from the end of the ledger, so it is quick for what is common.
    """
    found = Entry.objects.all()
    if subject_types:
        # Written so that no index fits: that of the subjects would have a million rows sorted.
        walked = found.alias(type_as_told=Concat("subject_type", Value("")))
        found = walked.filter(type_as_told__in=subject_types)
    return _page(found, before, limit, kinds)


def entries_of(act: UUID) -> list[Entry]:
    """Return the entries of one act, in the order in which they were written."""
    return list(Entry.objects.filter(act=act).order_by("seq"))


def entries(seqs: Iterable[int]) -> list[Entry]:
    """Return the entries with these numbers, oldest first."""
    return list(Entry.objects.filter(seq__in=list(seqs)).order_by("seq"))


def _page(
    found: QuerySet[Entry], before: int | None, limit: int, kinds: Sequence[str]
) -> list[Entry]:
    if kinds:
        found = found.filter(kind__in=kinds)
    if before is not None:
        found = found.filter(seq__lt=before)
    return list(found.order_by("-seq")[:limit])


def _append(groups: Mapping[type[Event], Iterable[Row]], actor: Actor, act: UUID | None) -> UUID:
    assert connection.in_atomic_block, "record() belongs inside the command's transaction"
    act, now, key = act or new_act(), clock.now(), keys.mark()
    written = [
        row for event, rows in groups.items() for row in _rows(event, rows, actor, (act, now, key))
    ]
    bulk.insert(Entry, _COLUMNS, written)
    wake.told({event.kind for event in groups})
    return act


def _rows(
    event: type[Event],
    rows: Iterable[Row],
    actor: Actor,
    common: tuple[UUID, datetime, bytes],
) -> Iterator[tuple[Any, ...]]:
    act, now, key = common
    kind = event.kind
    door = (actor.name, actor.source, act)
    header = leaves.Header(
        str(act), actor.name, actor.source, kind, event.subject_type, clock.rfc3339(now)
    )
    rows = list(rows)
    salts = os.urandom(leaves.SALT_BYTES * len(rows))
    start = 0
    for subject_id, at, data in rows:
        assert _is_plain(data), f"{kind} holds a fraction; use text or minor units: {data}"
        text = canonical(data)
        salt = salts[start : (start := start + leaves.SALT_BYTES)]
        head = header.of(subject_id, clock.rfc3339(at))
        leaf = leaves.leaf_of(head, leaves.commitment(salt, text))
        mac = leaves.mac_of(leaf, key)
        of = (at, now, kind, event.subject_type, subject_id)
        yield (*of, *door, text.decode(), salt, leaf, mac)


def _is_plain(value: dict[str, Any] | Iterable[Any]) -> bool:
    """Say that there is no float in it, which two machines might write in two ways."""
    members = value.values() if isinstance(value, dict) else value
    for one in members:
        kind = type(one)
        if kind is float or (kind in _NESTED and not _is_plain(one)):
            return False
    return True


_NESTED = frozenset({dict, list, tuple})
