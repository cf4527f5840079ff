"""The settings pages: each opens for whom it is meant, and its acts work as plain forms."""

import re
from dataclasses import dataclass

import pytest
from django.db import transaction

from wherehold.accounts import commands, queries
from wherehold.accounts.models import ApiToken, RoleGrant, User
from wherehold.accounts.tests.conftest import sign_in
from wherehold.conftest import NOON
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import system
from wherehold.kernel.models import Job, Organisation

EVERYBODYS = ["/settings", "/settings/account", "/settings/tokens"]
MANAGERS = [
    "/settings/people",
    "/settings/roles",
    "/settings/roles/storekeeper",
    "/settings/explain",
]
OWNERS = ["/settings/organisation", "/settings/modules", "/settings/jobs", "/settings/ledger"]


@pytest.fixture
def boss(client, dee):
    Organisation.objects.create(name="Brightwater", created_at=NOON)
    sign_in(client, dee.email)
    return client


@pytest.mark.parametrize("page", EVERYBODYS + MANAGERS + OWNERS)
def test_the_administrator_opens_every_page(boss, mel, page):
    answer = boss.get(page.replace("/1", f"/{mel.pk}"))

    assert answer.status_code == 200
    text = answer.content.decode()
    assert "<c-" not in text and "{{" not in text and "{%" not in text


@pytest.mark.parametrize("page", MANAGERS + OWNERS)
def test_a_storekeeper_opens_none_of_the_managers_pages(client, mel, page):
    sign_in(client, mel.email)

    assert client.get(page.replace("/1", f"/{mel.pk}")).status_code == 403


def test_the_list_of_pages_shows_only_what_one_may_open(client, mel):
    sign_in(client, mel.email)
    text = client.get("/settings").content.decode()

    assert "/settings/tokens" in text
    assert not [page for page in MANAGERS + OWNERS if f'"{page}"' in text]


def test_inviting_without_mail_shows_the_link_once(boss, berlin):
    answer = boss.post(
        "/settings/people/invite",
        {"email": "new@example.org", "name": "New", "role": "storekeeper", "place": berlin.pk},
    )

    assert answer.status_code == 200
    [link] = re.findall(r"/invitation/[\w-]+", answer.content.decode())[:1]
    grant = RoleGrant.objects.get(user__email="new@example.org")
    assert grant.place == berlin and grant.role.code == "storekeeper"
    from django.test import Client

    new = {"password": "a different long phrase", "again": "a different long phrase"}
    assert Client().post(link, new).status_code == 302


def test_giving_taking_back_and_closing(boss, mel, tools):
    page = f"/settings/people/{mel.pk}"
    given = {"role": "finance", "category": tools.pk, "until": "2026-03-05"}
    assert boss.post(f"{page}/grants", given).status_code == 302
    grant = RoleGrant.objects.get(role__code="finance")
    assert "Finance, Tools" in boss.get("/settings/people").content.decode()
    boss.post(f"{page}/grants/{grant.pk}/revoke")
    grant.refresh_from_db()
    assert grant.revoked_at == NOON

    boss.post(f"{page}/close")
    assert not User.objects.get(pk=mel.pk).is_active
    boss.post(f"{page}/close", {"reopen": "1"})
    assert User.objects.get(pk=mel.pk).is_active


def test_the_last_administrator_stays(boss, dee):
    assert boss.post(f"/settings/people/{dee.pk}/close").status_code == 409
    grant = RoleGrant.objects.get(user=dee)
    assert boss.post(f"/settings/people/{dee.pk}/grants/{grant.pk}/revoke").status_code == 409


def test_a_role_is_shaped_by_level_and_switches(boss, mel):
    boss.post("/settings/roles/new", {"name": "Night shift", "like": "storekeeper"})
    boss.post("/settings/roles/night_shift/rights", {"level": "see", "permission": ["asset.price"]})

    role = queries.role(
        actor=queries.actor_for_user(User.objects.get(email="dee@example.org"), "web"),
        code="night_shift",
    )
    assert role.permissions == {"asset.see", "party.see", "asset.price"}
    text = boss.get("/settings/roles/night_shift").content.decode()
    assert "see prices" in text and "Night shift" in text


@pytest.mark.parametrize("code", ["administrator", "auditor"])
def test_some_roles_are_as_their_names_promise(boss, code):
    assert boss.post(f"/settings/roles/{code}/rights", {"level": "see"}).status_code == 409


