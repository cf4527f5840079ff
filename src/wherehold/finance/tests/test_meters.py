"""Depreciation by units: from meters that are read by hand, or that somebody else knows."""

from datetime import UTC, date, datetime

import orjson
import pytest

from wherehold.conftest import put
from wherehold.finance import commands, posting, units
from wherehold.finance.commands import ChangeDraft, DisposalDraft, LineDraft, PolicyDraft
from wherehold.finance.commands import ReadingDraft as Read
from wherehold.finance.engine.problems import Wrong
from wherehold.finance.models import Charge, Reading
from wherehold.finance.queries import values
from wherehold.finance.refusals import BadReading, BadTerms
from wherehold.ingest import intake
from wherehold.kernel.actor import system
from wherehold.register.models import Asset
from wherehold.tracking import commands as tracking
from wherehold.tracking.models import Day

pytestmark = pytest.mark.django_db
START = date(2025, 1, 1)


@pytest.fixture
def truck(admin):
    """A truck for 12,000 that lasts 100,000 km and is worth 2,000 then."""
    book = commands.open_book(actor=admin, code="fin", name="Fin", currency="EUR")
    policy = PolicyDraft(
        method="units-of-production", total_units=100_000, residual_permille=0, life=1
    )
    commands.set_policies(actor=admin, book_id=book, policies=[policy])
    thing = put("TRUCK", price_minor=12_000_00, currency="EUR", purchased_on=START)
    line = LineDraft(asset_id=thing.pk, in_service_on=START, residual_minor=2_000_00)
    commands.value(actor=admin, book_id=book, lines=[line])
    return thing


def read(admin, thing, *counts, **more):
    drafts = [Read(asset_id=thing.pk, on=on, count=count, **more) for on, count in counts]
    commands.read_meters(actor=admin, readings=drafts)


def in_book(admin, thing):
    [one] = values.of_asset(actor=admin, asset_id=thing.pk)
    return one


def test_units_charge_their_share_by_the_months_that_are_over(admin, truck):
    assert in_book(admin, truck).worth(date(2025, 6, 30)).charged == 0
    read(admin, truck, (START, 500), (date(2025, 1, 31), 10_500), (date(2025, 3, 15), 30_500))
    one = in_book(admin, truck)

    assert [one.worth(date(2025, n, 28)).charged for n in (1, 2, 3, 4)] == [
        *(0, 1_000_00, 1_000_00, 3_000_00),
    ]
    assert one.worth(date(2025, 1, 31)).charged == 1_000_00
    assert [row.charge for row in one.rows()] == [1_000_00, 0, 2_000_00]
    read(admin, truck, (date(2025, 4, 30), 200_000))
    last = in_book(admin, truck).worth(date(2025, 5, 1))
    assert (last.charged, last.net, last.state) == (10_000_00, 2_000_00, "fully_depreciated")


def test_a_meter_that_runs_backwards_and_negative_counts_are_refused(admin, truck):
    read(admin, truck, (date(2025, 1, 31), 10_000))
    for bad, why in (
        ((date(2025, 2, 28), 9_999), "meter_backwards"),
        ((date(2025, 2, 28), -1), "units_negative"),
        ((date(2025, 1, 30), 9_000), "reading_not_last"),
        ((date(2099, 1, 1), 20_000), "reading_in_future"),
    ):
        with pytest.raises(BadReading, match=why):
            read(admin, truck, bad)
    with pytest.raises(BadReading, match="units_negative"):
        commands.read_meters(
            actor=admin, readings=[Read(asset_id=truck.pk, on=date(2025, 2, 1), used=-3)]
        )
    with pytest.raises(BadReading, match="reading_or_units"):
        commands.read_meters(actor=admin, readings=[Read(asset_id=truck.pk, on=START)])
    assert Reading.objects.count() == 1


def test_a_new_meter_goes_on_and_the_last_reading_may_be_said_anew(admin, truck):
    read(admin, truck, (START, 0), (date(2025, 1, 31), 10_000))
    read(admin, truck, (date(2025, 2, 1), 0), replaced=True)
    read(admin, truck, (date(2025, 2, 28), 7_000))
    read(admin, truck, (date(2025, 2, 28), 5_000))
    commands.read_meters(
        actor=admin, readings=[Read(asset_id=truck.pk, on=date(2025, 3, 31), used=1_000)]
    )
    told = Reading.objects.order_by("on").values_list("count", "units")
    assert list(told) == [(0, 0), (10_000, 10_000), (0, 10_000), (5_000, 15_000), (6_000, 16_000)]


def test_another_estimate_of_units_counts_forward_only(admin, truck):
    read(admin, truck, (START, 0), (date(2025, 1, 31), 20_000))
    change = ChangeDraft(
        asset_id=truck.pk, kind="estimate", on=date(2025, 2, 10), units=40_000, residual_minor=0
    )
    commands.change(actor=admin, book_id=in_book(admin, truck).book["id"], changes=[change])
    read(admin, truck, (date(2025, 2, 28), 30_000))
    one = in_book(admin, truck)

    assert one.worth(date(2025, 1, 31)).charged == 2_000_00
    assert one.worth(date(2025, 2, 28)).charged == 2_000_00 + 2_500_00


