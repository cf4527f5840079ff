"""What somebody holds and held, was handed, booked, accepted and said about it."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from wherehold.custody.models import Checkout, IdentitySeen
from wherehold.dossier.access import Subject
from wherehold.dossier.parts.shape import AT_ONCE, Part, Row
from wherehold.handover.models import Acceptance, Handover, Statement
from wherehold.loss.models import Inquiry
from wherehold.reservations.models import Line, Reservation

THINGS = ("tag", "name", "since", "due_on", "condition_out", "returned_at", "condition_in",
          "voided_at")  # fmt: skip
IDENTITY = ("document", "at")
HANDOVERS = ("number", "side", "state", "given_at", "due_on", "answered_at", "way", "signature")
TERMS = ("title", "version", "at", "way")
STATEMENTS = ("at", "side", "text")
BOOKINGS = ("number", "state", "project", "begins_at", "ends_at", "place", "made_at", "closed_at")
BOOKED = ("booking", "tag", "model", "category", "quantity")
ASKED = ("tag", "asked_at", "answered_at", "answer")


def _things(about: Subject) -> Iterable[Row]:
    columns = ("asset__tag", "asset__name", "checked_out_at", *THINGS[3:])
    found = Checkout.objects.filter(holder=about.party_id).order_by("checked_out_at", "pk")
    return found.values_list(*columns).iterator(AT_ONCE)


def _identity(about: Subject) -> Iterable[Row]:
    return IdentitySeen.objects.filter(party=about.party_id).order_by("pk").values_list(*IDENTITY)


def _handovers(about: Subject) -> Iterable[Row]:
    mine = Handover.objects.filter(receiver=about.party_id) | Handover.objects.filter(
        giver=about.party_id
    )
    for one in mine.order_by("pk").iterator(AT_ONCE):
        receives = one.receiver_id == about.party_id
        signed = one.receiver_signature if receives else one.giver_signature
        side = "receiver" if receives else "giver"
        yield (f"H-{one.pk}", side, one.state, one.given_at, one.due_on, one.answered_at, one.way,
               signed)  # fmt: skip


def _terms(about: Subject) -> Iterable[Row]:
    found = Acceptance.objects.filter(party=about.party_id).order_by("pk")
    return found.values_list("terms__title", "terms__version", "at", "way").iterator(AT_ONCE)


def _statements(about: Subject) -> Iterable[Row]:
    found = Statement.objects.filter(party=about.party_id).order_by("pk")
    return found.values_list(*STATEMENTS).iterator(AT_ONCE)


def _bookings(about: Subject) -> Iterable[Row]:
    columns = ("pk", "state", "project", "begins_at", "ends_at", "place__full_name", *BOOKINGS[6:])
    found = Reservation.objects.filter(party=about.party_id).order_by("pk")
    return found.values_list(*columns).iterator(AT_ONCE)


def _booked(about: Subject) -> Iterable[Row]:
    columns = ("reservation_id", "asset__tag", "model__name", "category__full_name", "quantity")
    found = Line.objects.filter(reservation__party=about.party_id).order_by("reservation_id", "pk")
    return found.values_list(*columns).iterator(AT_ONCE)


def _asked(about: Subject) -> Iterable[Row]:
    found = Inquiry.objects.filter(party=about.party_id).order_by("pk")
    return found.values_list("search__asset__tag", *ASKED[1:]).iterator(AT_ONCE)


PARTS = (
    Part("things", _("What is and was held"), THINGS, _things),
    Part("identity", _("Documents that were shown; never a number"), IDENTITY, _identity),
    Part("handovers", _("What was handed over, with the own signature"), HANDOVERS, _handovers),
    Part("terms", _("Terms that were accepted"), TERMS, _terms),
    Part("statements", _("Own words in disputes"), STATEMENTS, _statements),
    Part("bookings", _("What is and was reserved"), BOOKINGS, _bookings),
    Part("booked", _("The things of these reservations"), BOOKED, _booked),
    Part("asked", _("Searches with a question, and the answers"), ASKED, _asked),
)
