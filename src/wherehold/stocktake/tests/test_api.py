"""Counts over REST and on the command line. Rules are tested with the commands."""

import json
from datetime import date

import pytest

from wherehold.conftest import put
from wherehold.kernel.jobs import Run
from wherehold.kernel.models import Entry
from wherehold.project import cli
from wherehold.register.models import Asset
from wherehold.stocktake import document, reactions
from wherehold.stocktake.commands import Terms, open_stocktake
from wherehold.stocktake.models import Line, Plan, Scan, Stocktake
from wherehold.stocktake.queries import progress, results
from wherehold.stocktake.queries.evidence import evidence

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(client, token, afternoon):
    """Call with Ada's token; the afternoon begins once a count is open."""

    def call(method, path, body=None, **headers):
        answer = client.generic(
            method,
            f"/api/v1/stocktakes{path}",
            b"" if body is None else json.dumps(body, default=str),
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}", **headers},
        )
        afternoon()
        return answer

    return call


def items(answer):
    assert answer.status_code in {200, 201}, answer.content
    return answer.json()["items"]


@pytest.fixture
def opened(call, drill, saw, lamp):
    [card] = items(call("POST", "", {"name": "Berlin Q1", "alone": True}))
    return card


def test_a_count_goes_from_its_list_to_its_report(call, opened, drill, saw, lamp, store_room):
    key = opened["id"]
    assert opened["progress"]["expected"] == 3 and opened["state"] == "counting"

    scans = [
        {"client_id": "1", "code": "DRILL-7", "place_id": store_room.pk, "method": "camera"},
        {"client_id": "2", "code": "LAMP-1", "place_id": store_room.pk},
        {"client_id": "3", "epc": "3414257BF7194E4000009999", "place_id": store_room.pk},
    ]
    told = items(call("POST", f"/{key}/scans", scans))
    assert [one["status"] for one in told] == ["found", "elsewhere", "unknown"]
    assert items(call("POST", f"/{key}/scans", scans[0]))[0]["again"] is True

    [card] = items(call("POST", f"/{key}/end", {}))
    assert card["state"] == "review" and card["progress"]["missing"] == 1
    assert card["progress"]["accuracy"]["share"] == pytest.approx(1 / 3, abs=1e-6)
    wrong = items(call("GET", f"/{key}/result?bucket=elsewhere"))
    assert [(one["tag"], one["seen"]) for one in wrong] == [("LAMP-1", "Berlin · Store room")]
    [unknown] = items(call("GET", f"/{key}/result?bucket=unknown"))
    items(call("POST", f"/{key}/unknowns/{unknown['id']}", {"asset_id": None}))
    items(call("POST", f"/{key}/review", {"outcome": "moved", "line_ids": [wrong[0]["id"]]}))
    items(call("POST", f"/{key}/review", {"outcome": "lost", "state": "missing"}))

    [closed] = items(call("POST", f"/{key}/close", {}))
    assert closed["state"] == "closed" and closed["result"]["lost"] == 1
    lamp.refresh_from_db()
    assert lamp.place_id == store_room.pk and Asset.objects.get(pk=saw.pk).stage == "missing"
    report = call("GET", f"/{key}/report")
    assert report["Content-Type"] == "application/pdf" and report.content.startswith(b"%PDF")
    assert len(items(call("GET", f"/{key}/scans"))) == 3


