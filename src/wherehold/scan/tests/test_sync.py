"""What a phone brings is done once, in order, and answered for."""

from datetime import timedelta

import pytest

from wherehold.accounts import commands as accounts
from wherehold.accounts.models import Device, User
from wherehold.conftest import NOON
from wherehold.custody import commands as custody
from wherehold.custody.models import Checkout
from wherehold.kernel.actor import Actor, system
from wherehold.kernel.errors import NotFound
from wherehold.kernel.models import Entry
from wherehold.register.commands import moving
from wherehold.scan.commands.sync import Brought
from wherehold.scan.models import Op
from wherehold.scan.tests.conftest import enrolled

pytestmark = pytest.mark.django_db


def op(key, act, ago=60, base=..., **args):
    at = NOON - timedelta(seconds=ago)
    known = None if base is ... else [base]
    return Brought(id=key, act=act, args=args, captured_at=at, base=known)


def statuses(results):
    return [(one["status"], one.get("code", "")) for one in results]


def test_each_act_does_what_everybodys_command_does(bring, drill, saw, bo, berlin, amina):
    stay = bring(op("1", "check_out", asset_id=drill.pk, holder_id=bo.pk, base=None))
    assert statuses(stay) == [("applied", "")] and stay[0]["asset_id"] == drill.pk
    out = Checkout.objects.get()
    assert (out.holder_id, out.checked_out_at) == (bo.pk, NOON - timedelta(seconds=60))
    results = bring(
        op("2", "transfer", 50, base=out.pk, asset_id=drill.pk, holder_id=amina.party_id),
        op("3", "check_in", 40, asset_id=drill.pk, place_id=berlin.pk),
        op("4", "move", 30, base=saw.place_id, asset_id=saw.pk, place_id=berlin.pk),
        op("5", "seen", 20, code="saw-2", place_id=berlin.pk),
        op("6", "note", 10, asset_id=saw.pk, text="Blunt"),
        op("7", "condition", 9, base=saw.condition, asset_id=saw.pk, condition="worn"),
        op("8", "edit", 8, base="Saw-2", asset_id=saw.pk, field="name", value="Hand saw"),
    )

    assert statuses(results) == [("applied", "")] * 7
    saw.refresh_from_db()
    assert (saw.place_id, saw.seen_place_id, saw.condition) == (berlin.pk, berlin.pk, "worn")
    assert saw.name == "Hand saw" and not Checkout.objects.filter(returned_at=None).exists()
    noted = Entry.objects.get(kind="register.noted")
    assert noted.happened_at == NOON - timedelta(seconds=10)
    assert set(Entry.objects.exclude(subject_type="account").values_list("source", flat=True)) == {
        f"phone:{Device.objects.get().pk}"
    }


def test_a_replay_does_nothing_and_answers_as_the_first_time(bring, drill, saw, bo):
    outbox = [
        op("1", "check_out", asset_id=drill.pk, holder_id=bo.pk, base=None),
        op("2", "check_in", asset_id=saw.pk),
        op("3", "dance", asset_id=saw.pk),
    ]
    first = bring(*outbox)
    entries = Entry.objects.count()

    assert statuses(first) == [
        ("applied", ""),
        ("conflict", "custody.not_out"),
        ("rejected", "scan.unknown_act"),
    ]
    assert bring(*outbox) == [first[0] | {"status": "duplicate"}, *first[1:]]
    assert Entry.objects.count() == entries and Op.objects.count() == 3


def test_two_phones_number_their_acts_alike_and_do_not_meet(bring, drill, saw, admin, amina):
    other, _secret = enrolled(admin)

    assert statuses(bring(op("1", "note", asset_id=drill.pk, text="A"))) == [("applied", "")]
    again = bring(op("1", "note", asset_id=drill.pk, text="B"), device=other.pk, actor=admin)
    assert statuses(again) == [("applied", "")]
    with pytest.raises(NotFound):
        bring(op("2", "note", asset_id=drill.pk, text="B"), device=other.pk, actor=amina)


def test_what_others_overtook_is_a_conflict_and_what_follows_waits(bring, drill, saw, bo, amina):
    custody.check_out(actor=amina, asset_ids=[drill.pk], holder_id=amina.party_id)
    stay = Checkout.objects.get()
    results = bring(
        op("1", "check_out", base=None, asset_id=drill.pk, holder_id=bo.pk),
        op("2", "check_out", base=None, asset_id=saw.pk, holder_id=bo.pk),
        op("3", "check_in", asset_id=drill.pk),
        op("4", "note", asset_id=drill.pk, text="Lent"),
        op("5", "seen", asset_id=drill.pk),
    )

    assert statuses(results) == [
        ("conflict", "scan.handed_meanwhile"),
        ("applied", ""),
        ("conflict", "scan.blocked"),
        ("applied", ""),
        ("applied", ""),
    ]
    assert results[0]["current"]["checkout_id"] == stay.pk
    assert results[0]["current"]["holder"] == "Amina" and "Amina" in results[0]["message"]
    assert results[2]["blocked_by"] == "1"
    assert statuses(bring(op("6", "move", asset_id=drill.pk, place_id=drill.place_id))) == [
        ("conflict", "scan.blocked")
    ]


def test_a_move_and_an_edit_compare_what_they_change_alone(bring, drill, berlin, store_room, amina):
    moving.move_assets(actor=amina, moves={drill.pk: berlin.pk})
    stale = store_room.pk
    results = bring(
        op("1", "edit", base="Drill-7", asset_id=drill.pk, field="name", value="Big drill"),
        op("2", "move", base=stale, asset_id=drill.pk, place_id=berlin.pk),
        op("3", "edit", base="Drill-7", asset_id=drill.pk, field="name", value="Small drill"),
        op("4", "move", base=stale, asset_id=drill.pk, place_id=store_room.pk),
    )

    assert statuses(results) == [
        ("applied", ""),
        ("applied", ""),  # it is there already: both say the same
        ("conflict", "scan.edited_meanwhile"),
        ("conflict", "scan.blocked"),
    ]
    assert results[2]["current"] == {"field": "name", "value": "Big drill"}


