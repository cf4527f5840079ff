"""The organisation: founded once, changed with a trace, its days and tags."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from wherehold.kernel import clock, commands, ledger, organisation
from wherehold.kernel.actor import Actor, system
from wherehold.kernel.errors import NotAllowed, NotFound

pytestmark = pytest.mark.django_db
SYSTEM = system("test")


@pytest.fixture
def acme():
    return commands.found_organisation(
        actor=SYSTEM, name=" Acme ", time_zone="Pacific/Auckland", modules=["custody"]
    )


def test_before_it_is_founded_days_are_of_utc():
    assert not organisation.founded()
    assert organisation.current().currency == "EUR"
    assert clock.day_of(datetime(2026, 3, 2, 23, tzinfo=UTC)) == date(2026, 3, 2)


def test_once_founded_days_are_its_own(acme):
    assert organisation.founded() and organisation.current().name == "Acme"
    assert clock.day_of(datetime(2026, 3, 2, 23, tzinfo=UTC)) == date(2026, 3, 3)
    [entry] = ledger.history("organisation", 1)
    assert (entry.kind, entry.data["name"]) == ("organisation.founded", "Acme")


def test_it_is_founded_once(acme):
    with pytest.raises(commands.OrganisationExists):
        commands.found_organisation(actor=SYSTEM, name="Other")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "  "),
        ("name", "x" * 201),
        ("time_zone", "Mars/Olympus"),
        ("currency", "XYQ"),
        ("tag_prefix", "x" * 13),
        ("tag_digits", 0),
        ("tag_next", 0),
        ("created_at", None),
    ],
)
def test_what_cannot_be_set(acme, field, value):
    with pytest.raises(commands.BadOrganisation) as refusal:
        commands.change_organisation(actor=SYSTEM, **{field: value})
    assert refusal.value.fields[0]["field"] == field


def test_a_change_says_what_was_and_what_is(acme):
    commands.change_organisation(actor=SYSTEM, currency="CHF", name="Acme")

    entry = ledger.history("organisation", 1)[0]
    assert entry.data == {"was": {"currency": "EUR"}, "now": {"currency": "CHF"}}
    commands.change_organisation(actor=SYSTEM, currency="CHF")
    assert len(ledger.history("organisation", 1)) == 2


def test_only_those_who_may(acme):
    with pytest.raises(NotAllowed):
        commands.change_organisation(actor=Actor("party:1"), currency="CHF")


def test_tags_are_numbered_on(acme):
    assert organisation.take_tags(2) == ["AST-000001", "AST-000002"]
    commands.change_organisation(actor=SYSTEM, tag_prefix="", tag_digits=3, tag_next=99)
    assert organisation.take_tags(3) == ["099", "100", "101"]


def test_there_are_no_tags_before_it_is_founded():
    with pytest.raises(NotFound):
        organisation.take_tags(1)


@pytest.mark.django_db(transaction=True)
def test_a_change_is_seen_at_once_when_it_is_committed_and_never_before(
    django_assert_num_queries,
):
    commands.found_organisation(actor=SYSTEM, name="Acme")
    assert organisation.current().name == "Acme"
    with django_assert_num_queries(0):
        organisation.current()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        commands.change_organisation(actor=SYSTEM, name="Other")
        assert organisation.current().name == "Other"
        1 / 0  # noqa: B018
    assert organisation.current().name == "Acme"
    commands.change_organisation(actor=SYSTEM, name="Other")
    assert organisation.current().name == "Other"
