"""Reserving, and what stands against it."""

from datetime import datetime, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wherehold.conftest import NOON
from wherehold.custody import commands as custody
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.kernel.models import Entry
from wherehold.register.models import AssetKeyword, Hold, Keyword, Party
from wherehold.reservations import commands, refusals
from wherehold.reservations.commands.lending import RuleTerms
from wherehold.reservations.engine import Span
from wherehold.reservations.models import Booking, Line
from wherehold.reservations.pools import Pool, codes, codes_of_named
from wherehold.reservations.queries.availability import availability
from wherehold.reservations.tests.conftest import DAY, when
from wherehold.reservations.times import Open

wall = datetime.fromisoformat


@pytest.fixture
def free(keeper):
    def ask(begins, ends, **wanted):
        return availability(
            actor=keeper,
            wanted=commands.Wanted(**wanted),
            begins_at=when(begins),
            ends_at=when(ends),
        )

    return ask


def test_an_asset_is_kept_and_the_ledger_says_so(book, drill):
    made = book(1, 3, asset=drill)

    assert made.state == "approved"
    assert Booking.objects.get().asset == drill
    assert Entry.objects.filter(kind="reservations.reserved").count() == 1


def test_the_same_thing_twice_is_refused_with_the_reason(book, drill):
    book(1, 3, asset=drill)

    with pytest.raises(refusals.NotFree, match="DRILL-7: 0 of 1 free then. 1 booked."):
        book(2, 4, asset=drill)


def test_one_may_begin_when_the_other_ends(book, drill):
    book(1, 3, asset=drill)

    assert book(3, 4, asset=drill).state == "approved"


def test_the_time_between_keeps_the_next_one_off(book, drill, admin):
    terms = RuleTerms(buffer_minutes=60)
    commands.set_rule(actor=admin, category_id=drill.category_id, terms=terms)
    book(1, 3, asset=drill)

    with pytest.raises(refusals.NotFree):
        book(3, 4, asset=drill)
    assert book(when(3, 1), when(4), asset=drill).state == "approved"


def test_pieces_of_a_model_are_promised_up_to_how_many_there_are(book, pieces, projector, free):
    book(1, 5, model_id=projector.pk, quantity=2)
    book(4, 8, model_id=projector.pk)

    assert free(2, 3, model_id=projector.pk).free == 1
    assert free(4, 5, model_id=projector.pk).free == 0
    with pytest.raises(refusals.NotFree, match="0 of 1 free then. 3 promised."):
        book(4, 5, model_id=projector.pk)


def test_promises_find_room_beside_what_is_fixed(book, pieces, projector, free):
    book(1, 2, asset=pieces[0])
    book(3, 4, model_id=projector.pk, quantity=2)

    # The first piece is fixed on the first day; the two of the third day may take it then.
    assert free(1, 4, model_id=projector.pk).free == 1
    assert free(2, 4, model_id=projector.pk).free == 1


def test_a_piece_by_name_is_refused_when_promises_need_it(book, pieces, projector):
    book(1, 5, model_id=projector.pk, quantity=3)

    with pytest.raises(refusals.NotFree):
        book(2, 3, asset=pieces[1])


def test_a_category_takes_any_model_with_the_features(book, pieces, projector, tools, free):
    marked = Keyword.objects.create(name="hdmi")
    AssetKeyword.objects.create(asset=pieces[0], keyword=marked)
    pieces[1].fields = {"lumen": "7000"}
    pieces[1].save()

    assert free(1, 2, category_id=tools.pk).total == 3
    assert free(1, 2, category_id=tools.pk, keywords=("HDMI",)).free_ids == [pieces[0].pk]
    assert free(1, 2, category_id=tools.pk, fields={"lumen": "7000"}).free_ids == [pieces[1].pk]
    book(1, 3, category_id=tools.pk, keywords=("hdmi",))
    assert not free(2, 3, asset_id=pieces[0].pk).enough
    assert free(2, 3, model_id=projector.pk).free == 2


def test_what_is_out_on_hold_or_in_repair_is_not_free_and_says_why(
    pieces, projector, bo, free, keeper
):
    custody.check_out(
        actor=keeper, asset_ids=[pieces[0].pk], holder_id=bo.pk, due_on=when(3).date()
    )
    Hold.objects.create(asset=pieces[1], reason="recalled", cause="person", placed_at=when(0))
    pieces[2].stage = "in_repair"
    pieces[2].save()

    assert free(2, 4, model_id=projector.pk).reasons == {"out": 1, "hold": 1, "stage": 1}
    assert free(4, 5, model_id=projector.pk).free == 1


def test_an_overdue_thing_is_reckoned_back_after_some_days(pieces, bo, free, keeper, monkeypatch):
    custody.check_out(
        actor=keeper, asset_ids=[pieces[0].pk], holder_id=bo.pk, due_on=when(1).date()
    )
    monkeypatch.setattr("wherehold.kernel.clock.now", lambda: when(3))

    assert free(4, 5, asset_id=pieces[0].pk).reasons == {"late": 1}
    assert free(20, 21, asset_id=pieces[0].pk).enough