def test_units_are_posted_and_a_disposal_counts_up_to_its_day(admin, truck):
    read(admin, truck, (START, 0), (date(2025, 1, 31), 10_000), (date(2025, 2, 20), 15_000))
    book = in_book(admin, truck).book["id"]
    posting.post_through(actor=admin, book_id=book, through=date(2025, 1, 31))
    assert list(Charge.objects.values_list("charge_minor", flat=True)) == [1_000_00]
    Asset.objects.update(stage="retired")
    sale = DisposalDraft(
        asset_id=truck.pk, on=date(2025, 2, 25), way="sale", proceeds_minor=10_000_00
    )
    [gone] = commands.dispose(actor=admin, disposals=[sale])
    assert gone.gain_minor == -500_00


def test_a_provider_knows_units_where_nobody_read_the_meter(admin, truck, monkeypatch):
    def known(asset_ids):
        return {key: [(START, 0), (date(2025, 1, 31), 50_000)] for key in asset_ids}

    monkeypatch.setattr(units, "PROVIDERS", [known])
    assert in_book(admin, truck).worth(date(2025, 1, 31)).charged == 5_000_00
    read(admin, truck, (START, 0), (date(2025, 1, 31), 1_000))
    assert in_book(admin, truck).worth(date(2025, 1, 31)).charged == 100_00
    with pytest.raises(Wrong, match="meter_backwards"):
        units.checked([(START, 9), (START, 8)])
    with pytest.raises(Wrong, match="units_negative"):
        units.checked([(START, -1)])


def test_a_policy_by_units_needs_their_number(admin, truck):
    book = in_book(admin, truck).book["id"]
    with pytest.raises(BadTerms, match="units_total"):
        policy = PolicyDraft(method="units-of-production", life=1)
        commands.set_policies(actor=admin, book_id=book, policies=[policy])


def test_meters_over_rest_and_in_the_browser(client, ada, call, truck):
    many = [
        {"asset_id": truck.pk, "on": "2025-01-01", "count": 0},
        {"asset_id": truck.pk, "on": "2025-01-31", "count": 5_000},
    ]
    assert call("POST", "/meter-readings", many)[0] == 201
    status, refused = call("POST", "/meter-readings", many[1] | {"count": -4})
    assert (status, refused["code"]) == (422, "finance.bad_reading")
    assert call("GET", f"/assets/{truck.pk}/meter")[1]["items"][0]["units"] == 5_000
    client.force_login(ada)
    address = f"/assets/{truck.pk}/meter/fin"
    assert client.post(address, {"on": "2025-02-28", "count": "4000"}).status_code == 422
    assert client.post(address, {"on": "2025-02-28", "count": "9000"}).status_code == 302
    page = client.get(f"/assets/{truck.pk}/value").content.decode()
    assert "9000" in page and "By units" in page


def test_what_a_tracker_reports_of_an_engine_is_charged(admin, truck):
    actor = system("test")
    [key] = tracking.add_devices(actor=admin, devices=[tracking.NewDevice(key="T", kind="gps")])
    bind = tracking.Bind(
        device_id=key, asset_id=truck.pk, starts_at=datetime(2025, 1, 1, tzinfo=UTC)
    )
    tracking.bind(actor=admin, binds=[bind])
    policy = PolicyDraft(method="units-of-production", total_units=10, residual_permille=0, life=1)
    book = in_book(admin, truck).book["id"]
    commands.set_policies(actor=admin, book_id=book, policies=[policy])
    change = ChangeDraft(asset_id=truck.pk, kind="estimate", on=START, units=10, residual_minor=0)
    commands.change(actor=admin, book_id=book, changes=[change])
    # Three hours in January and two in February, told late and in another order.
    hours = [("2025-02-03T08:00", True), ("2025-02-03T10:00", False), ("2025-02-03T09:00", True),
             *((f"2025-01-20T0{n}:00", n < 4) for n in (4, 2, 3, 1))]  # fmt: skip
    for at, runs in hours:
        said = {"device": "T", "at": f"{at}:00Z", "sensors": {"engine": runs}}
        intake.take(
            actor=actor,
            sender=tracking.Sender("test"),
            body=orjson.dumps([said]),
            content_type="application/json",
        )

    one = in_book(admin, truck)
    ends = [date(2025, 1, 28), date(2025, 1, 31), date(2025, 2, 28)]
    told = [one.worth(day).charged for day in ends]
    assert told == [0, 3_600_00, 6_000_00]
    tracking.roll_up(actor=actor)
    assert Day.objects.exists()
    assert [in_book(admin, truck).worth(day).charged for day in ends] == told
