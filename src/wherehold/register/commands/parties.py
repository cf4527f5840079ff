"""Acts on people, teams, departments and suppliers. Every act takes many."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wherehold.kernel import bulk, clock, ledger, paths
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from wherehold.register import custom_fields
from wherehold.register.codes import key_of
from wherehold.register.commands import party_checks as checks
from wherehold.register.models import Asset, Identifier, Party, Place
from wherehold.register.party_events import (
    PartyArchived,
    PartyChanged,
    PartyCreated,
    PartyRestored,
)
from wherehold.register.queries import catalogue
from wherehold.register.queries import parties as queries

COLUMNS = (
    *("kind", "name", "email", "username", "manager_id", "unit_id"),
    *("place_id", "leaves_on", "fields"),
)
CHANGEABLE = frozenset(COLUMNS) | {"identifiers"}


class StillHolds(Conflict):
    """The party holds things, so it cannot be archived."""

    code = "party_still_holds"
    title = _("Still holds things")
    message = _("{party} still holds {count} of the assets. Take them back or pass them on first.")


class NotChangeable(Invalid):
    """There is no such field of a party, or it is not changed this way."""

    code = "not_changeable"
    title = _("Not changeable")
    message = _("{field} cannot be changed this way.")


@dataclass(frozen=True, kw_only=True)
class NewParty:
    """What is known of a party when it is entered. `identifiers` are (kind, value) pairs."""

    name: str
    kind: str = "person"
    email: str = ""
    username: str = ""
    manager_id: int | None = None
    unit_id: int | None = None
    place_id: int | None = None
    leaves_on: date | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    identifiers: tuple[tuple[str, str], ...] = ()


@transaction.atomic
def create(*, actor: Actor, parties: Sequence[NewParty]) -> list[int]:
    """Enter parties, all or none, and return their ids in the order given.

    Whoever may edit parties in one place only, and names no place, enters them for the own one:
    else they could not see what they have just made.

    Raises: NotAllowed; NotFound (manager, unit, place); BadParty, CodeTaken, BadReference.
    Records: register.party_created, one for each party.
    """
    if not actor.may_somewhere("party.edit"):
        raise NotAllowed({"actor": actor.name, "permission": "party.edit"})
    rows = [asdict(party) | {"name": party.name.strip()} for party in parties]
    home = _home(actor)
    for row in rows:
        row["email"], row["username"] = row["email"].strip(), row["username"].strip()
        row["place_id"] = row["place_id"] or home
        row["fields"] = dict(row["fields"])
    checks.values(rows)
    _keep_fields(actor, rows)
    placed = _places(actor, (row["place_id"] for row in rows))
    _check_references(actor, rows)
    ids = bulk.next_ids(Party, len(rows))
    codes = [_codes_of(row) for row in rows]
    _write_codes(dict(zip(ids, codes, strict=True)), replacing=False)
    bulk.insert(
        Party,
        ("id", *COLUMNS, "place_path"),
        [
            (key, *(row[column] for column in COLUMNS), placed[row["place_id"]])
            for key, row in zip(ids, rows, strict=True)
        ],
    )
    _insert_codes(dict(zip(ids, codes, strict=True)))
    ledger.record(
        [_created(key, row) for key, row in zip(ids, rows, strict=True)],
        actor=actor,
        happened_at=clock.now(),
    )
    return ids


@transaction.atomic
def change(*, actor: Actor, party_ids: Sequence[int], changes: Mapping[str, object]) -> list[int]:
    """Give parties other values in some fields, all or none; return the ids that changed.

    `identifiers`, when given, are all codes beside e-mail and user name; own `fields` that are
    not given stay as they are.

    Raises: NotFound, NotAllowed; NotChangeable, BadParty, CodeTaken, BadReference.
    Records: register.party_changed, one for each party in which something changed.
    """
    if unknown := set(changes) - CHANGEABLE:
        raise NotChangeable(*({"field": name} for name in sorted(unknown)))
    parties = _for_update(actor, party_ids)
    wanted = {k: v.strip() if isinstance(v, str) else v for k, v in changes.items()}
    before = _codes_before([party.pk for party in parties]) if "identifiers" in wanted else {}
    rows = [_row_of(party, before.get(party.pk, ())) | wanted for party in parties]
    checks.values(rows)
    if "fields" in wanted:
        _keep_fields(actor, rows, [party.fields for party in parties])
    own = {p.pk: row["fields"] for p, row in zip(parties, rows, strict=True)}
    if "place_id" in wanted:
        _check_new_place(actor, wanted["place_id"])
    if {"manager_id", "unit_id"} & set(wanted):
        _check_references(actor, [wanted])
        checks.no_circle([party.pk for party in parties], wanted)
    changed = _apply(actor, parties, wanted, before, own)
    if {"email", "username", "identifiers"} & set(wanted):
        _replace_codes(parties, wanted)
    ledger.record(changed, actor=actor, happened_at=clock.now())
    return [event.subject_id for event in changed]


@transaction.atomic
def archive(*, actor: Actor, party_ids: Sequence[int]) -> list[int]:
    """Archive parties, all or none; return the ids of those that were not archived yet.

    Raises: NotFound, NotAllowed; StillHolds.
    Records: register.party_archived, one for each party that was not archived yet.
    """
    parties = [p for p in _for_update(actor, party_ids) if p.archived_at is None]
    held = Counter(
        Asset.objects.filter(holder__in=[p.pk for p in parties]).values_list("holder_id", flat=True)
    )
    if still := [p for p in parties if held[p.pk]]:
        raise StillHolds(*({"party": p.name, "count": held[p.pk]} for p in still))
    return _set_archived(actor, parties, archived=True)


@transaction.atomic
def restore(*, actor: Actor, party_ids: Sequence[int]) -> list[int]:
    """Bring archived parties back; return the ids of those that were archived.

    Raises: NotFound, NotAllowed.
    Records: register.party_restored, one for each party that was archived.
    """
    parties = [p for p in _for_update(actor, party_ids) if p.archived_at is not None]
    return _set_archived(actor, parties, archived=False)


def _set_archived(actor: Actor, parties: Sequence[Party], *, archived: bool) -> list[int]:
    at = clock.now()
    ids = [party.pk for party in parties]
    Party.objects.filter(pk__in=ids).update(archived_at=at if archived else None)
    event = PartyArchived if archived else PartyRestored
    ledger.record([event(subject_id=key) for key in ids], actor=actor, happened_at=at)
    return ids


def _for_update(actor: Actor, party_ids: Iterable[int]) -> list[Party]:
    """Return the parties, locked in ascending order of id, if the actor may edit them all."""
    ids = set(party_ids)
    seen = Party.objects.filter(queries.reach(actor=actor), pk__in=ids)
    parties = list(seen.order_by("pk").select_for_update(no_key=True))
    if missing := ids - {party.pk for party in parties}:
        raise NotFound(*({"what": "party", "key": key} for key in sorted(missing)))
    if not all(_may_edit(actor, party.place_path) for party in parties):
        raise NotAllowed({"actor": actor.name, "permission": "party.edit"})
    return parties


def _may_edit(actor: Actor, place_path: str) -> bool:
    return any(place_path.startswith(grant.place) for grant in actor.within("party.edit"))


def _home(actor: Actor) -> int | None:
    """Return the place that new parties of this actor belong to; none if bound to no place."""
    grants = actor.within("party.edit")
    if any(not grant.place for grant in grants):
        return None
    own = Party.objects.filter(pk=actor.party_id or 0).values_list("place_id", "place_path").first()
    if own and own[0] and _may_edit(actor, own[1]):
        return int(own[0])
    return paths.ids(grants[0].place)[-1]


def _places(actor: Actor, place_ids: Iterable[int | None]) -> dict[int | None, str]:
    """Return the path of each place. Raises: NotFound for those not within the actor's reach."""
    ids = {key for key in place_ids if key is not None}
    found = dict(Place.objects.filter(pk__in=ids, archived_at=None).values_list("pk", "path"))
    if missing := [key for key in ids if key not in found or not _may_edit(actor, found[key])]:
        raise NotFound(*({"what": "place", "key": key} for key in sorted(missing)))
    paths_by_id: dict[int | None, str] = {None: ""}
    return paths_by_id | found