def test_a_margin_promises_more_than_there_is(book, pieces, projector, admin, tools):
    terms = RuleTerms(margin_percent=34)
    commands.set_rule(actor=admin, category_id=tools.pk, terms=terms)

    assert book(1, 2, model_id=projector.pk, quantity=4).state == "approved"
    with pytest.raises(refusals.NotFree):
        book(1, 2, model_id=projector.pk)


def test_outside_opening_hours_is_refused(book, pieces, admin, berlin, projector):
    commands.set_hours(actor=admin, place_id=berlin.pk, hours=[Open(1, time(8), time(18))])

    with pytest.raises(refusals.Closed, match="Berlin is closed"):
        book(2, 8, model_id=projector.pk)
    assert book(1, 8, model_id=projector.pk).state == "approved"


@pytest.mark.parametrize(
    ("begins", "ends", "refusal"),
    [
        (when(3), when(2), refusals.BadPeriod),
        (when(-2), when(2), refusals.InPast),
        (wall("2026-03-29T02:30"), wall("2026-04-01T00:00"), refusals.HourMissing),
        (wall("2026-10-25T02:30"), wall("2026-11-01T00:00"), refusals.HourTwice),
    ],
)
def test_periods_that_cannot_be_are_refused(book, drill, berlin, begins, ends, refusal):
    berlin.time_zone = "Europe/Berlin"
    berlin.save()

    with pytest.raises(refusal):
        book(begins, ends, asset=drill)


@pytest.mark.parametrize(
    "wanted", [{}, {"asset_id": 1, "model_id": 1}, {"model_id": 1, "quantity": 0}]
)
def test_a_line_says_one_thing(book, db, wanted):
    with pytest.raises(refusals.BadLine):
        book(1, 2, **wanted)


def test_who_keeps_another_site_finds_nothing_to_reserve(book, cy, drill, bo):
    with pytest.raises(NotAllowed):
        book(1, 2, actor=cy, asset=drill)
    [grant] = cy.grants
    makes = type(grant)(grant.permissions | {"reservation.make"}, place=grant.place)
    stranger = type(cy)(cy.name, grants=(makes,), party_id=cy.party_id)
    with pytest.raises(NotFound):
        book(1, 2, actor=stranger, asset=drill, party=Party.objects.get(pk=cy.party_id))


@pytest.mark.parametrize(
    ("terms", "kind", "why"),
    [
        (RuleTerms(approve_always=True), "person", "category"),
        (RuleTerms(), "supplier", "external"),
        (RuleTerms(approve_from_minor=500_00), "person", "cost"),
    ],
)
def test_a_rule_asks_for_a_yes(book, admin, keeper, hanna, drill, terms, kind, why):
    drill.value_minor = 600_00
    drill.save()
    commands.set_rule(actor=admin, category_id=None, terms=terms)
    who = Party.objects.create(
        name="Zoe", kind=kind, place=drill.place, place_path=drill.place_path
    )
    made = book(1, 2, asset=drill, party=who)

    assert (made.state, made.approval) == ("requested", why)
    with pytest.raises(NotAllowed):
        commands.approve(actor=keeper, reservation_ids=[made.pk])
    commands.approve(actor=hanna, reservation_ids=[made.pk])
    made.refresh_from_db()
    assert made.state == "approved"
    assert book(3, 4, actor=hanna, asset=drill, party=who).state == "approved"


def test_many_are_all_or_none(keeper, bo, drill, saw):
    def wish(asset):
        return commands.Wish(
            party_id=bo.pk,
            begins_at=when(1),
            ends_at=when(2),
            lines=[commands.Wanted(asset_id=asset.pk)],
        )

    with pytest.raises(refusals.NotFree):
        commands.reserve(actor=keeper, wishes_given=[wish(drill), wish(saw), wish(drill)])
    assert not Line.objects.exists()
    assert len(commands.reserve(actor=keeper, wishes_given=[wish(drill), wish(saw)])) == 2


def test_many_are_booked_by_as_many_statements_as_one(
    keeper, bo, pieces, drill, django_assert_num_queries
):
    def wish(asset):
        lines = [commands.Wanted(asset_id=asset.pk)]
        return commands.Wish(party_id=bo.pk, begins_at=when(1), ends_at=when(2), lines=lines)

    commands.reserve(actor=keeper, wishes_given=[wish(drill)])
    with CaptureQueriesContext(connection) as alone:
        commands.reserve(actor=keeper, wishes_given=[wish(pieces[0])])
    with django_assert_num_queries(len(alone)):
        commands.reserve(actor=keeper, wishes_given=[wish(one) for one in pieces[1:]])
    assert Booking.objects.count() == 4


def test_what_is_asked_for_by_name_is_judged_as_a_pool_is(book, pieces, keeper, bo):
    out, held, late = pieces
    custody.check_out(actor=keeper, asset_ids=[out.pk], holder_id=bo.pk, due_on=NOON.date() + DAY)
    Hold.objects.create(asset=held, reason="Lamp", cause="person", placed_at=NOON)
    book(3, 5, asset=late)
    for first in range(6):
        span = Span(when(first), when(first + 1))
        for one in pieces:
            pool = Pool(asset_id=one.pk)
            assert codes_of_named([(one.pk, span, 7)]) == [codes(pool, span, 7)]
