"""The list shows exactly what brute force finds, for everybody, in every order."""

import random
from datetime import date, timedelta

import pytest
from django.db import transaction

from wherehold.conftest import NOON, plant, put
from wherehold.importers.events import Finished, Started
from wherehold.kernel import ledger
from wherehold.kernel.actor import Actor, Grant, system
from wherehold.kernel.cursors import BadCursor
from wherehold.kernel.models import Entry
from wherehold.register import access, fieldvalues, indexing, plans, sorts
from wherehold.register.events import Noted
from wherehold.register.filters import BadFilter
from wherehold.register.models import (
    Asset,
    AssetKeyword,
    Category,
    Hold,
    Keyword,
    Party,
    Place,
)
from wherehold.register.queries import listing

pytestmark = pytest.mark.django_db
SEES = frozenset({"asset.see", "custody.holder"})
EVERYTHING = frozenset({"*"})


@pytest.fixture
def crowd(db):
    """A hundred things of all sorts, in two sites."""
    chance = random.Random(7)
    sites = [plant(Place, name, kind="site") for name in ("Berlin", "Hamburg")]
    rooms = [plant(Place, f"Room {n}", chance.choice(sites), kind="room") for n in range(6)]
    kinds = [plant(Category, name) for name in ("Tools", "Laptops")]
    kinds.append(plant(Category, "Drills", kinds[0]))
    people = [Party.objects.create(name=name, kind="person") for name in ("Bo", "Di")]
    for number in range(120):
        holder = chance.choice([None, None, *people])
        put(
            f"T-{chance.randrange(10**6):06}-{number}",
            chance.choice([None, *rooms, *sites]),
            chance.choice([None, *kinds]),
            name=chance.choice(["ThinkPad T14", "Drill", "drill bit", "Übergabe"]),
            serial=f"SN{number}",
            stage=chance.choice(Asset.Stage.values),
            condition=chance.choice(Asset.Condition.values),
            holder=holder,
            held="party" if holder else "",
            due_on=chance.choice([None, date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 9)]),
            value_minor=(price := chance.choice([None, 100, 100, 5_000])),
            price_minor=price,
            seen_at=chance.choice([None, NOON - timedelta(days=chance.randrange(9))]),
            confirmed_at=chance.choice([None, NOON - timedelta(days=chance.randrange(200))]),
            archived_at=chance.choice([None] * 5 + [NOON]),
            fields=chance.choice([{}, {"colour": "Red"}, {"colour": "blue", "loan": True}]),
        )
    fieldvalues.rebuild()
    _beside(chance)
    indexing.reindex_assets(Asset.objects.values_list("pk", flat=True))
    return sites, rooms, kinds, people


def _beside(chance):
    """Give some of the crowd a keyword, a hold, and entries of an import that went on for long."""
    ids = list(Asset.objects.values_list("pk", flat=True))
    word = Keyword.objects.create(name="loan")
    for key in chance.sample(ids, 30):
        AssetKeyword.objects.create(asset_id=key, keyword=word)
    for key in chance.sample(ids, 20):
        Hold.objects.create(asset_id=key, reason="x", cause="person", placed_at=NOON)
    importer, when = system("import").via("import:3"), {"happened_at": NOON}
    with transaction.atomic():
        ledger.record([Started(subject_id=3, sha256="", rows=9)], actor=importer, **when)
        for _ in range(2):
            seen = [Noted(subject_id=key, text="in") for key in chance.sample(ids, 25)]
            ledger.record(seen, actor=importer, **when)
        others = [Noted(subject_id=key, text="by hand") for key in chance.sample(ids, 25)]
        ledger.record(others, actor=system("test"), **when)
        ledger.record([Finished(subject_id=3, counts={})], actor=importer, **when)
        ledger.record(others, actor=importer, **when)


def _imported():
    entries = Entry.objects.filter(source="import:3", subject_type="asset")
    last = Entry.objects.get(kind="importers.finished").seq
    return set(entries.filter(seq__lt=last).values_list("subject_id", flat=True))