def _check_new_place(actor: Actor, place_id: object) -> None:
    if place_id is None and not _may_edit(actor, ""):
        raise NotAllowed({"actor": actor.name, "permission": "party.edit"})
    assert place_id is None or isinstance(place_id, int)
    _places(actor, [place_id])


def _check_references(actor: Actor, rows: Sequence[Mapping[str, Any]]) -> None:
    wanted = {row[name] for row in rows for name in ("manager_id", "unit_id") if row.get(name)}
    kinds = {line.id: line.kind for line in queries.known(actor=actor, party_ids=wanted)}
    checks.references(rows, kinds)


def _apply(
    actor: Actor,
    parties: Sequence[Party],
    wanted: Mapping[str, Any],
    before: Mapping[int, tuple[tuple[str, str], ...]],
    own: Mapping[int, Mapping[str, Any]],
) -> list[PartyChanged]:
    """Write the new values, own fields party by party; return what changed for each."""
    columns = {k: value for k, value in wanted.items() if k not in {"identifiers", "fields"}}
    events = []
    for party in parties:
        old = _row_of(party, before.get(party.pk, ()))
        new = dict(wanted) | ({"fields": own[party.pk]} if "fields" in wanted else {})
        diff = {k: [old[k], v] for k, v in new.items() if old[k] != v}
        party.fields = dict(own[party.pk])
        if diff:
            events.append(PartyChanged(subject_id=party.pk, changes=diff))
    if "place_id" in columns:
        columns["place_path"] = _places(actor, [columns["place_id"]])[columns["place_id"]]
    if columns and events:
        Party.objects.filter(pk__in=[event.subject_id for event in events]).update(**columns)
    if "fields" in wanted:
        Party.objects.bulk_update(parties, ["fields"])
    return events


