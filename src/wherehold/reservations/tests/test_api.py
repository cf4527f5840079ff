"""Availability and reservations over REST and on the command line."""

import json

import pytest

from wherehold.accounts import commands as accounts
from wherehold.accounts.models import Role
from wherehold.kernel.actor import system
from wherehold.kernel.jobs import Run
from wherehold.project import cli
from wherehold.reservations import ical, reactions
from wherehold.reservations.models import Reservation
from wherehold.reservations.queries import listed
from wherehold.reservations.tests.conftest import when


@pytest.fixture
def ada(db):
    accounts.lay_roles(actor=system("test"))
    return accounts.create_user(actor=system("test"), email="ada@example.org", role="administrator")


@pytest.fixture
def call(client, ada):
    token = accounts.create_token(actor=system("test"), user_id=ada.pk)[1]

    def send(method, path, body=None, **headers):
        return client.generic(
            method,
            f"/api/v1{path}",
            b"" if body is None else json.dumps(body, default=str),
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}", **headers},
        )

    return send


def wish(bo, **wanted):
    return {
        "party_id": bo.pk,
        "begins_at": when(1).isoformat(),
        "ends_at": when(2).isoformat(),
        "lines": [wanted],
    }


def test_a_reservation_goes_its_way(call, bo, pieces, projector, monkeypatch):
    period = {"from": "2026-03-03T12:00:00Z", "to": "2026-03-04T12:00:00Z"}
    words = "&".join(f"{name}={value}" for name, value in period.items())
    free = call("GET", f"/availability?model={projector.pk}&{words}&quantity=2")
    assert free.status_code == 200, free.content
    assert (free.json()["free"], free.json()["enough"]) == (3, True)

    made = call("POST", "/reservations", wish(bo, model_id=projector.pk, quantity=2))
    assert made.status_code == 201, made.content
    [card] = made.json()["items"]
    path = f"/reservations/{card['id']}"
    assert card["what"] == "2 × EB-L730U" and card["state"] == "approved"
    assert call("POST", f"{path}/prepare", {}).json()["items"][0]["state"] == "prepared"
    moved = {"begins_at": when(1).isoformat(), "ends_at": when(3).isoformat()}
    assert call("POST", f"{path}/change", moved).status_code == 201
    assert call("POST", f"{path}/extend", {"ends_at": when(4).isoformat()}).status_code == 201
    monkeypatch.setattr("wherehold.kernel.clock.now", lambda: when(1))
    assert len(call("POST", f"{path}/hand-out", {}).json()["items"]) == 2
    assert call("GET", "/reservations?state=out").json()["items"][0]["id"] == card["id"]
    back = call("POST", f"{path}/return", {"condition": "good"})
    assert back.status_code == 201 and call("GET", path).json()["state"] == "returned"
    refused = call("POST", f"{path}/cancel", {"reason": "x"})
    assert (refused.status_code, refused.json()["code"]) == (409, "reservations.wrong_state")


def test_the_same_call_twice_reserves_once(call, bo, drill):
    body = wish(bo, asset_id=drill.pk)
    first = call("POST", "/reservations", body, **{"Idempotency-Key": "k1"})
    again = call("POST", "/reservations", body, **{"Idempotency-Key": "k1"})

    assert first.status_code == again.status_code == 201 and first.content == again.content
    assert Reservation.objects.count() == 1
    refused = call("POST", "/reservations", body)
    assert refused.status_code == 409
    assert refused.json()["fields"][0]["reasons"] == {"booked": 1}


def test_many_at_once_and_who_waits(call, bo, drill, saw):
    many = [wish(bo, asset_id=one.pk) for one in (drill, saw)]
    assert len(call("POST", "/reservations", many).json()["items"]) == 2
    waits = call("POST", "/reservations", wish(bo, asset_id=drill.pk) | {"wait": True})
    [card] = waits.json()["items"]
    assert card["state"] == "waiting"
    call("POST", f"/reservations/{Reservation.objects.earliest('pk').pk}/cancel", {})
    reactions.tend(Run(0, "reservations.tend", {}))
    accepted = call("POST", f"/reservations/{card['id']}/accept")
    assert accepted.json()["items"][0]["state"] == "approved"