def test_nothing_new_is_told_by_304(call, opened):
    key = opened["id"]
    first = call("GET", f"/{key}")
    again = call("GET", f"/{key}", **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    call("POST", f"/{key}/scans", [{"client_id": "1", "code": "DRILL-7"}])
    assert call("GET", f"/{key}", **{"If-None-Match": first["ETag"]}).status_code == 200


def test_zones_people_recount_and_giving_up(call, opened, bo, drill):
    key = opened["id"]
    zones = items(call("GET", f"/{key}/zones"))
    assert [(z["name"], z["expected"]) for z in zones] == [
        ("Berlin · Store room", 2),
        ("Berlin · Yard", 1),
    ]
    zone = zones[0]["id"]
    [told] = items(call("POST", f"/{key}/zones/{zone}/people", {"party_ids": [bo.pk]}))
    assert told["people"] == [[bo.pk, "Bo"]]
    [told] = items(call("POST", f"/{key}/zones/{zone}/finish", {}))
    assert told["missing"] == 2
    [told] = items(call("POST", f"/{key}/zones/{zone}/reopen", {}))
    assert told["missing"] == 0
    call("POST", f"/{key}/end", {})
    assert items(call("POST", f"/{key}/recount", {"missing": True})) == [{"to_count": 3}]
    call("POST", f"/{key}/devices", {"device": "p1", "pending": 4})
    call("POST", f"/{key}/scans", [{"client_id": "9", "code": "DRILL-7"}])
    items(call("POST", f"/{key}/scans/take-back", {"client_ids": ["9"]}))
    assert Line.objects.get(asset=drill).state == "open"
    [card] = items(call("POST", f"/{key}/cancel", {"reason": "Fire"}))
    assert card["state"] == "cancelled"
    assert [one["id"] for one in items(call("GET", "?state=cancelled"))] == [key]
    assert items(call("GET", "?state=open")) == []


def test_a_place_that_nobody_knows_refuses_what_has_nothing_else(call, opened):
    answer = call(
        "POST", f"/{opened['id']}/scans", [{"client_id": "1", "code": "x", "place_id": 9999}]
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert call("POST", "", {"name": "x", "place_id": 9999}).status_code == 404
    assert call("GET", "/9999").status_code == 404


def test_thousands_come_in_one_request(call, opened, store_room):
    scans = [{"client_id": f"u{n}", "code": f"X-{n}"} for n in range(5_000)]
    told = items(call("POST", f"/{opened['id']}/scans", scans))
    assert {one["status"] for one in told} == {"unknown"} and Scan.objects.count() == 5_000


def test_a_plan_opens_its_count_in_the_name_of_its_owner(call, ada, drill, afternoon):
    body = {"name": "Monthly", "every_days": 30, "first_on": "2026-03-04"}
    [plan] = items(call("POST", "/plans", body))
    afternoon(24 * 3)
    reactions.open_due(Run(0, "stocktake.open_due", {}))
    made = Stocktake.objects.get()
    assert (made.opened_by_id, made.plan_id) == (ada.party_id, plan["id"])
    ada.is_active = False
    ada.save()
    Plan.objects.update(next_on=date(2026, 3, 1))
    reactions.open_due(Run(0, "stocktake.open_due", {}))
    assert Plan.objects.get().trouble == "The account is closed."
    assert Stocktake.objects.count() == 1


def test_a_plan_ends(call, drill):
    [plan] = items(call("POST", "/plans", {"name": "Monthly", "every_days": 30}))
    assert [one["name"] for one in items(call("GET", "/plans"))] == ["Monthly"]
    items(call("POST", f"/plans/{plan['id']}/end", {}))
    assert items(call("GET", "/plans")) == []


def test_the_evidence_agrees_with_the_ledger(
    call, opened, everyone, scan, drill, store_room, capsys, tmp_path
):
    key = opened["id"]
    count = Stocktake.objects.get(pk=key)
    scan(count, "DRILL-7", "nobody", place=store_room, actor=everyone)
    call("POST", f"/{key}/end", {})
    call("POST", f"/{key}/close", {"leave_rest": True})

    told = evidence(actor=everyone, stocktake_id=key)

    closed = Entry.objects.get(kind="stocktake.closed")
    assert told.log_is_whole and told.card.digest == closed.data["digest"]
    assert closed.data["result"]["missing"] == told.numbers.missing == 2
    assert [place.seq for place in told.ledger][-1] == closed.seq
    assert {line.tag for line in told.differences} == {"SAW-2", "LAMP-1"}
    text = json.dumps(document.content(told, owner="Brightwater"))
    assert closed.data["digest"] in text and "worked out again: unchanged" in text
    made = document.draw(told, owner="Bright *water* #danger()")
    assert b"pdfaid:part>2<" in made and b"pdfaid:conformance>B<" in made
    Scan.objects.filter(code="nobody").update(code="somebody")
    assert not evidence(actor=everyone, stocktake_id=key).log_is_whole

    target = tmp_path / "report.pdf"
    options = cli.build_parser().parse_args(["stocktake", "report", str(key), "-o", str(target)])
    options.run(options)
    assert target.read_bytes().startswith(b"%PDF")
    options = cli.build_parser().parse_args(["stocktake", "list"])
    options.run(options)
    assert "Berlin Q1" in capsys.readouterr().out


def test_prices_are_told_to_those_who_see_them(call, opened, client, dora):
    key = opened["id"]
    assert progress.progress(actor=dora, stocktake_id=key).value_minor is None
    lines, _ = results.lines(actor=dora, stocktake_id=key, bucket="open")
    assert {line.value_minor for line in lines} == {None} and len(lines) == 3


def test_pages_of_a_bucket_follow_each_other_the_dearest_first(keeper, store_room, tools):
    for number in range(7):
        value = None if number % 3 == 0 else number * 100
        put(f"P-{number}", store_room, tools, stage="in_service", value_minor=value)
    key = open_stocktake(actor=keeper, terms=Terms(name="All"))
    seen, cursor = [], ""
    while cursor is not None:
        page, cursor = results.lines(
            actor=keeper, stocktake_id=key, bucket="open", cursor=cursor, limit=2
        )
        seen += [line.value_minor for line in page]
    assert seen == [500, 400, 200, 100, None, None, None]
