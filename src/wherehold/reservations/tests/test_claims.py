"""A thing that somebody reserved is not handed to somebody else, by whatever door."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from wherehold.conftest import NOON
from wherehold.custody import commands as custody
from wherehold.custody.commands.each import To, check_out_each
from wherehold.custody.refusals import Promised
from wherehold.kernel.actor import Actor, Grant
from wherehold.kernel.errors import NotAllowed
from wherehold.kernel.models import Entry
from wherehold.register.models import Party
from wherehold.reservations import commands
from wherehold.reservations.tests.conftest import DAY, when

TODAY = NOON.date()


@pytest.fixture
def cleo(db):
    return Party.objects.create(name="Cleo", kind="person")


def give(keeper, asset, to, **terms):
    return custody.check_out(actor=keeper, asset_ids=[asset.pk], holder_id=to.pk, **terms)


def test_what_is_booked_for_another_stays_and_the_refusal_names_the_booking(
    keeper, book, drill, cleo
):
    made = book(2, 4, asset=drill)

    with pytest.raises(Promised) as refused:
        give(keeper, drill, cleo, due_on=TODAY + 3 * DAY)
    [words] = refused.value.fields
    assert (words["asset"], words["claim_id"]) == (drill.tag, made.pk)
    assert f"reservation {made.pk}" in str(refused.value) and "Have it back" in str(refused.value)


def test_without_a_due_day_it_is_for_good_and_so_in_the_way(keeper, book, drill, cleo):
    book(20, 21, asset=drill)

    with pytest.raises(Promised):
        give(keeper, drill, cleo)


def test_it_goes_out_if_it_is_back_before_or_to_whom_it_is_booked_for(
    keeper, book, pieces, bo, cleo
):
    for one in pieces[:2]:
        book(3, 4, asset=one)

    assert give(keeper, pieces[0], cleo, due_on=TODAY + DAY).stays
    assert give(keeper, pieces[1], bo, due_on=TODAY + 5 * DAY).stays


def test_who_may_hands_it_out_all_the_same_and_the_entry_says_so(keeper, book, drill, cleo):
    made = book(2, 4, asset=drill)
    with pytest.raises(NotAllowed):
        give(keeper, drill, cleo, override=True)
    [grant] = keeper.grants
    more = Grant(grant.permissions | {"custody.override"}, place=grant.place)
    chief = Actor(keeper.name, grants=(more,), party_id=keeper.party_id, source="web")

    assert give(chief, drill, cleo, override=True).stays
    entry = Entry.objects.get(kind="custody.checked_out")
    assert entry.data["despite"] == f"reservation {made.pk}"


def test_the_last_pieces_that_a_promise_needs_stay(keeper, book, pieces, projector, cleo):
    book(1, 3, model_id=projector.pk, quantity=2)

    assert give(keeper, pieces[0], cleo).stays
    with pytest.raises(Promised):
        give(keeper, pieces[1], cleo)


def test_those_that_are_not_promised_go_when_the_caller_takes_what_goes(keeper, book, pieces, cleo):
    book(1, 3, asset=pieces[0])
    ids = [one.pk for one in pieces]
    done = custody.check_out(actor=keeper, asset_ids=ids, holder_id=cleo.pk, partial=True)

    assert [one.asset_id for one in done.stays] == ids[1:]
    assert [one.code for one in done.refused] == ["custody.promised"]


def test_passing_on_and_lists_of_imports_look_as_well(keeper, book, pieces, bo, cleo):
    give(keeper, pieces[0], bo, due_on=TODAY)
    for one in pieces[:2]:
        book(2, 4, asset=one)

    with pytest.raises(Promised):
        custody.transfer(actor=keeper, asset_ids=[pieces[0].pk], holder_id=cleo.pk)
    done = check_out_each(actor=keeper, targets={pieces[1].pk: To(holder_id=cleo.pk)})
    assert [one.code for one in done.refused] == ["custody.promised"]


def test_two_reservations_of_a_day_are_handed_out_one_after_the_other(keeper, book, drill, cleo):
    first = book(when(1), when(1, 4), asset=drill)
    book(when(1, 5), when(2), asset=drill, party=cleo)

    assert commands.hand_out(actor=keeper, reservation_id=first.pk).stays


def test_looking_costs_as_many_statements_however_many_go(
    keeper, pieces, drill, cleo, django_assert_num_queries
):
    give(keeper, drill, cleo)
    with CaptureQueriesContext(connection) as alone:
        give(keeper, pieces[0], cleo)
    with django_assert_num_queries(len(alone)):
        ids = [one.pk for one in pieces[1:]]
        custody.check_out(actor=keeper, asset_ids=ids, holder_id=cleo.pk)
    looks = [one["sql"] for one in alone.captured_queries if "reservations_" in one["sql"]]
    assert len(looks) == 1


def test_the_form_offers_it_to_those_who_may(browser, book, drill, cleo):
    book(2, 4, asset=drill)
    given = {"go": "1", "ids": drill.pk, "holder": cleo.pk}
    page = browser.post(reverse("custody:check-out"), given)

    assert page.status_code == 409 and 'name="override"' in page.content.decode()
    assert browser.post(reverse("custody:check-out"), given | {"override": "on"}).status_code == 302
