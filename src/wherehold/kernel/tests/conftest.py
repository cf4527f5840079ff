"""What the kernel's tests share."""

from dataclasses import dataclass

import pytest
from django.db import connection, transaction

from wherehold.kernel import ledger, organisation
from wherehold.kernel.actor import system

POSTGRESQL = connection.vendor == "postgresql"
needs_postgresql = pytest.mark.on_postgresql
needs_sqlite = pytest.mark.on_sqlite


@dataclass(frozen=True, kw_only=True)
class Dropped(ledger.Event):
    kind = "test.dropped"
    subject_type = "cup"
    place: str = "Küche"


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
