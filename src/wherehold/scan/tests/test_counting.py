"""Counting from a phone: scans arrive once, never conflict, and a count knows who holds some."""

from dataclasses import replace
from datetime import timedelta

import pytest

from wherehold.conftest import NOON, plant
from wherehold.kernel import clock
from wherehold.kernel.models import Organisation
from wherehold.register.codes import key_of
from wherehold.register.models import Attachment, Identifier, Place
from wherehold.scan import syncing
from wherehold.scan.models import Op
from wherehold.scan.queries import ops
from wherehold.scan.tests.conftest import enrolled
from wherehold.scan.tests.test_sync import op, statuses
from wherehold.stocktake import commands as stocktake
from wherehold.stocktake.commands import Terms
from wherehold.stocktake.models import Line, Scan, Stocktake, Unknown
from wherehold.stocktake.queries import along, progress
from wherehold.stocktake.refusals import StillPending

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(amina):
    """Amina, who runs and signs counts as well."""
    rights = {"stocktake.count", "stocktake.run", "stocktake.close"}
    grants = tuple(replace(one, permissions=one.permissions | rights) for one in amina.grants)
    return replace(amina, grants=grants)


def counting(grant):
    """Return a grant by which one may count as well, and no more of counts."""
    return replace(grant, permissions=grant.permissions | {"stocktake.count"})


@pytest.fixture
def yard(berlin):
    return plant(Place, "Yard", berlin, kind="room")


@pytest.fixture
def count(keeper, drill, saw):
    Organisation.objects.create(name="Brightwater", created_at=NOON)
    terms = Terms(name="Berlin Q1", alone=True)
    key = stocktake.open_stocktake(actor=keeper, terms=terms)
    Stocktake.objects.update(opened_at=NOON - timedelta(hours=1))
    return key


@pytest.fixture
def bring(keeper, phone):
    """Return a function that brings acts with the phone of who runs the count."""

    def bring(*ops, pending=0, counts=None):
        said = {"pending": pending, "ops": ops, "counts": counts}
        return syncing.sync(actor=keeper, device_id=phone, **said)

    return bring


def scan(key, count, code, place=None, ago=60):
    return op(key, "count", ago, stocktake_id=count, code=code, place_id=place and place.pk)


def test_scans_of_a_count_arrive_once_and_are_told_apart(bring, count, drill, yard):
    brought = [
        scan("1", count, drill.tag, drill.place, ago=9),
        scan("2", count, "saw-2", yard, ago=8),
        scan("3", count, "WHO-KNOWS", yard, ago=7),
        scan("4", count, drill.tag, drill.place, ago=4),
    ]
    results = bring(*brought)

    assert [one["result"] for one in results] == ["found", "elsewhere", "unknown", "duplicate"]
    again = bring(*brought)
    assert statuses(again) == [("duplicate", "")] * 4 and Scan.objects.count() == 4
    assert Scan.objects.values_list("device", flat=True).distinct().count() == 1


def test_a_scan_is_decided_described_and_taken_back(bring, count, saw, yard):
    bring(scan("1", count, "saw-2", yard), scan("2", count, "WHO-KNOWS", yard))
    decided = op("3", "count_decide", 5, stocktake_id=count, asset_id=saw.pk, outcome="moved")
    said = op("4", "count_describe", 4, stocktake_id=count, code="WHO-KNOWS", note="A ladder")

    assert statuses(bring(decided, said)) == [("applied", "")] * 2
    assert Line.objects.get(asset=saw).outcome == "moved"
    assert Unknown.objects.get().note == "A ladder"
    assert statuses(bring(op("5", "undo", 1, op="1"))) == [("applied", "")]
    assert Line.objects.get(asset=saw).state == "open"


def test_a_phone_hears_what_others_counted_since(bring, count, keeper, drill, saw, yard):
    taken = along.index(actor=keeper, stocktake_id=count)
    bring(scan("1", count, drill.tag, drill.place))
    bring(scan("2", count, "WHO-KNOWS", yard))

    heard = along.news(actor=keeper, stocktake_id=count, since=taken["last"])
    [(thing, _zone, expected, state, place)] = heard["lines"]
    assert (thing, expected, state, place) == (drill.pk, True, "found", drill.place_id)
    again = along.news(actor=keeper, stocktake_id=count, since=heard["last"])
    assert again == {"lines": [], "last": heard["last"]}


