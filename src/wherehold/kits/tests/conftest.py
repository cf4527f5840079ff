"""A photo bag in Berlin, with a camera, two lenses and a strap that it may do without."""

import pytest

from wherehold.accounts import commands as accounts
from wherehold.conftest import put
from wherehold.kernel.actor import system
from wherehold.kits import commands
from wherehold.kits.contents import Wanted
from wherehold.register.models import Category, Manufacturer, Model


@pytest.fixture
def sorts(tools, db):
    """Return three models by name: cameras, lenses, and lenses that will do."""
    maker = Manufacturer.objects.create(name="Optik")
    return {
        name: Model.objects.create(name=name, manufacturer=maker, category=tools)
        for name in ("Camera", "Lens", "Old lens")
    }


@pytest.fixture
def things(store_room, tools, sorts):
    """Return what the bag is made of, by tag, and what is like it."""
    made = {"BAG-1": put("BAG-1", store_room, tools), "BAG-2": put("BAG-2", store_room, tools)}
    for tag, sort in {
        "CAM-1": "Camera",
        "CAM-2": "Camera",
        "LENS-1": "Lens",
        "LENS-2": "Lens",
        "LENS-3": "Lens",
        "OLD-1": "Old lens",
    }.items():
        made[tag] = put(tag, store_room, tools, model=sorts[sort])
    made["STRAP-1"] = put("STRAP-1", store_room, Category.objects.get(pk=tools.pk))
    return made


@pytest.fixture
def wants(sorts, things):
    """Return what belongs into a photo bag."""
    return [
        Wanted(model_id=sorts["Camera"].pk),
        Wanted(model_id=sorts["Lens"].pk, quantity=2, substitutes=(sorts["Old lens"].pk,)),
        Wanted(asset_id=things["STRAP-1"].pk, must=False),
    ]


@pytest.fixture
def packed(amina, things, wants):
    """Return the number of the bag, complete but for the strap."""
    inside = [things[tag].pk for tag in ("CAM-1", "LENS-1", "LENS-2")]
    return commands.make(actor=amina, asset_id=things["BAG-1"].pk, wants=wants, asset_ids=inside)


@pytest.fixture
def ada(db):
    """Return the account of somebody who may do everything."""
    accounts.lay_roles(actor=system("test"))
    return accounts.create_user(actor=system("test"), email="ada@example.org", role="administrator")


@pytest.fixture
def browser(client, ada):
    """Return a browser in which somebody is signed in who may do everything."""
    client.force_login(ada)
    return client


@pytest.fixture
def token(ada):
    """Return a token that may do everything."""
    return accounts.create_token(actor=system("test"), user_id=ada.pk)[1]
