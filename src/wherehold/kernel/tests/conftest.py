"""What the kernel's tests share."""

from dataclasses import dataclass
from time import monotonic, sleep

import pytest
from django.db import connection, transaction

from wherehold.kernel import ledger, organisation, sequencer
from wherehold.kernel.actor import system
from wherehold.kernel.models import Entry

POSTGRESQL = connection.vendor == "postgresql"
needs_postgresql = pytest.mark.on_postgresql
needs_sqlite = pytest.mark.on_sqlite


@dataclass(frozen=True, kw_only=True)
class Dropped(ledger.Event):
    kind = "test.dropped"
    subject_type = "cup"
    place: str = "Küche"


def place_all(patience_s=180):
    """Place every entry. Another test that writes to the same server is waited for."""
    placed, until = 0, monotonic() + patience_s
    while (missing := Entry.objects.count() - sequencer.size()) and monotonic() < until:
        if now := sequencer.place():
            placed += now
        else:
            sleep(0.02)
    assert not missing, "entries were not placed"
    return placed


@pytest.fixture
def drop(still_clock):
    def drop(*cups, place="Küche"):
        events = [Dropped(subject_id=cup, place=place) for cup in cups]
        with transaction.atomic():
            return ledger.record(events, actor=system("test"), happened_at=still_clock)

    return drop


@pytest.fixture(autouse=True)
def fresh_organisation():
    organisation.forget()
    yield
    organisation.forget()
