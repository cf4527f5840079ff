"""The cast. Every test knows these people and things, so a test says only what is new."""

from datetime import UTC, datetime

import pytest

from wherehold.ingest import storing
from wherehold.kernel import clock, kept, organisation, paths, seal
from wherehold.kernel.actor import EVERYTHING, Actor, Grant
from wherehold.project.tests import emptied, migrated
from wherehold.register.codes import key_of
from wherehold.register.models import Asset, Category, Identifier, Party, Place

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

STOREKEEPER = frozenset(
    {
        "asset.see",
        "asset.create",
        "asset.edit",
        "asset.move",
        "asset.attach",
        "asset.note",
        "custody.check_out",
        "custody.check_in",
        "custody.holder",
        "party.see",
        "label.print",
    }
)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Migrate once for all processes of tests and for those of the next run; empty what is full."""
    migrated.use()
    emptied.use()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """Close what is open beside the tests before the database goes."""
    yield
    storing.rest()


@pytest.fixture(autouse=True)
def still_clock(monkeypatch):
    """Hold the clock at noon UTC, in every thread; what a test holds itself goes before."""
    monkeypatch.setattr(clock, "now", lambda: clock.held() or NOON)
    return NOON


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    """Forget what was read in other tests, which had the same numbers and the same clock."""
    kept.forget()
    organisation.forget()
    monkeypatch.setattr("wherehold.tracking.zones._known", None)
    seal.head_file().unlink(missing_ok=True)


def plant(model, name, parent=None, **columns):
    """Make a place or category below another, with its path."""
    full_name = f"{parent.full_name} · {name}" if parent else name
    node = model.objects.create(name=name, parent=parent, full_name=full_name, path="", **columns)
    node.path = (parent.path if parent else "") + paths.step(node.pk)
    node.save(update_fields=["path"])
    return node


def put(tag, place=None, category=None, **columns):
    """Make an asset with its tag as identifier, as the register does."""
    asset = Asset.objects.create(
        tag=tag,
        name=columns.pop("name", tag.title()),
        place=place,
        place_path=place.path if place else "",
        category=category,
        category_path=category.path if category else "",
        created_at=NOON,
        updated_at=NOON,
        **columns,
    )
    Identifier.objects.create(kind="tag", key=key_of("tag", tag), value=tag, asset=asset)
    return asset


@pytest.fixture
def berlin(db):
    """Return a site with a room in it."""
    return plant(Place, "Berlin", kind="site")


@pytest.fixture
def store_room(berlin):
    """Return a room in Berlin."""
    return plant(Place, "Store room", berlin, kind="room")


@pytest.fixture
def hamburg(db):
    """Return another site."""
    return plant(Place, "Hamburg", kind="site")


@pytest.fixture
def tools(db):
    """Return a category."""
    return plant(Category, "Tools")


@pytest.fixture
def laptops(db):
    """Return another category."""
    return plant(Category, "Laptops")


@pytest.fixture
def admin(db):
    """Ada may do everything, everywhere."""
    ada = Party.objects.create(name="Ada", kind="person", email="ada@example.org")
    return Actor(f"party:{ada.pk}", grants=(Grant(EVERYTHING),), party_id=ada.pk, source="web")


@pytest.fixture
def amina(berlin):
    """Amina is the storekeeper of Berlin."""
    party = Party.objects.create(name="Amina", kind="person", place=berlin, place_path=berlin.path)
    grants = (Grant(STOREKEEPER, place=berlin.path),)
    return Actor(f"party:{party.pk}", grants=grants, party_id=party.pk, source="web")


@pytest.fixture
def cy(hamburg):
    """Cy has the same job in Hamburg and must find nothing of Berlin."""
    party = Party.objects.create(name="Cy", kind="person", place=hamburg, place_path=hamburg.path)
    grants = (Grant(STOREKEEPER, place=hamburg.path),)
    return Actor(f"party:{party.pk}", grants=grants, party_id=party.pk, source="web")


@pytest.fixture
def bo(berlin):
    """Bo borrows things in Berlin."""
    return Party.objects.create(name="Bo", kind="person", place=berlin, place_path=berlin.path)


@pytest.fixture
def drill(store_room, tools):
    """Return a drill in Berlin, in service."""
    return put("DRILL-7", store_room, tools, stage="in_service")


@pytest.fixture
def saw(store_room, tools):
    """Return a saw in Berlin, in service."""
    return put("SAW-2", store_room, tools, stage="in_service")
