"""Two sites that know nothing of each other, with a marker in every text of each.

What is marked `mk-B-` must never reach somebody who has rights in A alone; `mk-0-` marks what
has no place at all, which only those see who may see everything.
"""

import json as text
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection

from wherehold.accounts import actors, commands
from wherehold.accounts.models import User
from wherehold.conftest import NOON, plant
from wherehold.custody.commands import handing
from wherehold.custody.models import Checkout
from wherehold.handover.models import Case, Handover, Item, Statement
from wherehold.importers.models import Export, Import
from wherehold.kernel.actor import system
from wherehold.kernel.models import Organisation
from wherehold.labels.design import Design
from wherehold.labels.models import Print
from wherehold.register.commands import assets, parties
from wherehold.register.models import (
    Asset,
    Attachment,
    Category,
    Hold,
    Identifier,
    Party,
    Place,
    SavedView,
)
from wherehold.reservations import commands as reservations
from wherehold.reservations.models import Feed, Reservation
from wherehold.stocktake import commands as stocktake
from wherehold.stocktake.models import Plan, Stocktake, Unknown, Zone

HOST = system("world").via("cli")
PASSWORD = "correct horse battery"


@dataclass
class Site:
    """One site with its things and people, by the names that routes give their arguments."""

    mark: str
    ids: dict[str, int] = field(default_factory=dict)
    tag: str = ""
    site_id: int = 0


@dataclass
class World:
    """Two sites and people with accounts."""

    a: Site
    b: Site
    users: dict[str, object] = field(default_factory=dict)

    def actor(self, name):
        """Return a person as an actor, as they are just now."""
        return actors.actor_for_user(self.users[name], "web")

    def token(self, name, scopes=None):
        """Return a new token of a person."""
        made = commands.create_token(actor=HOST, user_id=self.users[name].pk, scopes=scopes)
        return made[1]


def site(mark, category):
    """Make one site: places, people, things on the shelf and things handed out."""
    made = Site(mark)
    home = plant(
        Place, f"{mark}site", kind="site", address=f"{mark}address", fields={"x": f"{mark}field"}
    )
    room = plant(Place, f"{mark}room", home, kind="room")
    person, other = parties.create(
        actor=HOST,
        parties=[
            parties.NewParty(
                name=f"{mark}person",
                email=f"{mark}person@example.org".lower(),
                username=f"{mark}user",
                place_id=home.pk,
                identifiers=(("badge", f"{mark}badge"),),
            ),
            parties.NewParty(name=f"{mark}other", place_id=home.pk),
        ],
    )
    made.tag = f"{mark}TAG-1"
    drafts = [
        assets.AssetDraft(
            name=f"{mark}asset{number}",
            tag=f"{mark}TAG-{number}",
            serial=f"{mark}SERIAL-{number}",
            category_id=category.pk,
            place_id=room.pk,
            order_no=f"{mark}order",
            notes=f"{mark}notes",
            stage="in_service",
            price_minor=777_77_00 + number,
            identifiers=(("other", f"{mark}CODE-{number}"),),
        )
        for number in (1, 2, 3)
    ]
    one, two, three = assets.create_assets(actor=HOST, drafts=drafts)
    handing.check_out(actor=HOST, asset_ids=[two], holder_id=person, note=f"{mark}handed")
    hold = Hold.objects.create(asset_id=three, reason=f"{mark}hold", cause="person", placed_at=NOON)
    file = Attachment.objects.create(
        subject_type="asset",
        subject_id=one,
        kind="document",
        name=f"{mark}file.pdf",
        content_type="application/pdf",
        size=3,
        sha256=mark * 10,
        stored=f"{mark}stored".lower(),
        added_at=NOON,
    )
    Identifier.objects.create(
        kind="place_code", key=f"{mark}door".lower(), value=f"{mark}door", place=room
    )
    made.ids = {
        "asset_id": one,
        "held_asset_id": two,
        "place_id": room.pk,
        "party_id": person,
        "other_party_id": other,
        "hold_id": hold.pk,
        "attachment_id": file.pk,
    }
    made.site_id = home.pk
    return made


def leap(number):
    """Have the next ids begin at a number, so that they are told from any other in a page."""
    counts = (Stocktake, Zone, Unknown, Plan, Handover)
    for model in (
        Place,
        Party,
        Asset,
        User,
        Hold,
        Attachment,
        SavedView,
        Import,
        Export,
        Print,
        Reservation,
        Feed,
        *counts,
    ):
        table = model._meta.db_table
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {number})")
            else:
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [table, number])
        number += 10_000