def test_a_clock_ahead_counts_as_now_and_one_behind_breaks_nothing(bring, drill, bo, amina):
    results = bring(op("1", "check_out", ago=-3600, base=None, asset_id=drill.pk, holder_id=bo.pk))
    assert results[0]["clock_wrong"] and Checkout.objects.get().checked_out_at == NOON
    stay = Checkout.objects.get()

    results = bring(op("2", "check_in", ago=600, base=stay.pk, asset_id=drill.pk))
    assert statuses(results) == [("applied", "")]
    assert Checkout.objects.get().returned_at == NOON


def test_what_the_phone_did_is_taken_back_by_its_own_number(bring, drill, bo):
    bring(op("1", "check_out", base=None, asset_id=drill.pk, holder_id=bo.pk))

    assert statuses(bring(op("2", "undo", op="1"), op("3", "undo", op="none"))) == [
        ("applied", ""),
        ("rejected", "scan.nothing_to_take_back"),
    ]
    assert Checkout.objects.get().voided_at is not None


@pytest.mark.parametrize(
    ("act", "args", "code"),
    [
        ("seen", {}, "scan.bad_arguments"),
        ("seen", {"asset_id": "x"}, "scan.bad_arguments"),
        ("seen", {"asset_id": 10**6}, "not_found"),
        ("seen", {"code": "NOBODY"}, "scan.unknown_code"),
        ("move", {"code": "DRILL-7"}, "scan.bad_arguments"),
        ("move", {"code": "DRILL-7", "place_id": 10**6}, "not_found"),
        ("edit", {"code": "DRILL-7", "field": "id", "value": 3}, "scan.bad_arguments"),
        ("edit", {"code": "DRILL-7", "field": "purchased_on", "value": 3}, "scan.bad_arguments"),
        ("condition", {"code": "DRILL-7", "condition": "tired"}, "bad_asset"),
        ("check_out", {"code": "DRILL-7"}, "custody.one_target"),
    ],
)
def test_what_does_not_fit_is_rejected_and_holds_up_nothing(bring, drill, saw, act, args, code):
    results = bring(op("1", act, **args), op("2", "note", asset_id=saw.pk, text="Next"))

    assert statuses(results) == [("rejected", code), ("applied", "")]


def test_a_thing_that_one_may_not_see_answers_like_none(bring, drill, cy):
    hers, _secret = enrolled(cy)
    told = bring(op("1", "seen", code="DRILL-7"), device=hers.pk, actor=cy)
    none = bring(op("1b", "seen", code="DRILL-8"), device=hers.pk, actor=cy)

    assert told[0]["code"] == none[0]["code"] == "scan.unknown_code"
    assert told[0].keys() == none[0].keys()


def test_the_outbox_of_somebody_whose_rights_ended_is_kept_and_not_applied(bring, drill, amina):
    nobody = Actor(amina.name, party_id=amina.party_id, source="phone:1")
    results = bring(op("1", "note", asset_id=drill.pk, text="Late"), actor=nobody)

    assert statuses(results) == [("rejected", "scan.rights_ended")]
    kept = Op.objects.get()
    assert (kept.review, kept.asset_id, kept.args["text"]) == ("open", drill.pk, "Late")
    assert not Entry.objects.filter(kind="register.noted").exists()


def test_a_revoked_phone_and_a_closed_account_still_deliver_but_do_nothing(client, db, ada, drill):
    someone = system("test")
    user = accounts.create_user(actor=someone, email="eve@example.org", role="administrator")
    eve = Actor(f"party:{user.party_id}", party_id=user.party_id, source="web")
    device, secret = accounts.enrol_device(actor=eve, user_id=user.pk, name="Pixel")

    def call(path="sync", **more):
        body = {"device": device.pk, "pending": 2, "ops": [], **more}
        return client.post(
            f"/api/v1/{path}",
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        )

    def note(key):
        args = {"asset_id": drill.pk, "text": "Hello"}
        return [{"id": key, "act": "note", "args": args, "captured_at": "2026-03-02T11:00:00Z"}]

    assert call(ops=note("1")).json()["results"][0]["status"] == "applied"
    assert Device.objects.get().pending == 2
    assert call("assets/notes", ops=[]).status_code in {401, 404}
    accounts.revoke_device(actor=someone, device_id=device.pk)
    assert call(ops=note("2")).json()["results"][0]["code"] == "scan.phone_revoked"
    assert call("scans").status_code == 401
    Device.objects.update(revoked_at=None)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert call(ops=note("3")).json()["results"][0]["code"] == "scan.phone_revoked"
    assert Op.objects.filter(review="open").count() == 2


def test_a_key_of_a_phone_opens_nothing_but_what_phones_do(client, ada):
    me = Actor(f"party:{ada.party_id}", party_id=ada.party_id, source="web")
    _device, secret = accounts.enrol_device(actor=me, user_id=ada.pk, name="Pixel")
    headers = {"Authorization": f"Bearer {secret}"}

    assert client.get("/api/v1/assets", headers=headers).status_code == 401
    assert client.get("/api/v1/phones", headers=headers).status_code == 401
    assert client.get("/api/v1/sync/conflicts", headers=headers).status_code == 200
    with pytest.raises(NotFound):
        accounts.enrol_device(actor=me.via("api"), user_id=ada.pk, name="Another")