def actors(crowd):
    sites, rooms, kinds, people = crowd
    yield Actor("party:1", grants=(Grant(EVERYTHING),), party_id=people[0].pk)
    yield Actor("party:2", grants=(Grant(SEES, place=sites[0].path),), party_id=people[0].pk)
    yield Actor("party:3", grants=(Grant(SEES, category=kinds[0].path),))
    yield Actor(
        "party:4",
        grants=(
            Grant(SEES, place=sites[0].path),
            Grant(SEES, place=rooms[0].path, category=kinds[2].path),
            Grant(SEES, category=kinds[1].path),
        ),
    )
    yield Actor("party:5", party_id=people[1].pk, own=frozenset({"asset.see", "custody.holder"}))
    yield Actor("party:6", grants=(Grant(frozenset({"custody.holder"})),))


def filters_of(crowd):
    sites, rooms, kinds, people = crowd
    yield {}, lambda a: True
    yield {"place": [str(sites[0].pk)]}, lambda a: a.place_path.startswith(sites[0].path)
    yield {"category": ["Tools"]}, lambda a: a.category_path.startswith(kinds[0].path)
    yield (
        {"stage": ["in_stock,missing"], "custody": ["held"]},
        lambda a: a.stage in ("in_stock", "missing") and a.held,
    )
    yield {"custody": ["overdue"]}, lambda a: a.held and a.due_on and a.due_on < NOON.date()
    yield {"custody": ["due_today"]}, lambda a: a.held and a.due_on == NOON.date()
    yield {"holder": [str(people[0].pk)]}, lambda a: a.holder_id == people[0].pk
    yield {"without": ["place"]}, lambda a: a.place_id is None
    yield (
        {"unconfirmed": ["90"]},
        lambda a: a.confirmed_at is None or a.confirmed_at.date() < date(2025, 12, 2),
    )
    yield {"field.colour": ["red"]}, lambda a: a.fields.get("colour") == "Red"
    yield {"field.colour": ["red", "Blue"]}, lambda a: "colour" in a.fields
    yield {"field.loan": ["yes"]}, lambda a: a.fields.get("loan") is True
    yield {"field.loan": ["no"]}, lambda a: False
    loans = set(AssetKeyword.objects.values_list("asset", flat=True))
    yield {"keyword": ["loan"]}, lambda a: a.pk in loans
    kept = set(Hold.objects.values_list("asset", flat=True))
    yield (
        {"hold": ["yes"], "field.colour": ["red"]},
        lambda a: a.pk in kept and a.fields.get("colour") == "Red",
    )
    imported = _imported()
    yield {"import": ["3"]}, lambda a: a.pk in imported
    yield {"import": ["4"]}, lambda a: False
    yield {"seen": ["never"]}, lambda a: a.seen_at is None
    yield {"search": ["drill"]}, lambda a: "drill" in a.name.lower()
    yield {"search": ["t14 think"]}, lambda a: "ThinkPad" in a.name
    yield {"search": ["ÜBERGABE"]}, lambda a: "Über" in a.name
    yield {"search": ["t-"]}, lambda a: True
    yield {"search": ["x"]}, lambda a: False
    yield {"search": ["100%"]}, lambda a: False
    yield {"search": ['" OR "x']}, lambda a: False


def seen_by(actor, fits):
    return {
        a.pk
        for a in Asset.objects.all()
        if access.may(actor, "asset.see", a) and a.archived_at is None and fits(a)
    }


@pytest.mark.parametrize("few", [0, 20_000])
def test_the_list_is_what_brute_force_finds(crowd, few, monkeypatch):
    monkeypatch.setattr(plans, "FEW", few)
    monkeypatch.setattr(plans, "FOUND_FEW", few or 3)
    for actor in actors(crowd):
        for given, fits in filters_of(crowd):
            true = seen_by(actor, fits)
            found = [key for ids in listing.ids_matching(actor=actor, given=given) for key in ids]
            assert set(found) == true, (actor.name, given)
            assert found == sorted(found)
            if few:
                assert listing.count(actor=actor, given=given) == listing.Count(len(true))
                part = listing.page(actor=actor, given=given, limit=9, counted=True)
                assert part.count == listing.Count(len(true))


