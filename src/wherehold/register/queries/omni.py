"""One question over everything: what a few typed letters may mean, best first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wherehold.kernel import ledger
from wherehold.kernel.actor import Actor
from wherehold.register.access import visible
from wherehold.register.models import Asset, Party, Place
from wherehold.register.queries import lines, listing, parties, reach, resolve

EACH = 6


@dataclass(frozen=True)
class Found:
    """What was found: things, people and places, and which things the text is a code of."""

    exact: list[lines.Line]
    assets: list[lines.Line]
    people: list[parties.PartyLine]
    places: list[tuple[int, str, str]]


def find(*, actor: Actor, text: str, kind: str = "") -> Found:
    """Find by a text among what the actor may know. `kind` narrows: asset, person or place.

    A number of statements that does not depend on what is there.

    Raises: nothing; what cannot be searched for finds nothing.
    """
    text = " ".join(text.replace("\0", "").split())[:200]
    if not text:
        return Found([], recent(actor=actor), [], [])
    hits = resolve.resolve(actor=actor, code=text)
    exact = lines.read(actor=actor, ids=[h.id for h in hits if h.type == "asset"])
    found: dict[str, Any] = {"assets": [], "people": [], "places": []}
    if kind in ("", "asset"):
        page = listing.page(actor=actor, given={"search": [text]}, sort="newest", limit=EACH)
        known = {line["id"] for line in exact}
        found["assets"] = [line for line in page.items if line["id"] not in known]
    if kind in ("", "person"):
        ids = [hit.id for hit in hits if hit.type == "party"]
        found["people"] = _people(actor, text, ids)
    if kind in ("", "place"):
        ids = [hit.id for hit in hits if hit.type == "place"]
        found["places"] = _places(actor, text, ids)
    return Found(exact if kind in ("", "asset") else [], **found)


def recent(*, actor: Actor, limit: int = EACH) -> list[lines.Line]:
    """Return the things that the actor has last done something to, newest first."""
    mine = [entry.subject_id for entry in ledger.recent(subject_types=["asset"], limit=200)
            if entry.actor == actor.name]  # fmt: skip
    ids = list(dict.fromkeys(mine))[: limit * 2]
    seen = {line["id"]: line for line in _seen(actor, ids)} if ids else {}
    found = [seen[key] for key in ids if key in seen][:limit]
    return found or listing.page(actor=actor, given={}, sort="newest", limit=limit).items


def _seen(actor: Actor, ids: Sequence[int]) -> list[lines.Line]:
    known = Asset.objects.filter(visible(actor), pk__in=ids, archived_at=None, merged_into=None)
    return lines.read(actor=actor, ids=list(known.values_list("pk", flat=True)))


def _people(actor: Actor, text: str, exact: Sequence[int]) -> list[parties.PartyLine]:
    if not actor.within("party.see"):
        return []
    found, _after = parties.page(actor=actor, search=text, limit=EACH)
    more = [key for key in exact if key not in {line.id for line in found}]
    known = Party.objects.filter(pk__in=more).values_list("pk", flat=True) if more else []
    return [*parties.known(actor=actor, party_ids=known), *found] if more else found


def _places(actor: Actor, text: str, exact: Sequence[int]) -> list[tuple[int, str, str]]:
    seen = Place.objects.filter(reach.places(actor=actor), archived_at=None)
    named = seen.filter(full_name__icontains=text).order_by("path")
    rows = list(seen.filter(pk__in=exact).values_list("pk", "name", "full_name")) if exact else []
    more = named.exclude(pk__in=exact).values_list("pk", "name", "full_name")[:EACH]
    return [*rows, *more]
