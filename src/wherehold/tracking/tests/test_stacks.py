"""Readings lie in stacks, and what is asked of them never tells in which."""

from importlib import import_module
from types import SimpleNamespace

import numpy as np
import pytest
from django.apps import apps
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wherehold.tracking import months, stacks
from wherehold.tracking.columns import Stored
from wherehold.tracking.instants import month_begins_us, month_of
from wherehold.tracking.models import Month, Stack
from wherehold.tracking.reading import NUMBERS
from wherehold.tracking.tests.conftest import at

pytestmark = pytest.mark.django_db
DAY_US = 86_400_000_000
BEGIN_US = month_begins_us(202602)
LAST_US = BEGIN_US + 60 * DAY_US
HERE = {"lat": 52.52, "lon": 13.40}
# Device, day of February or March, number, and whether it is a sound position.
KEY = st.tuples(st.integers(1, 4), st.integers(0, 50), st.integers(0, 2))
BATCHES = st.lists(st.dictionaries(KEY, st.booleans(), min_size=1, max_size=12), max_size=8)


def stacked():
    """Return of each stack whether it is aside, and how many it has."""
    return list(Stack.objects.order_by("pk").values_list("is_aside", "readings"))


def store(rows, aside):
    keys = sorted(rows)
    device, day, k = (np.array(column, np.int64) for column in zip(*keys, strict=True))
    numbers = np.full((len(keys), NUMBERS), np.nan)
    numbers[:, 0] = [10 * key[1] + key[2] if rows[key] else np.nan for key in keys]
    numbers[:, 1] = 13.0
    at_us, none = BEGIN_US + day * DAY_US, np.zeros(len(keys), np.int64)
    said = Stored(device, device, at_us, k, BEGIN_US, none, numbers)
    months.insert(said, np.full(len(keys), aside))


def instants(model, device, first_us, last_us):
    return sorted((at, k) for who, at, k in model if who == device and first_us <= at <= last_us)


def agree(model, span):
    """Ask all that is asked of readings, and compare it with the plain list of them."""
    devices = range(1, 5)
    spans = [(device, *span) for device in devices]
    of = {device: instants(model, *one) for device, one in zip(devices, spans, strict=True)}
    for one in spans:
        assert list(months.of_device(*one, ["at_us", "k"])) == of[one[0]]
        assert months.number(*one) == len(of[one[0]])
    listed = list(months.of_spans(spans, ["r.device_id", "r.at_us", "r.k"]))
    wanted = [(device, *one) for device in devices for one in of[device]]
    assert listed == sorted(wanted, key=lambda one: (month_of(one[1]), *one))
    begins = dict.fromkeys(devices, span[0])
    later = {d: instants(model, d, span[0], LAST_US) for d in devices}
    assert months.first_instants(begins) == {d: each[0][0] for d, each in later.items() if each}
    sound = {d: [one for one in of[d] if model[d, *one] is not None] for d in devices}
    last = {d: (each[-1][0], model[d, *each[-1]]) for d, each in sound.items() if each}
    assert {d: said[:2] for d, said in months.last_positions(spans).items()} == last
    found = months.at_instants({(d, at) for d, at, _ in model})
    assert sorted((*key, row[0]) for key, rows in found.items() for row in rows) == sorted(model)


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    batches=BATCHES,
    full=st.integers(1, 15),
    aside=st.lists(st.booleans(), min_size=8, max_size=8),
    span=st.tuples(st.integers(0, 50), st.integers(0, 50)),
)
def test_what_is_asked_of_readings_does_not_tell_in_which_stack_they_lie(
    monkeypatch, batches, full, aside, span
):
    monkeypatch.setattr(stacks, "FULL", full)
    monkeypatch.setattr(stacks, "AT_ONCE", 1)
    span = tuple(BEGIN_US + day * DAY_US for day in sorted(span))
    model, told = {}, {}
    with transaction.atomic():
        for rows, is_aside in zip(batches, aside, strict=False):
            new = {key: sound for key, sound in rows.items() if key not in told}
            told |= new
            for (device, day, k), sound in new.items():
                key = device, BEGIN_US + day * DAY_US, k
                model[key] = 10.0 * day + k if sound else None
            if new:
                store(new, is_aside)
        agree(model, span)
        doubted = [(*key, 1) for key in sorted(model) if model[key] is not None][::3]
        months.set_flags(doubted)
        model |= {key[:3]: None for key in doubted}
        agree(model, span)
        gone = [key for key in model if key[0] < 3 and span[0] <= key[1] <= span[1]]
        number = sum(
            months.delete_span(month, device, *span)
            for month in months.within(*span)
            for device in (1, 2)
        )
        assert number == len(gone)
        agree({key: said for key, said in model.items() if key not in gone}, span)
        transaction.set_rollback(True)


def test_a_full_stack_is_left_and_what_comes_late_lies_apart(told, tracker, monkeypatch):
    monkeypatch.setattr(stacks, "FULL", 3)
    for hour in range(5):
        told({"device": "T-1", "at": at(hour * 3_600, days=2), **HERE})
    told({"device": "T-1", "at": at(90 * 60, days=2), **HERE})
    told({"device": "T-1", "at": at(90 * 60, days=2), **HERE})

    assert stacked() == [(False, 3), (False, 2), (True, 1)]


def test_readings_from_before_there_were_stacks_are_all_there(told, tracker):
    told([{"device": "T-1", "at": at(hour * 3_600, days=2), **HERE} for hour in range(5)])
    [month] = Month.objects.values_list("month", flat=True)
    name, names = stacks.table(month), ", ".join(months.STORED)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {name} ORDER BY at_us")
        before = cursor.fetchall()
        cursor.execute(f"CREATE TABLE old_readings AS SELECT {names} FROM {name}")
        cursor.execute(f"DROP TABLE {name}")
        cursor.execute(f"ALTER TABLE old_readings RENAME TO {name}")
    Stack.objects.all().delete()

    migration = import_module("wherehold.tracking.migrations.0007_stacks_of_readings")
    migration.into_stacks(apps, SimpleNamespace(connection=connection))

    assert list(months.of_device(tracker, 0, months.LAST_US, months.STORED)) == before
    assert told({"device": "T-1", "at": at(0, days=2), **HERE}) == [0, 1, 0]
    assert told({"device": "T-1", "at": at(9, days=2), **HERE}) == [1, 0, 0]
