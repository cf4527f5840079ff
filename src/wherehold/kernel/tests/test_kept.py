"""Figures that are kept until something is recorded."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wherehold.kernel import kept

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_look_serves_all_that_is_asked_for_within():
    kept.forget()
    with (
        CaptureQueriesContext(
            connection,
        ) as asked,
        kept.one_look(),
    ):
        answers = [kept.until_recorded(("figure", n % 2), lambda n=n: n) for n in range(6)]
    assert answers == [0, 1, 0, 1, 0, 1]
    assert len(asked) == 1
    assert kept.until_recorded(("figure", 0), lambda: 7) == 0


def test_what_is_recorded_after_the_look_is_seen_by_the_next_one(drop):
    with kept.one_look():
        kept.until_recorded(("cups",), lambda: "none")
        drop(1)
        assert kept.until_recorded(("cups",), lambda: "one") == "none"
    with kept.one_look():
        assert kept.until_recorded(("cups",), lambda: "one") == "one"