def build():
    """Make both sites, a thing without a place, and people: each with one role."""
    Organisation.objects.create(name="Brightwater", created_at=NOON)
    tools = plant(Category, "Tools")
    # PostgreSQL goes on where an earlier world ended, which was undone.
    leap(100_000)
    first = site("mk-A-", tools)
    leap(7_340_000)
    world = World(first, site("mk-B-", tools))
    lost = assets.AssetDraft(name="mk-0-asset", tag="mk-0-TAG", notes="mk-0-notes")
    assets.create_assets(actor=HOST, drafts=[lost])
    roles = {
        "admin": ("administrator", None),
        "keeper_a": ("storekeeper", world.a.site_id),
        "keeper_b": ("storekeeper", world.b.site_id),
        "counter_a": ("counter", world.a.site_id),
        "manager_a": ("manager", world.a.site_id),
        "auditor_a": ("auditor", world.a.site_id),
        "member": ("member", None),
    }
    for name, (role, place_id) in roles.items():
        mark = "mk-B-" if name == "keeper_b" else ""
        world.users[name] = commands.create_user(
            actor=HOST,
            email=f"{mark}{name}@example.org".lower(),
            name=f"{mark}{name}",
            role=role,
            password=PASSWORD,
            party_id=_person(mark, name, place_id),
            place_id=place_id,
        )
    world.a.ids["user_id"] = world.users["counter_a"].pk
    world.b.ids["user_id"] = world.users["keeper_b"].pk
    for made, name in ((world.a, "keeper_a"), (world.b, "keeper_b")):
        made.ids |= kept(made.mark, world.users[name])
        made.ids |= counted(made, world.actor(name))
        made.ids |= handed(made, world.users[name])
        made.ids |= reserved(made, world.actor(name))
    return world


def counted(made, actor):
    """Open a count of a site, with a thing found and a code that nobody knows; return its ids."""
    terms = stocktake.Terms(name=f"{made.mark}count", note=f"{made.mark}why")
    key = stocktake.open_stocktake(actor=actor, terms=terms)
    room = made.ids["place_id"]
    codes = (made.tag, f"{made.mark}nobody")
    scans = [
        stocktake.Said(client_id=f"{made.mark}{n}", code=code, place_id=room)
        for n, code in enumerate(codes)
    ]
    stocktake.record_scans(actor=actor, stocktake_id=key, scans=scans)
    monthly = stocktake.Terms(name=f"{made.mark}monthly")
    plan_id = stocktake.plan(actor=actor, terms=monthly, every_days=30)
    unknown = Unknown.objects.get(stocktake=key)
    zone_id = Zone.objects.values_list("pk", flat=True).get(stocktake=key)
    ids = {"stocktake_id": key, "zone_id": zone_id, "plan_id": plan_id}
    return ids | {"unknown_id": unknown.pk}


def handed(made, user):
    """Put what is handed out on a hand-over that is in dispute; return its id."""
    stay = Checkout.objects.get(asset=made.ids["held_asset_id"])
    handover = Handover.objects.create(
        state="disputed",
        giver=user.party,
        receiver_id=made.ids["party_id"],
        given_at=NOON,
        opened_at=NOON,
        answered_at=NOON,
        note=f"{made.mark}handing",
        act=stay.act_out,
    )
    item = Item.objects.create(
        handover=handover,
        asset_id=stay.asset_id,
        stay=stay,
        name=f"{made.mark}asset2",
        codes=[["tag", f"{made.mark}TAG-2"]],
        condition_out="good",
        note_out=f"{made.mark}frayed",
    )
    case = Case.objects.create(item=item, leg="out", opened_at=NOON)
    Statement.objects.create(case=case, side="receiver", text=f"{made.mark}said", at=NOON)
    return {"handover_id": handover.pk}


def reserved(made, actor):
    """Reserve a thing of a site for its person, and make a calendar of it; return their ids."""
    begins = NOON + timedelta(days=1)
    wish = reservations.Wish(
        party_id=made.ids["party_id"],
        project=f"{made.mark}project",
        note=f"{made.mark}why",
        place_id=made.ids["place_id"],
        begins_at=begins,
        ends_at=begins + timedelta(days=1),
        lines=[reservations.Wanted(asset_id=made.ids["asset_id"])],
    )
    [key] = reservations.reserve(actor=actor, wishes_given=[wish])
    feed_id, _secret = reservations.make_feed(
        actor=actor, subject_type="asset", subject_id=made.ids["asset_id"]
    )
    return {"reservation_id": key, "feed_id": feed_id}


def kept(mark, user):
    """Keep what is somebody's alone: a view, an import, an export; return their ids."""
    view = SavedView.objects.create(owner=user.party, name=f"{mark}view", query={})
    whose = {"by": user.party, "actor": f"party:{user.party_id}", "created_at": NOON}
    run = Import.objects.create(
        name=f"{mark}list.csv",
        stored=f"{mark}list".replace("-", "").lower(),
        size=3,
        format="csv",
        headings=[f"{mark}heading"],
        columns=[None],
        state="stopped",
        ended_at=NOON,
        **whose,
    )
    export = Export.objects.create(given={"search": [f"{mark}sought"]}, format="csv", **whose)
    printed = Print.objects.create(
        by=user.party,
        asked={"given": {"search": [f"{mark}sought"]}},
        design=Design().packed(),
        format="pdf",
        total=1,
        stored=f"{mark}print".replace("-", "").lower(),
        created_at=NOON,
        ended_at=NOON,
    )
    ids = {"view_id": view.pk, "run_id": run.pk, "import_id": run.pk, "export_id": export.pk}
    return ids | {"print_id": printed.pk}


def _person(mark, name, place_id):
    new = parties.NewParty(
        name=f"{mark}{name}", email=f"{mark}{name}@example.org".lower(), place_id=place_id
    )
    return parties.create(actor=HOST, parties=[new])[0]


def json(value):
    """Write a body, with numbers that no machine holds as they come."""
    return text.dumps(value)
