from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from wherehold.kernel import ledger
from wherehold.kernel.actor import system
from wherehold.kernel.events import OrganisationFounded
from wherehold.project import health

PATHS = ["/healthz", "/readyz"]


@pytest.mark.parametrize("path", PATHS)
def test_all_is_well(client, db, path):
    response = client.get(path)

    assert response.status_code == 200
    assert set(response.json()["parts"].values()) == {"ok"}


# Without a transaction around it: the connection is closed, and what still knows of it would keep
# the transaction open, and with it the turn to write.
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", PATHS)
def test_a_database_that_is_away_is_named(client, monkeypatch, path):
    def fail(*_):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(connection, "cursor", fail)
    response = client.get(path)

    assert response.status_code == 503
    assert response.json()["parts"]["database"] == "away"
    assert response.json()["parts"]["disk"] == "ok"


@pytest.mark.parametrize("path", PATHS)
def test_a_full_disk_is_named(client, db, monkeypatch, path):
    monkeypatch.setattr(health, "FREE_BYTES_MIN", 2**80)

    assert client.get(path).json()["parts"]["disk"] == "full"


def test_entries_that_wait_too_long_are_named(client, db, still_clock, monkeypatch):
    founded = OrganisationFounded(name="A", time_zone="UTC", currency="EUR", modules=[])
    ledger.record([founded], actor=system("test"), happened_at=still_clock)
    monkeypatch.setattr("wherehold.kernel.clock.now", lambda: still_clock + timedelta(minutes=5))

    assert client.get("/readyz").json()["parts"]["worker"] == "behind"


def test_a_stranger_learns_nothing_but_which_part_is_away(client, db):
    assert set(client.get("/readyz").json()) == {"status", "parts"}
