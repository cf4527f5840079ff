"""Who counts, and what: Amina runs counts in Berlin, Dora counts there, Hanna signs."""

from dataclasses import replace
from datetime import timedelta

import pytest

from wherehold.accounts import commands as accounts
from wherehold.conftest import NOON, STOREKEEPER, plant, put
from wherehold.kernel.actor import EVERYTHING, Actor, Grant, system
from wherehold.kernel.models import Organisation
from wherehold.register.models import Party, Place
from wherehold.stocktake.commands import Said, Terms, open_stocktake, record_scans
from wherehold.stocktake.models import Line, Stocktake

LATER = NOON + timedelta(hours=1)


def person(name, place, permissions):
    party = Party.objects.create(name=name, kind="person", place=place, place_path=place.path)
    grants = (Grant(frozenset(permissions), place=place.path),)
    return Actor(f"party:{party.pk}", grants=grants, party_id=party.pk, source="api")


@pytest.fixture(autouse=True)
def organisation(db):
    return Organisation.objects.create(name="Brightwater", created_at=NOON)


@pytest.fixture
def keeper(amina):
    """Amina, who runs counts as well."""
    grants = tuple(
        replace(g, permissions=g.permissions | {"stocktake.count", "stocktake.run", "asset.price"})
        for g in amina.grants
    )
    return replace(amina, grants=grants)


@pytest.fixture
def dora(berlin):
    """Dora counts in Berlin and does nothing else."""
    return person("Dora", berlin, {"asset.see", "party.see", "stocktake.count"})


@pytest.fixture
def hanna(berlin):
    """Hanna is Berlin's manager and signs."""
    return person(
        "Hanna", berlin, STOREKEEPER | {"asset.price", "stocktake.run", "stocktake.close"}
    )


@pytest.fixture
def yard(berlin):
    return plant(Place, "Yard", berlin, kind="room")


@pytest.fixture
def lamp(yard, tools):
    return put("LAMP-1", yard, tools, stage="in_service", value_minor=90_00)


@pytest.fixture
def count(keeper, drill, saw, lamp):
    """Open a count of all that is in Berlin."""
    return Stocktake.objects.get(pk=open_stocktake(actor=keeper, terms=Terms(name="Berlin Q1")))


@pytest.fixture
def scan(dora):
    """Return how to scan: codes, at a place; each time a second later than before."""
    made = []

    def scan(stocktake, *codes, place=None, actor=dora, at=None, **said):
        scans = []
        for code in codes:
            made.append(code)
            moment = at or NOON + timedelta(minutes=len(made))
            scans.append(
                Said(
                    client_id=said.pop("client_id", f"c{len(made)}"),
                    code=code,
                    at=moment,
                    place_id=place.pk if place else None,
                    **said,
                )
            )
        return record_scans(actor=actor, stocktake_id=stocktake.pk, scans=scans)

    return scan


@pytest.fixture(autouse=True)
def afternoon(monkeypatch):
    """Let the clock stand an hour after the counts were opened, once one asks for it."""
    from wherehold.kernel import clock

    now = {"at": NOON}
    monkeypatch.setattr(clock, "now", lambda: clock.held() or now["at"])

    def later(hours=2):
        now["at"] = NOON + timedelta(hours=hours)

    return later


def line(stocktake, asset):
    return Line.objects.get(stocktake=stocktake, asset=asset)


@pytest.fixture
def ada(db):
    """Return the account of somebody who may do everything."""
    actor = system("test")
    accounts.lay_roles(actor=actor)
    return accounts.create_user(actor=actor, email="ada@example.org", role="administrator")


@pytest.fixture
def everyone(ada):
    return Actor(
        f"party:{ada.party_id}", grants=(Grant(EVERYTHING),), party_id=ada.party_id, source="web"
    )


@pytest.fixture
def browser(client, ada):
    """Return a browser in which somebody is signed in who may do everything."""
    client.force_login(ada)
    return client


@pytest.fixture
def token(ada):
    return accounts.create_token(actor=system("test"), user_id=ada.pk)[1]