@pytest.mark.parametrize("sort", [*sorts.SORTS, "-tag", "-seen", "-due", "-value"])
@pytest.mark.parametrize("few", [0, 20_000])
def test_pages_go_through_all_of_it_and_back(crowd, sort, few, monkeypatch):
    monkeypatch.setattr(plans, "FEW", few)
    actor = next(actors(crowd))
    forth, cursor, last = [], "", ""
    while True:
        page = listing.page(actor=actor, given={}, sort=sort, cursor=cursor, limit=7)
        forth.append([line["id"] for line in page.items])
        if page.older is None:
            break
        cursor = page.older
    assert {key for ids in forth for key in ids} == seen_by(actor, lambda a: True)
    assert sum(map(len, forth)) == len(seen_by(actor, lambda a: True))

    back = [forth[-1]]
    while page.newer is not None:
        last = page.newer
        page = listing.page(actor=actor, given={}, sort=sort, cursor=last, limit=7)
        back.append([line["id"] for line in page.items])
    assert back[::-1] == forth


def test_order_is_as_asked(crowd):
    actor = next(actors(crowd))
    values = [
        line["value_minor"]
        for line in listing.page(actor=actor, given={}, sort="value", limit=500).items
    ]
    priced = [one for one in values if one is not None]
    assert priced == sorted(priced, reverse=True)
    assert values[: len(priced)] == priced


def test_prices_are_neither_shown_nor_filtered_nor_sorted_by_without_the_right(crowd):
    _, reader, *_ = actors(crowd)
    line = listing.page(actor=reader, given={}).items[0]
    assert "price_minor" not in line
    assert "value_minor" not in line
    for given in ({"price_from": ["1"]}, {"without": ["price"]}):
        with pytest.raises(BadFilter):
            listing.page(actor=reader, given=given)
    assert listing.page(actor=reader, given={}, sort="value") == listing.page(
        actor=reader, given={}, sort="tag"
    )
    assert listing.worth(actor=reader, given={}) is None


@pytest.mark.parametrize(
    "given",
    [
        {"_connector": ["OR"]},
        {"place_path": ["x"]},
        {"holder__password__startswith": ["a"]},
        {"stage": ["sold"]},
        {"stage) OR 1=1 --": ["x"]},
        {"custody": ["held", "free"]},
        {"purchased_from": ["yesterday"]},
        {"holder": ["1; DROP TABLE register_asset"]},
        {"field.a'b": ["x"]},
        {"search": ["a\0b"]},
        {"search": ["x" * 201]},
        {"unconfirmed": ["-1"]},
    ],
)
def test_what_is_no_filter_is_refused(admin, given):
    with pytest.raises(BadFilter):
        listing.page(actor=admin, given=given)


@pytest.mark.parametrize("cursor", ["x", "AAAA", "WyJ0YWciLCIiLDEsMV0", "é"])
def test_a_cursor_of_others_is_refused(admin, cursor):
    with pytest.raises(BadCursor):
        listing.page(actor=admin, given={}, cursor=cursor)


def test_the_number_of_statements_does_not_depend_on_the_number_of_assets(
    crowd, django_assert_max_num_queries
):
    _, reader, *_ = actors(crowd)
    with django_assert_max_num_queries(4):
        listing.page(actor=reader, given={"search": ["drill"]}, limit=100)
    with django_assert_max_num_queries(5):
        assert listing.page(actor=reader, given={"search": ["drill"]}, limit=2, counted=True).count


def test_all_that_match_is_a_promise_about_one_filter_and_number(crowd, admin, amina):
    token = listing.select_all(actor=admin, given={"stage": ["missing"]})
    said, number = listing.selected(actor=admin, token=token)
    assert said == {"stage": ["missing"]}

    with pytest.raises(listing.BadToken):
        listing.selected(actor=amina, token=token)
    with pytest.raises(listing.BadToken):
        listing.selected(actor=admin, token=token + "x")
    with pytest.raises(listing.BadToken):
        listing.selected(actor=admin, token="")
    Asset.objects.filter(archived_at=None, stage="missing").update(stage="retired")
    with pytest.raises(listing.OtherNumber):
        listing.selected(actor=admin, token=token)


def test_cy_finds_nothing_of_berlin(drill, saw, cy):
    indexing.reindex_assets([drill.pk, saw.pk])
    for given in ({}, {"search": ["drill"]}, {"search": ["DRILL-7"]}, {"search": ["d"]}):
        assert listing.page(actor=cy, given=given).items == []
        assert listing.count(actor=cy, given=given).number == 0