def test_rules_hours_and_what_they_refuse(call, tools, berlin, bo, drill):
    rule = {"category_id": tools.pk, "approve_always": True, "longest_days": 5}
    assert call("POST", "/reservations/rules", rule).status_code == 201
    hours = {"hours": [{"weekday": 1, "opens": "08:00", "closes": "18:00"}]}
    assert call("POST", f"/places/{berlin.pk}/hours", hours).status_code == 201
    two = {"hours": hours["hours"] * 2}
    assert call("POST", f"/places/{berlin.pk}/hours", two).json()["code"] == "reservations.bad_rule"
    closed = call("POST", "/reservations", wish(bo, asset_id=drill.pk))
    assert closed.json()["code"] == "reservations.closed"


def test_the_command_line_lists_what_is_due(book, keeper, drill, capsys, monkeypatch):
    made = book(1, 2, asset=drill)

    assert cli.main(["reservations", "due", "--on", "2026-03-03"]) == 0
    assert f"prepare  {made.pk}" in capsys.readouterr().out
    assert cli.main(["reservations", "due", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["prepare"][0]["what"] == "DRILL-7"


def test_a_calendar_file_is_folded_and_escaped(book, keeper, drill, bo):
    bo.name = "Bo; the, best" + "ü" * 60
    bo.save()
    made = book(1, 2, asset=drill)
    lines = listed.page(actor=keeper)[0]
    text = ical.calendar(lines, name="DRILL-7", host="example.org", at=when(0))

    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    whole = text.replace("\r\n ", "")
    assert f"UID:reservation-{made.pk}@example.org" in whole
    assert "SUMMARY:DRILL-7 · Bo\\; the\\, best" in whole
    assert "DTSTART:20260303T120000Z" in whole


def test_a_booking_comes_again_and_its_rest_is_called_off(call, bo, drill):
    sent = wish(bo, asset_id=drill.pk) | {"repeat": {"every": "week", "times": 3}}
    made = call("POST", "/reservations/repeat", sent)
    assert made.status_code == 201, made.content
    ids = made.json()["reservation_ids"]
    assert (len(ids), made.json()["through"], made.json()["endless"]) == (3, "2026-03-17", False)

    again = call("POST", "/reservations/repeat", sent)
    assert again.status_code == 409 and len(again.json()["fields"]) == 3
    call("POST", f"/reservations/{ids[1]}/cancel", {"following": True})
    states = Reservation.objects.order_by("begins_at").values_list("state", flat=True)
    assert list(states) == ["approved", "cancelled", "cancelled"]
    bad = call("POST", "/reservations/repeat", sent | {"repeat": {"every": "hour"}})
    assert bad.status_code == 422
    limit = {"role_id": Role.objects.get(code="member").pk, "most": 2}
    assert call("POST", "/reservations/limits", limit).status_code == 201


def test_times_between_sites_are_set_and_listed(call, berlin, hamburg):
    way = {"site_ids": [berlin.pk, hamburg.pk], "minutes": 270}
    assert call("POST", "/reservations/transports", way).status_code == 201
    assert call("POST", "/reservations/transports", {"minutes": 60}).status_code == 201
    lines = call("GET", "/reservations/transports").json()["items"]
    assert [(line["sites"], line["minutes"]) for line in lines] == [
        (["Berlin", "Hamburg"], 270),
        (["", ""], 60),
    ]
    same = call("POST", "/reservations/transports", {"site_ids": [berlin.pk] * 2, "minutes": 1})
    assert (same.status_code, same.json()["code"]) == (422, "reservations.bad_rule")
    assert call("POST", "/reservations/transports", way | {"minutes": None}).status_code == 201
    assert len(call("GET", "/reservations/transports").json()["items"]) == 1
