"""What is in the file: all of one person, nothing that opens anything, nothing of others."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wherehold.accounts.models import ApiToken, RoleGrant, SignIn, User
from wherehold.alerts.models import Alert, Channel, Notice
from wherehold.conftest import NOON
from wherehold.custody.models import Checkout
from wherehold.dossier.parts import PARTS
from wherehold.dossier.tests.conftest import EVIL, file_of, held
from wherehold.kernel.models import Entry
from wherehold.reservations.models import Line, Reservation
from wherehold.scan.models import Scan
from wherehold.tracking import months

pytestmark = pytest.mark.django_db


def test_each_part_is_there_in_both_forms_with_its_headings(people, tmp_path):
    documents, tables, text = file_of(people["Mia"], tmp_path)

    assert set(documents) == set(tables) == {part.name for part in PARTS}
    for part in PARTS:
        assert len(documents[part.name]) == len(tables[part.name])
        assert all(tuple(row) == part.headings for row in documents[part.name])
        assert f"{part.name}: {part.about}" in text


def test_what_is_held_about_somebody_is_in_it(people, looked, tmp_path):
    documents, tables, _ = file_of(people["Mia"], tmp_path)
    one = {name: rows[0] for name, rows in documents.items() if rows}

    assert one["person"]["name"] == "Mia-name" and one["account"]["email"] == "mia@example.org"
    assert one["roles"]["role"] == "Member" and one["tokens"]["name"] == "Mia-token"
    assert one["things"]["tag"] == "Mia-1" and one["things"]["returned_at"] is None
    assert one["devices"]["device"] == "Mia-tracker-1" and one["devices"]["until"] is None
    assert (one["positions"]["lat"], one["last_known"]["lat"]) == (-33.5, -33.5)
    assert tables["positions"][0]["lat"] == "-33.5", "a number is no formula"
    assert one["notes"]["text"] == "Mia-wrote"
    assert one["private_times"]["until"] and one["told"]["rule"] == "Mia-rule"
    assert one["channels"] | {"created_at": 0} == {
        "service": "ntfy", "name": "Mia-way", "created_at": 0, "removed_at": None,
    }  # fmt: skip
    assert (one["looks"]["who"], one["looks"]["reason"]) == ("Tom-name", "Fire in hall 3")
    acts = {row["kind"] for row in documents["acts"]}
    assert {"tracking.private_begun", "accounts.token_created"} <= acts
    assert set(documents["acts"][0]) == {
        "seq", "recorded_at", "happened_at", "kind", "subject", "subject_id", "source", "act",
    }  # fmt: skip


def test_nothing_opens_anything_and_nothing_is_of_others(people, tmp_path):
    _, _, text = file_of(people["Mia"], tmp_path)

    secrets = {
        *ApiToken.objects.values_list("digest", flat=True),
        *SignIn.objects.values_list("session_key", flat=True),
        *Channel.objects.values_list("hidden", flat=True),
        *User.objects.values_list("password", flat=True),
    }
    assert not [one for one in (*secrets, "Mia-topic", "Mia-note") if one in text]
    assert "Tom" not in text and "51.25" not in text and "tom@" not in text


def test_no_cell_is_a_formula(people, tmp_path):
    documents, tables, _ = file_of(people["Mia"], tmp_path)

    assert [row["agent"] for row in documents["sessions"]] == [EVIL]
    assert [row["agent"] for row in tables["sessions"]] == [f"'{EVIL}"]
    cells = [c for rows in tables.values() for row in rows for c in row.values()]
    assert not [c for c in cells if c[:1] in "=+@" and c]


def test_where_somebody_was_goes_to_nobody_else(people, tmp_path):
    documents, _, text = file_of(people["Mia"], tmp_path, whole=False)

    assert not {"positions", "last_known", "private_times", "codes_scanned"} & set(documents)
    assert "-33.5" not in text and documents["things"]
    assert "to that person alone" in text


def test_a_time_that_a_thing_was_somebody_elses_is_not_in_it(people, store_room, tools, tmp_path):
    before = len(file_of(people["Tom"], tmp_path)[0]["positions"])
    held("Mia", people["Mia"], store_room, tools, number=2)

    assert len(file_of(people["Tom"], tmp_path)[0]["positions"]) == before == 1
    assert len(file_of(people["Mia"], tmp_path)[0]["positions"]) == 2


def test_statements_do_not_grow_with_what_is_held(people, store_room, tools, tmp_path):
    mia = people["Mia"]

    def counted():
        with CaptureQueriesContext(
            connection,
        ) as told:
            documents = file_of(mia, tmp_path)[0]
        return len(told), documents

    few, before = counted()
    for number in range(2, 12):
        held("Mia", mia, store_room, tools, number)
    _many(mia)
    many, after = counted()

    assert many == few
    grown = ("things", "devices", "positions", "last_known", "sessions", "tokens", "roles", "told",
             "channels", "bookings", "booked", "codes_scanned", "acts")  # fmt: skip
    assert [name for name in grown if len(after[name]) < len(before[name]) + 10] == []


def _many(mia):
    """Have more of everything that is about Mia."""
    party_id, me = mia.party_id, {"user_id": mia.pk}
    role_id = RoleGrant.objects.filter(user=mia).values_list("role_id", flat=True)[0]
    stay = Checkout.objects.filter(holder=party_id).first()
    alert = Alert.objects.get(rule__name="Mia-rule")
    whose = {"actor": f"party:{party_id}", "subject_type": "asset", "subject_id": stay.asset_id}
    for n in range(10):
        SignIn.objects.create(session_key=f"s{n}", began_at=NOON, seen_at=NOON, **me)
        ApiToken.objects.create(digest=f"d{n}", hint="wh", created_at=NOON, **me)
        RoleGrant.objects.create(role_id=role_id, given_at=NOON, revoked_at=NOON, **me)
        Notice.objects.create(alert=alert, party_id=party_id, due_at=NOON)
        Channel.objects.create(
            party_id=party_id, service="ntfy", name="n", hidden="x", hint="h", created_at=NOON
        )
        span = {"begins_at": NOON, "ends_at": NOON.replace(hour=20)}
        booked = Reservation.objects.create(
            party_id=party_id, state="approved", made_at=NOON, **span
        )
        Line.objects.create(
            reservation=booked, asset_id=stay.asset_id, begins_at=NOON, until_at=span["ends_at"]
        )
        Scan.objects.create(
            caller=f"party:{party_id}", client_id=str(n), code="X", at=NOON, received_at=NOON,
            method="camera",
        )  # fmt: skip
        Entry.objects.create(
            happened_at=NOON, recorded_at=NOON, kind="asset.noted", source="web",
            act="00000000-0000-7000-8000-000000000000", data={}, leaf=b"0" * 32, mac=b"0" * 16,
            **whose,
        )  # fmt: skip
    assert months.within(0, months.LAST_US)
