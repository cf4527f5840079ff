"""Which terms there are, who has accepted which version, and what becomes of silence."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from wherehold.handover import access
from wherehold.handover.models import Acceptance, Handover, HandoverTerms, Policy, Terms
from wherehold.kernel import cursors
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound

LIMIT_MAX = 500


@dataclass(frozen=True, kw_only=True)
class TermsLine:
    """A version of terms."""

    id: int
    category_id: int | None
    category: str
    version: int
    title: str
    text: str
    published_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class AcceptanceLine:
    """Who accepted which version of terms, when and how."""

    id: int
    terms_id: int
    title: str
    version: int
    category: str
    party_id: int
    party: str
    handover_id: int
    at: datetime
    way: str


def versions(*, actor: Actor, in_force: bool = False) -> list[TermsLine]:
    """List terms with all their versions, or those in force. Everybody may read them."""
    assert actor.name
    rows = Terms.objects.order_by("category__full_name", "category_key", "-version")
    return _lines(rows.filter(withdrawn_at=None) if in_force else rows)


def version(*, actor: Actor, terms_id: int) -> TermsLine:
    """Return a version of terms. Everybody may read it.

    Raises: NotFound.
    """
    assert actor.name
    if found := _lines(Terms.objects.filter(pk=terms_id)):
        return found[0]
    raise NotFound({"what": "terms", "key": terms_id})


def of_handover(*, actor: Actor, handover_id: int) -> list[TermsLine]:
    """Return the terms that a hand-over is on, which the actor was let in to. One statement."""
    assert actor.name
    bound = HandoverTerms.objects.filter(handover=handover_id).values("terms")
    return _lines(Terms.objects.filter(pk__in=bound).order_by("pk"))


def acceptances(
    *,
    actor: Actor,
    party_id: int | None = None,
    terms_id: int | None = None,
    cursor: str = "",
    limit: int = 100,
) -> tuple[list[AcceptanceLine], str | None]:
    """List who accepted which version, the newest first, by hand-overs that the actor may see.

    Raises: BadCursor.
    """
    limit = max(1, min(limit, LIMIT_MAX))
    rows = Acceptance.objects.filter(_seen(actor))
    if party_id is not None:
        rows = rows.filter(party=party_id)
    if terms_id is not None:
        rows = rows.filter(terms=terms_id)
    if cursor:
        (last,) = cursors.read(cursor, int)
        rows = rows.filter(pk__lt=last)
    found = list(
        rows.select_related("terms", "terms__category", "party").order_by("-pk")[: limit + 1]
    )
    after = cursors.write([found[limit - 1].pk]) if len(found) > limit else None
    return [_accepted(one) for one in found[:limit]], after


def accepted_by_version(*, actor: Actor) -> dict[int, int]:
    """Count by version how many people accepted it, by hand-overs that the actor may see."""
    rows = Acceptance.objects.filter(_seen(actor)).values("terms_id")
    return {row["terms_id"]: row["n"] for row in rows.annotate(n=Count("party", distinct=True))}


def policy(*, actor: Actor) -> Policy:
    """Return what becomes of hand-overs that nobody confirms: what was decided, or the default."""
    assert actor.name
    return Policy.objects.first() or Policy()


def _seen(actor: Actor) -> Q:
    """Return the condition on acceptances: of hand-overs that the actor may see."""
    seen = access.visible(actor)
    return Q(handover__in=Handover.objects.filter(seen).values("pk")) if seen else Q()


def _lines(rows: QuerySet[Terms]) -> list[TermsLine]:
    same = ("id", "category_id", "version", "title", "text", "published_at", "withdrawn_at")
    return [
        TermsLine(
            **{name: getattr(one, name) for name in same},
            category=one.category.full_name if one.category else "",
        )
        for one in rows.select_related("category")
    ]


def _accepted(one: Acceptance) -> AcceptanceLine:
    return AcceptanceLine(
        id=one.pk,
        terms_id=one.terms_id,
        title=one.terms.title,
        version=one.terms.version,
        category=one.terms.category.full_name if one.terms.category else "",
        party_id=one.party_id,
        party=one.party.name,
        handover_id=one.handover_id,
        at=one.at,
        way=one.way,
    )
