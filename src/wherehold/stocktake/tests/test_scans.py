"""Scans: what becomes of each, exactly once, whatever order and clock they come with."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wherehold.conftest import NOON, plant, put
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.kernel.models import Entry
from wherehold.register.commands.moving import move_assets
from wherehold.register.models import Asset, Identifier, Place
from wherehold.stocktake.chain import LOGGED, chained
from wherehold.stocktake.commands import Said, Terms, open_stocktake, record_scans, take_back
from wherehold.stocktake.models import Line, Scan, Stocktake, Unknown, Zone
from wherehold.stocktake.refusals import BadCount, NotCounting
from wherehold.stocktake.tests.conftest import line

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_hours_later(count, afternoon):
    afternoon()


def statuses(told):
    return [one.status for one in told]


def test_found_wrong_place_and_unknown(count, scan, drill, saw, lamp, store_room, yard):
    told = scan(count, "drill-7", "LAMP-1", "4006381333931", place=store_room)

    assert statuses(told) == ["found", "elsewhere", "unknown"]
    assert told[1].belongs_id == yard.pk and told[2].asset_id is None
    assert line(count, drill).state == "found" and line(count, lamp).state == "elsewhere"
    assert line(count, saw).state == "open"
    assert list(Zone.objects.order_by("name").values_list("found", "elsewhere")) == [(1, 0), (0, 1)]
    [unknown] = Unknown.objects.all()
    assert (unknown.code, unknown.place_id) == ("4006381333931", store_room.pk)


def test_a_scan_is_a_sighting_in_the_register_and_moves_nothing(
    count, scan, lamp, store_room, yard
):
    scan(count, "LAMP-1", place=store_room)

    lamp.refresh_from_db()
    assert (lamp.seen_place_id, lamp.seen_how) == (store_room.pk, "count")
    assert lamp.confirmed_how == "count" and lamp.place_id == yard.pk
    assert Entry.objects.filter(kind="register.seen", subject_id=lamp.pk).count() == 1


def test_without_a_place_a_thing_is_found_and_confirmed(count, scan, lamp):
    assert statuses(scan(count, "LAMP-1")) == ["found"]
    lamp.refresh_from_db()
    assert (lamp.seen_place_id, lamp.confirmed_how) == (None, "count")


def test_a_room_and_a_shelf_in_it_are_the_same_place(count, scan, drill, store_room):
    shelf = plant(Place, "Shelf", store_room, kind="shelf")
    assert statuses(scan(count, "DRILL-7", place=shelf)) == ["found"]


def test_a_replay_changes_nothing_and_answers_as_before(count, dora, drill, store_room):
    said = [
        Said(client_id="a", code="DRILL-7", at=NOON + timedelta(minutes=1), place_id=store_room.pk),
        Said(client_id="b", code="nobody", at=NOON + timedelta(minutes=2)),
    ]
    first = record_scans(actor=dora, stocktake_id=count.pk, scans=said)
    entries, revision = Entry.objects.count(), Stocktake.objects.get().revision

    again = record_scans(actor=dora, stocktake_id=count.pk, scans=said + said)

    assert statuses(again) == statuses(first) * 2 and all(one.again for one in again)
    assert Scan.objects.count() == 2 and Unknown.objects.get().times == 0
    assert (Entry.objects.count(), Stocktake.objects.get().revision) == (entries, revision)


def test_the_same_client_id_twice_in_one_request_counts_once(count, dora, drill):
    said = Said(client_id="a", code="DRILL-7", at=NOON + timedelta(minutes=1))
    told = record_scans(actor=dora, stocktake_id=count.pk, scans=[said, said])
    assert statuses(told) == ["found", "found"] and Scan.objects.count() == 1


def test_the_same_read_within_two_and_a_half_seconds_is_ignored_later_it_is_told(
    count, scan, drill, store_room
):
    at = NOON + timedelta(minutes=30)
    first = scan(count, "DRILL-7", place=store_room, at=at)
    soon = scan(count, "DRILL-7", place=store_room, at=at + timedelta(seconds=2.4))
    late = scan(count, "DRILL-7", place=store_room, at=at + timedelta(seconds=9))

    assert statuses(first + soon + late) == ["found", "ignored", "duplicate"]
    assert Scan.objects.count() == 2 and line(count, drill).times == 1
    assert not line(count, drill).twice


def test_a_thing_seen_at_two_places_is_told_apart(count, scan, drill, store_room, yard):
    scan(count, "DRILL-7", place=store_room)
    assert statuses(scan(count, "DRILL-7", place=yard)) == ["duplicate"]
    seen = line(count, drill)
    assert (seen.state, seen.twice, seen.other_place_id) == ("found", True, yard.pk)


def test_what_was_in_the_wrong_place_and_is_then_where_it_belongs_is_found(
    count, scan, drill, store_room, yard
):
    scan(count, "DRILL-7", place=yard)
    scan(count, "DRILL-7", place=store_room)
    assert line(count, drill).state == "found" and line(count, drill).twice


def test_a_clock_that_is_wrong_is_clamped_and_flagged(count, scan, drill, saw):
    ahead = scan(count, "DRILL-7", at=NOON + timedelta(days=400))
    behind = scan(count, "SAW-2", at=NOON - timedelta(days=400))

    assert [one.clock for one in ahead + behind] == ["ahead", "behind"]
    kept = {row[0]: row[1:] for row in Scan.objects.values_list("code", "at", "captured_at")}
    assert kept["DRILL-7"] == (NOON + timedelta(hours=2), NOON + timedelta(days=400))
    assert kept["SAW-2"] == (NOON, NOON - timedelta(days=400))


def test_what_the_counter_may_not_see_answers_like_what_nobody_knows(
    count, scan, hamburg, tools, store_room
):
    put("CRANE-1", hamburg, tools, stage="in_service")
    hidden, none = scan(count, "CRANE-1", "CRANE-9", place=store_room)

    assert (hidden.status, hidden.asset_id) == (none.status, none.asset_id) == ("unknown", None)
    assert not Line.objects.filter(asset__tag="CRANE-1").exists()


def test_what_was_moved_while_counting_is_judged_by_the_record_at_the_time(
    count, scan, keeper, drill, saw, store_room, yard
):
    move_assets(
        actor=keeper, moves={drill.pk: yard.pk, saw.pk: yard.pk}, at=NOON + timedelta(hours=1)
    )

    before = scan(count, "SAW-2", place=store_room, at=NOON + timedelta(minutes=5))
    after = scan(count, "DRILL-7", place=yard, at=NOON + timedelta(minutes=90))

    assert statuses(before + after) == ["found", "found"]
    assert after[0].moved and line(count, drill).moved


def test_what_is_not_on_the_list_is_kept_beside_it(count, scan, store_room, yard, tools):
    put("NEW-1", yard, tools, stage="in_service")
    told = scan(count, "NEW-1", place=store_room)
    assert statuses(told) == ["elsewhere"]
    assert not line(count, Asset.objects.get(tag="NEW-1")).expected
    assert sum(Zone.objects.values_list("elsewhere", flat=True)) == 0


def test_a_place_that_nobody_knows_rejects_its_scan_alone(count, dora, drill, saw, hamburg):
    said = [
        Said(client_id="a", code="DRILL-7", place_id=hamburg.pk),
        Said(client_id="b", code="SAW-2"),
    ]
    told = record_scans(actor=dora, stocktake_id=count.pk, scans=said)
    assert [(one.status, one.code) for one in told] == [("rejected", "not_found"), ("found", "")]


def test_the_code_of_a_place_is_nothing_to_count(count, scan, store_room):
    Identifier.objects.create(kind="place_code", key="door-1", value="DOOR-1", place=store_room)
    assert statuses(scan(count, "DOOR-1")) == ["ignored"]
    assert not Unknown.objects.exists()


def test_radio_tags_are_read_in_bulk(count, scan, drill, saw, store_room):
    epc = "3414257BF7194E4000001A85"
    Identifier.objects.create(kind="epc", key=epc.lower(), value=epc, asset=drill)
    told = scan(count, epc, "3414257BF7194E4000009999", place=store_room, method="rfid")
    assert statuses(told) == ["found", "unknown"]


def test_a_dear_thing_is_counted_by_two(keeper, dora, hanna, scan, drill, lamp, yard):
    key = open_stocktake(actor=keeper, terms=Terms(name="Dear", second_minor=50_00))
    dear = Stocktake.objects.get(pk=key)
    at = NOON + timedelta(hours=2)

    told = [
        *scan(dear, "LAMP-1", place=yard, at=at),
        *scan(dear, "LAMP-1", place=yard, at=at, actor=keeper),
        *scan(dear, "LAMP-1", place=yard, at=at + timedelta(seconds=5), actor=keeper),
    ]

    assert statuses(told) == ["found", "second", "duplicate"]
    assert line(dear, lamp).second_by_id == keeper.party_id


def test_in_a_blind_count_one_learns_that_it_was_counted(keeper, dora, scan, drill, lamp, yard):
    key = open_stocktake(actor=keeper, terms=Terms(name="Blind", blind=True))
    blind = Stocktake.objects.get(pk=key)
    told = scan(blind, "LAMP-1", "DRILL-7", "zzz", place=yard, at=NOON + timedelta(hours=2))
    assert statuses(told) == ["counted", "counted", "unknown"]
    assert told[1].belongs_id is None
    assert statuses(scan(blind, "SAW-9", actor=keeper, place=yard)) == ["unknown"]


def test_who_may_not_count_does_not_and_who_sees_nothing_finds_no_count(count, amina, cy, scan):
    with pytest.raises(NotAllowed):
        scan(count, "DRILL-7", actor=amina)
    with pytest.raises(NotFound):
        scan(count, "DRILL-7", actor=cy)


def test_a_count_that_is_closed_takes_nothing(count, scan):
    Stocktake.objects.update(state="closed")
    with pytest.raises(NotCounting):
        scan(count, "DRILL-7")


@pytest.mark.parametrize(
    "said", [{"client_id": ""}, {"code": "x" * 301}, {"method": "guess"}, {"code": "\0"}]
)
def test_what_no_device_sends_is_refused(count, dora, said):
    with pytest.raises(BadCount):
        record_scans(
            actor=dora,
            stocktake_id=count.pk,
            scans=[Said(**{"client_id": "a", "code": "b", **said})],
        )
    with pytest.raises(BadCount):
        record_scans(actor=dora, stocktake_id=count.pk, scans=[])


def test_the_log_is_chained_and_the_ledger_has_its_hash(count, scan, drill, saw, store_room):
    scan(count, "DRILL-7", "nobody", place=store_room)
    scan(count, "SAW-2", place=store_room)

    rows = list(Scan.objects.order_by("pk").values_list(*LOGGED))
    count.refresh_from_db()
    assert count.digest == chained("", rows) and count.scans == 3
    last = Entry.objects.filter(kind="stocktake.scanned").order_by("-seq").first()
    assert last.data["digest"] == count.digest
    changed = [list(row) for row in rows]
    changed[0][LOGGED.index("code")] = "DRILL-8"
    assert chained("", changed) != count.digest


def test_what_was_scanned_by_mistake_counts_for_nothing(
    count, scan, dora, keeper, drill, lamp, store_room
):
    scan(count, "DRILL-7", "LAMP-1", "nobody", place=store_room)
    digest = Stocktake.objects.get().digest

    assert take_back(actor=dora, stocktake_id=count.pk, client_ids=["c1", "c2", "c3"]) == 3

    assert {line(count, one).state for one in (drill, lamp)} == {"open"}
    assert not Unknown.objects.exists() and Scan.objects.count() == 3
    assert sum(Zone.objects.values_list("found", flat=True)) == 0
    assert Stocktake.objects.get().digest == digest
    assert take_back(actor=keeper, stocktake_id=count.pk, client_ids=["c1"]) == 0


def test_of_two_scans_the_other_one_remains(count, scan, dora, drill, store_room, yard):
    scan(count, "DRILL-7", place=store_room)
    scan(count, "DRILL-7", place=yard)
    take_back(actor=dora, stocktake_id=count.pk, client_ids=["c1"])
    seen = line(count, drill)
    assert (seen.state, seen.twice, seen.seen_place_id) == ("elsewhere", False, yard.pk)


def test_scans_of_others_are_taken_back_by_who_runs_the_count(count, scan, dora, keeper, hanna):
    scan(count, "DRILL-7", actor=keeper)
    with pytest.raises(NotFound):
        take_back(actor=dora, stocktake_id=count.pk, client_ids=["c1"])
    assert take_back(actor=hanna, stocktake_id=count.pk, client_ids=["c1"]) == 1


def test_a_thousand_take_as_many_statements_as_one(count, dora, store_room):
    def statements(start, number):
        assets = Asset.objects.bulk_create(
            Asset(
                tag=f"L-{start + n}",
                name="Lamp",
                stage="in_service",
                place=store_room,
                place_path=store_room.path,
                created_at=NOON,
                updated_at=NOON,
            )
            for n in range(number)
        )
        Identifier.objects.bulk_create(
            Identifier(kind="tag", key=a.tag.lower(), value=a.tag, asset=a) for a in assets
        )
        at = NOON + timedelta(hours=1)
        said = [
            Said(
                client_id=f"{start}-{n}",
                code=a.tag,
                at=at + timedelta(milliseconds=n),
                place_id=store_room.pk,
            )
            for n, a in enumerate(assets)
        ]
        said += [Said(client_id=f"{start}-u{n}", code=f"U-{start}-{n}") for n in range(number)]
        with CaptureQueriesContext(connection) as asked:
            record_scans(actor=dora, stocktake_id=count.pk, scans=said)
        return len(asked)

    statements(50_000, 2)  # The first row of a table costs one more.
    # Both more than a group of rows, which SQLite inserts by a statement of its own.
    assert statements(0, 600) == statements(2_000, 900)
