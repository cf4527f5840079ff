"""Whose identity has to be seen before they get something, and what was seen of it.

What document it was, who saw it and when is kept; its number and picture are not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from wherehold.custody import refusals
from wherehold.custody.models import IdentityAsked, IdentitySeen
from wherehold.custody.rules import Check, Fault
from wherehold.custody.stays import Asset
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed
from wherehold.register.queries import parties
from wherehold.register.queries.parties import PartyLine

OUTSIDE = "supplier"
DOCUMENTS = {
    "id_card": _("Identity card"),
    "passport": _("Passport"),
    "licence": _("Driving licence"),
    "pass": _("Student or staff pass"),
    "known": _("Known in person"),
}


@dataclass(frozen=True)
class SeenLine:
    """One look at a document."""

    document: str
    at: datetime
    by: str


@dataclass(frozen=True)
class AskedLine:
    """A category of which things go outside to nobody whose identity was not seen."""

    category_id: int | None
    category: str


def seen_of(*, actor: Actor, party_id: int) -> list[SeenLine]:
    """List what was seen of somebody's identity, newest first. Two statements.

    Raises: NotFound.
    """
    parties.known(actor=actor, party_ids=[party_id])
    rows = IdentitySeen.objects.filter(party=party_id).order_by("-at", "-pk")
    found = rows.values_list("document", "at", "by__name")[:50]
    return [SeenLine(document, at, name or "") for document, at, name in found]


def asked(*, actor: Actor) -> list[AskedLine]:
    """List the categories for which it is asked, the one for all first. One statement.

    Raises: NotAllowed.
    """
    if not actor.may_everywhere("settings.manage"):
        raise NotAllowed({"actor": actor.name, "permission": "settings.manage"})
    rows = IdentityAsked.objects.values_list("category_id", "category__full_name")
    lines = [AskedLine(key, name or "") for key, name in rows]
    return sorted(lines, key=lambda line: line.category)


def was_seen(holders: Mapping[int, PartyLine]) -> Check:
    """Find fault with an asset that would go outside to somebody whose identity was not seen.

    `holders` are those who would get things, by asset. No statement for those who belong to
    the organisation, else two at most.
    """
    outside = {line.id for line in holders.values() if line.kind == OUTSIDE}
    paths_asked = _paths() if outside else []
    known = _known(outside) if paths_asked else set()

    def check(asset: Asset) -> Fault | None:
        line = holders.get(asset.pk)
        if line is None or line.id not in outside - known:
            return None
        if not any(asset.category_path.startswith(path) for path in paths_asked):
            return None
        words = {"asset_id": asset.pk, "asset": asset.tag, "holder": line.name}
        return refusals.IdentityNotSeen, {**words, "holder_id": line.id}

    return check


def _paths() -> list[str]:
    rows = IdentityAsked.objects.values_list("category__path", flat=True)
    return [path or "" for path in rows]


def _known(party_ids: Iterable[int]) -> set[int]:
    seen = IdentitySeen.objects.filter(party__in=party_ids)
    return set(seen.values_list("party_id", flat=True))