def test_news_of_a_blind_count_tell_counters_nothing(bring, count, amina, keeper, drill):
    Stocktake.objects.update(blind=True)
    bring(scan("1", count, drill.tag, drill.place))
    counter = replace(amina, grants=tuple(counting(one) for one in amina.grants))

    assert along.news(actor=counter, stocktake_id=count, since=0)["lines"] == []
    assert along.news(actor=keeper, stocktake_id=count, since=0)["lines"]


def test_a_room_is_finished(bring, count, drill, keeper):
    [zone] = [one for one in progress.zones(actor=keeper, stocktake_id=count) if one.expected]

    bring(op("1", "count_finish", stocktake_id=count, zone_id=zone.id))

    assert Line.objects.get(asset=drill).state == "missing"


def test_what_comes_after_the_end_is_seen_all_the_same(bring, count, keeper, drill, yard):
    stocktake.end_counting(actor=keeper, stocktake_id=count)

    [known, unknown] = bring(
        scan("1", count, drill.tag, yard, ago=9), scan("2", count, "WHO-KNOWS", yard, ago=8)
    )

    assert (known["status"], known["code"]) == ("applied", "stocktake.not_counting")
    drill.refresh_from_db()
    assert drill.seen_place_id == yard.pk
    assert unknown["status"] == "rejected" and ops.count(actor=keeper, most=9) == 1


def test_what_was_seen_is_in_nobodys_way(bring, count, keeper, drill, yard):
    bring(op("1", "move", base=None, asset_id=drill.pk, place_id=yard.pk))
    assert Op.objects.get().status == "conflict"

    assert statuses(bring(scan("2", count, drill.tag, drill.place))) == [("applied", "")]


def test_a_count_is_not_signed_over_what_a_phone_holds(bring, count, keeper, drill, saw, yard):
    bring(pending=3, counts={count: 2})
    [device] = progress.devices(actor=keeper, stocktake_id=count)
    assert (device.name, device.who, device.pending) == ("Phone", "Amina", 2)
    both = [scan("1", count, drill.tag, drill.place), scan("2", count, "saw-2", saw.place)]
    bring(both[0], pending=1)
    stocktake.end_counting(actor=keeper, stocktake_id=count)

    with pytest.raises(StillPending, match="Phone still holds 1 scans"):
        stocktake.close(actor=keeper, stocktake_id=count, leave_rest=True)
    bring(both[1])
    stocktake.close(actor=keeper, stocktake_id=count, leave_rest=True)
    assert statuses(bring(pending=1, counts={count: 1, 999: 1})) == []


def test_the_phone_of_who_may_not_count_is_told_no_count(count, cy, drill):
    other, _secret = enrolled(cy)
    [told] = syncing.sync(
        actor=cy, device_id=other.pk, pending=0, ops=[scan("1", count, drill.tag)]
    )

    assert (told["status"], told["code"]) == ("rejected", "not_found")
    assert not Scan.objects.exists()


def test_a_count_is_taken_along(
    count, keeper, drill, saw, store_room, django_assert_max_num_queries
):
    code = {"kind": "place_code", "key": key_of("place_code", "ROOM-17"), "value": "ROOM-17"}
    Identifier.objects.create(place=store_room, **code)
    file = {"name": "a.png", "kind": "photo", "stored": "a", "thumbnail": "b", "size": 1}
    file["added_at"] = clock.now()
    drill.photo = Attachment.objects.create(subject_type="asset", subject_id=drill.pk, **file)
    drill.save()
    with django_assert_max_num_queries(10):
        told = along.index(actor=keeper, stocktake_id=count)

    assert told["photos"] == [(drill.pk, drill.photo_id)]
    assert {row[1] for row in told["rows"]} == {drill.tag, saw.tag}
    lines = {row[0]: row[2:] for row in told["lines"]}
    assert lines[drill.pk] == (True, "open", None)
    [codes] = [row[2] for row in told["places"] if row[0] == store_room.pk]
    assert codes == [key_of("place_code", "ROOM-17")]
    zone = {row[1]: row[0] for row in told["lines"]}
    assert [store_room.pk, store_room.path] in [row[:2] for row in told["paths"]] and zone


def test_of_a_blind_count_a_phone_learns_nothing(keeper, drill, amina):
    terms = Terms(name="Blind", blind=True)
    blind = stocktake.open_stocktake(actor=keeper, terms=terms)
    grants = tuple(
        replace(one, permissions=one.permissions | {"stocktake.count"}) for one in amina.grants
    )

    told = along.index(actor=replace(amina, grants=grants), stocktake_id=blind)

    assert told["hidden"] and told["rows"] == told["lines"] == []
    assert told["zones"]