def test_a_token_is_shown_once_and_works(boss, dee):
    page = boss.post("/settings/tokens/new", {"name": "robot", "days": "30", "scopes": "asset.see"})
    [secret] = set(re.findall(r"wh_pat_\w{8}_[\w-]{43}", page.content.decode()))

    assert secret not in boss.get("/settings/tokens").content.decode()
    token = ApiToken.objects.get()
    assert token.digest not in boss.get("/settings/tokens").content.decode()
    actor = queries.actor_for_token(secret)
    assert actor.scopes == {"asset.see"} and not actor.may_somewhere("asset.edit")
    boss.post(f"/settings/tokens/{token.pk}/revoke")
    assert queries.actor_for_token(secret) is None


def test_T47_a_token_is_always_ones_own(boss, mel, dee):
    body = {"name": "robot", "days": "30", "user": mel.pk, "user_id": mel.pk, "owner_id": mel.pk}
    boss.post("/settings/tokens/new", body)

    assert ApiToken.objects.get().user == dee


def test_the_organisation_is_changed_and_modules_are_switched(boss):
    boss.post(
        "/settings/organisation",
        {"name": "Brightwater Group", "time_zone": "Europe/Berlin", "currency": "EUR"}
        | {"tag_prefix": "BW-", "tag_digits": "5", "tag_next": "7"},
    )
    boss.post("/settings/modules/money", {"on": "1"})

    now = Organisation.objects.get()
    assert (now.name, now.time_zone, now.tag_prefix) == (
        "Brightwater Group",
        "Europe/Berlin",
        "BW-",
    )
    assert now.modules == ["money"]
    assert "BW-00007" in boss.get("/settings/organisation").content.decode()
    assert boss.post("/settings/organisation", {"name": ""}).status_code == 422


@dataclass(frozen=True, kw_only=True)
class Packed(ledger.Event):
    kind = "test.packed"
    subject_type = "box"
    items: object


def test_the_ledger_shows_an_entry_whatever_its_content_is_called(boss):
    with transaction.atomic():
        packed = Packed(subject_id=1, items=["a cup", "a spoon"])
        ledger.record([packed], actor=system("test"), happened_at=clock.now())

    assert "a spoon" in boss.get("/settings/ledger").content.decode()


def test_the_ledger_is_verified_from_its_page(boss, dee):
    from wherehold.accounts.reactions import TASKS
    from wherehold.kernel import jobs, seal, sequencer

    boss.post("/settings/ledger/verify")
    sequencer.place()
    seal.seal()
    assert Job.objects.filter(name="accounts.verify_ledger").count() == 1
    while jobs.run_next(TASKS):
        pass

    text = boss.get("/settings/ledger").content.decode()
    assert "Sound" in text and "accounts.signed_in" in text


def test_what_was_forgotten_is_asked_for_again(boss, dee, monkeypatch):
    import time

    later = time.time() + 3_600
    monkeypatch.setattr(time, "time", lambda: later)
    answer = boss.post("/settings/tokens/new", {"name": "robot", "days": "30"})

    assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/again")
    assert not ApiToken.objects.exists()
    boss.post("/sign-in/again", {"password": "correct horse battery"})
    boss.post("/settings/tokens/new", {"name": "robot", "days": "30"})
    assert ApiToken.objects.exists()


def test_explain_says_why_and_who_could(boss, mel, drill, host):
    asked = {"who": mel.pk, "act": "asset.price", "thing": "DRILL-7"}
    text = boss.get("/settings/explain", asked).content.decode()
    assert "may not see prices" in text and "Finance" in text

    text = boss.get("/settings/explain", asked | {"act": "asset.move"}).content.decode()
    assert "Mel may move" in text


def test_explain_is_right_about_every_permission(mel, drill, host):
    from wherehold.accounts import where
    from wherehold.accounts.roles import CATALOGUE

    thing = where.thing(actor=host, code="drill-7")
    actor = queries.actor_for_user(mel, "web")
    for permission in CATALOGUE:
        verdict = queries.explain(actor=host, user_id=mel.pk, permission=permission, thing=thing)
        assert verdict.allowed == actor.may(permission, drill.place_path, drill.category_path)
        assert commands is not None and verdict.steps
