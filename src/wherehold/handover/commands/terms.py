"""What receivers agree to: versions of terms, which are kept for ever."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.handover.events import TermsPublished, TermsWithdrawn
from wherehold.handover.models import Terms
from wherehold.handover.refusals import BadHandover
from wherehold.kernel import clock, ledger, organisation, paths
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register.queries import catalogue

TITLE_MAX, TEXT_MAX = 120, 20_000
RIGHT = "settings.manage"


@transaction.atomic
def publish_terms(*, actor: Actor, title: str, text: str, category_id: int | None = None) -> int:
    """Have new hand-overs of a category, or of everything else, be on these terms; return the id.

    It is the next version of what was good for the category; earlier hand-overs stay on theirs.

    Raises: NotAllowed without settings.manage everywhere; NotFound (category); BadHandover.
    Records: handover.terms_published.
    """
    _must_set(actor)
    title, text = title.strip(), text.strip()
    if not 0 < len(title) <= TITLE_MAX or not 0 < len(text) <= TEXT_MAX:
        why = _("a title of 1 to 120 characters, and up to 20,000 of text")
        raise BadHandover({"field": "terms", "why": why})
    if category_id is not None:
        catalogue.categories(actor=actor, category_ids=[category_id])
    organisation.one_after_the_other()
    now, key = clock.now(), category_id or 0
    earlier = Terms.objects.filter(category_key=key)
    versions = earlier.values_list("version", flat=True)
    version = max(versions, default=0) + 1
    earlier.filter(withdrawn_at=None).update(withdrawn_at=now)
    made = Terms.objects.create(
        category_id=category_id,
        category_key=key,
        version=version,
        title=title,
        text=text,
        published_at=now,
        published_by_id=actor.party_id,
    )
    event = TermsPublished(
        subject_id=made.pk, category_id=category_id, version=made.version, title=title, text=text
    )
    ledger.record([event], actor=actor, happened_at=now)
    return made.pk


@transaction.atomic
def withdraw_terms(*, actor: Actor, terms_id: int) -> None:
    """Ask new hand-overs for these terms no more; the text stays.

    Raises: NotAllowed without settings.manage everywhere; NotFound, also for earlier versions.
    Records: handover.terms_withdrawn.
    """
    _must_set(actor)
    good = Terms.objects.filter(pk=terms_id, withdrawn_at=None)
    if not good.update(withdrawn_at=clock.now()):
        raise NotFound({"what": "terms", "key": terms_id})
    event = TermsWithdrawn(subject_id=terms_id)
    ledger.record([event], actor=actor, happened_at=clock.now())


def in_force(category_paths: Iterable[str]) -> list[Terms]:
    """Return the terms that are good for things of these categories. One statement.

    For each the nearest category above counts that has terms, else those without a category.
    """
    good = {one.category_key: one for one in Terms.objects.filter(withdrawn_at=None)}
    found: dict[int, Terms] = {}
    for path in set(category_paths):
        keys = (*reversed(paths.ids(path)), 0)
        if nearest := next((good[key] for key in keys if key in good), None):
            found[nearest.pk] = nearest
    return [found[key] for key in sorted(found)]


def _must_set(actor: Actor) -> None:
    if not actor.may_everywhere(RIGHT):
        raise NotAllowed({"actor": actor.name, "permission": RIGHT})
