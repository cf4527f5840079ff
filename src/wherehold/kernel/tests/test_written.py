"""Statements that are written once and asked with other values."""

from datetime import UTC, datetime

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wherehold.kernel import written

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def laid(key, hour):
    return Session.objects.create(
        session_key=key, session_data=f"of {key}", expire_date=NOON.replace(hour=hour)
    )


def after(given, at):
    rows = Session.objects.filter(expire_date__gt=at).order_by("session_key")
    return rows.values_list("session_key", "expire_date")[:given]


def known(_given, key):
    return Session.objects.filter(session_key=key)


def nobody(_given, key):
    return Session.objects.filter(pk__in=()).filter(session_key=key)


def tags(given, key):
    return given.objects.filter(pk=key).values_list("tag")


def lost(_given, key):
    return Session.objects.all()


def other(given, key):
    return Session.objects.filter(session_data=given, session_key=key).values_list("pk")


def test_one_statement_answers_for_each_value():
    laid("a", 10), laid("b", 14), laid("c", 15)
    assert written.asked(after, 9, NOON) == [
        ("b", NOON.replace(hour=14)),
        ("c", NOON.replace(hour=15)),
    ]
    assert written.asked(after, 9, NOON.replace(hour=14)) == [("c", NOON.replace(hour=15))]
    assert written.asked(after, 1, NOON) == [("b", NOON.replace(hour=14))]


def test_the_orm_writes_it_once():
    written.asked(known, "once", "a")
    with CaptureQueriesContext(connection) as said:
        assert written.asked(known, "once", "it's") == []
    assert len(said) == 1
    asked = written._written.cache_info()
    written.asked(known, "once", "b")
    assert written._written.cache_info().misses == asked.misses


def test_records_are_those_of_the_orm():
    laid("a", 10)
    [one] = written.asked(known, (), "a")
    assert one == Session.objects.get(pk="a")
    assert (one.session_data, one.expire_date) == ("of a", NOON.replace(hour=10))
    assert not one._state.adding


def test_numbers_are_values_on_either_database(drill, saw):
    assert written.asked(tags, type(drill), drill.pk) == [("DRILL-7",)]
    assert written.asked(tags, type(saw), saw.pk) == [("SAW-2",)]


def test_a_value_that_the_statement_does_not_say_is_a_mistake():
    with pytest.raises(AssertionError):
        written.asked(lost, (), 5)


def test_what_cannot_be_answered_is_not_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert written.asked(nobody, (), "a") == []


def test_what_is_given_is_no_value():
    laid("a", 10), laid("b", 10)
    assert written.asked(other, "of a", "a") == [("a",)]
    assert written.asked(other, "of b", "a") == []
    assert written.asked(other, "of b", "b") == [("b",)]
