"""Refusals: one shape, every offender, in the reader's language; outages are no bugs."""

import json
from datetime import date

import pytest
from django.db import IntegrityError, InterfaceError, OperationalError
from django.utils.translation import gettext_lazy, override

from wherehold.kernel import errors
from wherehold.kernel.errors import Conflict, NotFound


class Late(Conflict):
    code = "late"
    title = gettext_lazy("Late")
    message = "{cup} was due {due_on}."


def test_a_refusal_names_every_offender_and_speaks_of_the_first_three():
    refusal = Late(*({"cup": n, "due_on": date(2026, 3, n)} for n in range(1, 6)))

    assert str(refusal).startswith("1 was due 2026-03-01. 2 was due")
    assert str(refusal).endswith("And 2 more.")
    assert len(refusal.fields) == 5


def test_a_problem_can_be_written_as_json():
    refusal = Late({"cup": gettext_lazy("Cup"), "due_on": date(2026, 3, 1)})
    problem = json.loads(json.dumps(refusal.as_problem()))

    assert problem == {
        "type": "/problems/late",
        "title": "Late",
        "status": 409,
        "code": "late",
        "detail": "Cup was due 2026-03-01.",
        "fields": [{"cup": "Cup", "due_on": "2026-03-01"}],
    }


def test_texts_are_worked_out_when_it_is_raised():
    with override("de"):
        assert str(NotFound({"what": "asset", "key": 7}))


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OperationalError("database or disk is full"), "disk_full"),
        (OperationalError('could not extend file "x": No space left on device'), "disk_full"),
        (OperationalError("database is locked"), "database_busy"),
        (OperationalError("deadlock detected"), "database_busy"),
        (OperationalError("connection refused"), "database_away"),
        (OperationalError("unable to open database file"), "database_away"),
        (InterfaceError("connection already closed"), "database_away"),
    ],
)
def test_outages_are_told_apart(error, code):
    outage = errors.from_database(error)
    assert outage is not None and (outage.status, outage.code) == (503, code)


@pytest.mark.parametrize(
    "error", [IntegrityError("x"), OperationalError("no such table: cup"), ValueError("locked")]
)
def test_a_bug_is_no_outage(error):
    assert errors.from_database(error) is None