def _keep_fields(
    actor: Actor, rows: Sequence[dict[str, Any]], before: Sequence[Mapping[str, Any]] = ()
) -> None:
    """Put own fields into the form in which they are kept.

    Raises: BadParty, naming each value that does not fit its field.
    """
    definitions = catalogue.definitions(actor=actor, target="party")
    wrong = []
    for number, row in enumerate(rows):
        was = before[number] if before else None
        row["fields"], faults = custom_fields.kept(definitions, row["fields"], "", before=was)
        wrong += [{"row": number, "field": f"fields.{key}", "why": why} for key, why in faults]
    if wrong:
        raise checks.BadParty(*wrong)


def _row_of(party: Party, identifiers: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    return {name: getattr(party, name) for name in COLUMNS} | {"identifiers": identifiers}


def _codes_of(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    named = [(kind, row.get(kind) or "") for kind in ("email", "username")]
    return [(kind, value) for kind, value in [*named, *row.get("identifiers", ())] if value]


def _codes_before(ids: Sequence[int]) -> dict[int, tuple[tuple[str, str], ...]]:
    found: dict[int, tuple[tuple[str, str], ...]] = {}
    kinds = [kind for kind in queries.CODE_KINDS if kind not in {"email", "username"}]
    codes = Identifier.objects.filter(party__in=ids, kind__in=kinds).order_by("kind", "value")
    for party_id, kind, value in codes.values_list("party_id", "kind", "value"):
        found[party_id] = (*found.get(party_id, ()), (kind, value))
    return found


def _replace_codes(parties: Sequence[Party], wanted: Mapping[str, Any]) -> None:
    """Make the codes of these parties those that are wanted, of the kinds that are wanted."""
    kinds = {kind for kind in ("email", "username") if kind in wanted}
    if "identifiers" in wanted:
        kinds |= set(queries.CODE_KINDS) - {"email", "username"}
    codes = {party.pk: _codes_of(wanted) for party in parties}
    Identifier.objects.filter(party__in=list(codes), kind__in=kinds).delete()
    _write_codes(codes, replacing=True)
    _insert_codes(codes)


def _write_codes(codes: Mapping[int, list[tuple[str, str]]], *, replacing: bool) -> None:
    """Refuse codes that are taken, by another party or twice in this act."""
    keyed = [(kind, key_of(kind, value), value) for each in codes.values() for kind, value in each]
    taken = Identifier.objects.filter(key__in={key for _, key, _ in keyed})
    checks.codes(keyed, set(taken.values_list("kind", "key")))


def _insert_codes(codes: Mapping[int, list[tuple[str, str]]]) -> None:
    rows = [
        (kind, key_of(kind, value), value, party_id)
        for party_id, each in codes.items()
        for kind, value in each
    ]
    bulk.insert(Identifier, ("kind", "key", "value", "party_id"), rows)


def _created(key: int, row: Mapping[str, Any]) -> PartyCreated:
    known = {name: row[name] for name in COLUMNS if name != "kind"}
    codes = [list(code) for code in row["identifiers"]]
    return PartyCreated(subject_id=key, party_kind=row["kind"], identifiers=codes, **known)
