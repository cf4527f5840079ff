"""What the ledger has of somebody: what they did, and what was done about them."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from wherehold.dossier.access import Subject
from wherehold.dossier.parts.shape import AT_ONCE, Part, Row
from wherehold.kernel.models import Entry

ACTS = ("seq", "recorded_at", "happened_at", "kind", "subject", "subject_id", "source", "act")
NOTES = ("at", "asset_id", "text")
NOTED = ("happened_at", "subject_id", "data")
ABOUT = ("seq", "recorded_at", "happened_at", "kind", "by_the_person")


def _acts(about: Subject) -> Iterable[Row]:
    columns = ("seq", "recorded_at", "happened_at", "kind", "subject_type", *ACTS[5:])
    found = Entry.objects.filter(actor=f"party:{about.party_id}").order_by("seq")
    return found.values_list(*columns).iterator(AT_ONCE)


def _about(about: Subject) -> Iterable[Row]:
    found = Entry.objects.filter(subject_type="party", subject_id=about.party_id).order_by("seq")
    for *told, actor in found.values_list(*ABOUT[:4], "actor").iterator(AT_ONCE):
        yield (*told, actor == f"party:{about.party_id}")


def _notes(about: Subject) -> Iterable[Row]:
    """Give what somebody wrote down about things, unless it is erased."""
    mine = Entry.objects.filter(actor=f"party:{about.party_id}", kind="register.noted")
    rows = mine.exclude(data=None).order_by("seq")
    for happened_at, asset_id, data in rows.values_list(*NOTED).iterator(AT_ONCE):
        yield happened_at, asset_id, data.get("text", "")


PARTS = (
    Part("acts", _("Own acts, by their number in the ledger"), ACTS, _acts),
    Part("notes", _("Own notes about things"), NOTES, _notes),
    Part("about", _("What the ledger has about the person"), ABOUT, _about),
)
