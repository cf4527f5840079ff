"""Who one is: no second way in, nothing raw in the store, nothing widened by what is sent."""

import re
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tests import routes, worlds
from tests.each import each
from wherehold.accounts import commands, known, queries, secrets
from wherehold.accounts.models import ApiToken, OneTimeLink, Role, RoleGrant, User
from wherehold.accounts.roles import BUILT_IN, CATALOGUE, READING
from wherehold.project import secret_key
from wherehold.register.models import Party

SRC = Path(__file__).parents[1] / "src" / "wherehold"
PAGES = routes.pages()


@each(PAGES, lambda r: f"{r.name} {r.pattern}")
def test_T15_every_page_is_ours_and_no_library_mounts_its_own(route):
    view = route.view
    while hasattr(view, "__wrapped__"):
        view = view.__wrapped__

    assert view.__module__.startswith("wherehold."), view


def test_T15_what_the_sign_in_library_would_offer_is_not_there(client, db):
    names = ("signup", "email", "confirm-email", "password/reset", "password/change", "login/code")
    for prefix in ("/accounts", "/account", "/auth", "", "/sign-in", "/mfa", "/_allauth"):
        for name in (*names, "totp/activate", "webauthn", "recovery-codes", "admin"):
            answer = client.get(f"{prefix}/{name}/")
            assert answer.status_code == 404, f"{prefix}/{name}/"


def test_T16_every_fragment_asks_who_is_there(client, db):
    for route in PAGES:
        answer = client.get(route.path(), headers={"HX-Request": "true"})
        assert answer.status_code in {200, 302, 401, 403, 404, 405, 422, 503}
        if answer.status_code == 401:
            assert answer["HX-Redirect"].startswith("/sign-in") and not answer.content


def test_T18_no_address_is_made_from_the_host_that_a_request_names():
    files = [p for p in SRC.rglob("*.py") if "tests" not in p.parts]
    found = {str(p.relative_to(SRC)) for p in files if "build_absolute_uri" in p.read_text()}

    # There the address of the page before is compared with it, and nothing is sent.
    assert found <= {"accounts/web/fresh.py"}


def test_T19_a_sample_key_is_refused(tmp_path):
    for key in ("change-me", "x" * 60, "insecure-" * 8):
        with pytest.raises(Exception, match="too easy to guess"):
            secret_key.read(key, tmp_path)


@pytest.mark.parametrize("word", ["pickle", "marshal", "yaml", "shelve", "jsonpickle"])
def test_T19_nothing_reads_objects_from_bytes(word):
    found = [
        p
        for p in SRC.rglob("*.py")
        if re.search(rf"^\s*(import|from) {word}\b", p.read_text(), re.M)
    ]

    assert found == []


@each([p for p in SRC.rglob("*.py") if "tests" not in p.parts])
def test_T73_secrets_come_from_the_operating_system(path):
    text = path.read_text()

    assert not re.search(r"\buuid1\(", text)
    if re.search(r"token|secret|link", path.stem):
        assert not re.search(r"^\s*(import random|from random)", text, re.M)


def test_T73_secrets_have_256_random_bits():
    tokens = {secrets.new_token().text for _ in range(500)}

    assert len(tokens) == 500
    for text in tokens:
        body = re.fullmatch(r"wh_pat_[0-9a-f]{8}_([\w-]{43})", text)[1]
        assert len(set(body)) > 12


def test_T54_no_template_or_code_declares_text_safe():
    bad = re.compile(r"mark_safe|\|\s*safe\b|autoescape off|format_html\(f|SafeString\([^\")]")
    files = [p for kind in ("*.py", "*.html") for p in SRC.rglob(kind) if "tests" not in p.parts]
    found = [str(p.relative_to(SRC)) for p in files if bad.search(p.read_text())]

    # The components build markup from their own constants, and escape what they are given.
    assert {name for name in found if not name.startswith("ui/")} == set(), found


@pytest.mark.thorough
def test_T31_no_page_or_call_shows_a_key_of_a_session_or_a_digest(world, client):
    client.post("/sign-in", {"email": "admin@example.org", "password": worlds.PASSWORD})
    token = world.token("admin")
    secret = commands.make_link(actor=worlds.HOST, user_id=world.users["admin"].pk, purpose="reset")
    raw = [client.cookies["wh_session"].value, token, secret, User.objects.first().password]
    raw += [*Session.objects.values_list("session_key", flat=True)]
    raw += [*ApiToken.objects.values_list("digest", flat=True)]
    raw += [*OneTimeLink.objects.values_list("digest", flat=True)]
    answers = [client.get(route.path(user_id=world.users["admin"].pk)) for route in PAGES]
    bearer = {"Authorization": f"Bearer {token}"}
    answers += [client.get(p, headers=bearer) for m, p in routes.operations() if m == "GET"]
    for answer in answers:
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert not [one for one in raw if one and one.encode() in body], answer.request["PATH_INFO"]


def test_T47_a_token_narrows_and_never_widens(world, client):
    for name, user in world.users.items():
        whole = queries.actor_for_user(user, "api")
        narrow = queries.actor_for_token(world.token(name, ["asset.see", "user.manage"]))
        for permission in CATALOGUE:
            may = narrow.may_somewhere(permission) or narrow.may_own(permission)
            may_whole = whole.may_somewhere(permission) or whole.may_own(permission)
            assert may == (may_whole and permission in {"asset.see", "user.manage"}), permission


def test_T47_a_token_mints_no_token_and_opens_no_page(world, client):
    bearer = {"Authorization": f"Bearer {world.token('admin')}"}

    for path in ("/settings/tokens", "/settings/account", "/settings/people"):
        assert client.get(path, headers=bearer).status_code == 302
    posted = client.post("/settings/tokens/new", {"name": "x", "days": "30"}, headers=bearer)
    assert posted.status_code == 302 and ApiToken.objects.count() == 1
    assert not [path for _, path in routes.operations() if "token" in path or "user" in path]


def test_a_token_stops_when_it_is_revoked_its_time_is_over_or_its_owner_is_gone(world, client):
    calls = {
        name: {"Authorization": f"Bearer {world.token(name)}"} for name in ("admin", "keeper_a")
    }
    path = "/api/v1/parties"
    assert {client.get(path, headers=one).status_code for one in calls.values()} == {200}

    commands.revoke_token(
        actor=worlds.HOST, token_id=ApiToken.objects.get(user=world.users["admin"]).pk
    )
    commands.deactivate(actor=worlds.HOST, user_id=world.users["keeper_a"].pk)

    assert {client.get(path, headers=one).status_code for one in calls.values()} == {401}


def test_a_token_that_ran_out_is_none(world, still_clock, monkeypatch):
    from datetime import timedelta

    from wherehold.kernel import clock

    token = world.token("admin")
    monkeypatch.setattr(clock, "now", lambda: still_clock + timedelta(days=91))
    known.clear()

    assert queries.actor_for_token(token) is None


def test_a_token_costs_two_statements_once_and_none_after(world, django_assert_num_queries):
    token = world.token("admin")
    known.clear()
    # The third asks for the time zone, which only a test's open transaction makes it read anew.
    with django_assert_num_queries(3):
        queries.actor_for_token(token)
    with django_assert_num_queries(0):
        queries.actor_for_token(token)


def test_T57_what_is_taken_back_is_gone_with_the_next_call(world, client):
    user, bearer = world.users["keeper_a"], {"Authorization": f"Bearer {world.token('keeper_a')}"}
    path = f"/api/v1/parties/{world.a.ids['party_id']}"
    assert client.get(path, headers=bearer).status_code == 200

    commands.revoke_role(actor=worlds.HOST, grant_id=RoleGrant.objects.get(user=user).pk)

    assert client.get(path, headers=bearer).status_code == 404


def test_the_auditor_changes_nothing_whatever_other_roles_say(world):
    user = world.users["auditor_a"]
    commands.grant_role(actor=worlds.HOST, user_id=user.pk, role="administrator")
    actor = queries.actor_for_user(user, "web")

    given = {permission for permission in CATALOGUE if actor.may_somewhere(permission)}
    assert given == READING


@pytest.mark.parametrize("name", ["keeper_a", "counter_a", "manager_a", "auditor_a", "member"])
@pytest.mark.parametrize("role", sorted(BUILT_IN))
def test_T64_every_door_refuses_a_role_above_ones_own(world, client, name, role):
    client.force_login(world.users[name])
    before = RoleGrant.objects.count()
    actor = world.actor(name)
    within = all(
        permission in CATALOGUE
        and actor.may(permission, worlds.Place.objects.get(pk=world.a.site_id).path)
        for permission in BUILT_IN[role].permissions
    )
    target = world.users["counter_a"].pk

    client.post(f"/settings/people/{target}/grants", {"role": role, "place": world.a.site_id})
    given = RoleGrant.objects.count() - before

    may = actor.may_somewhere("user.manage") and within
    assert given <= (1 if may else 0), role


@pytest.mark.parametrize("name", ["keeper_a", "counter_a", "member", "manager_a"])
def test_T09_T48_what_is_sent_along_changes_no_flag(world, client, name):
    user = world.users[name]
    client.post("/sign-in", {"email": user.email, "password": worlds.PASSWORD})
    extra = {"is_active": "0", "is_staff": "1", "is_superuser": "1", "role": "administrator"}
    extra |= {"rights_version": "99", "party": "1", "party_id": "1", "user_id": "1", "user": "1"}
    extra |= {"permissions": "*", "grants": "*", "own": "*", "force": "1", "as_user": "1"}
    before = list(User.objects.order_by("pk").values("pk", "is_active", "party_id"))
    grants = list(RoleGrant.objects.order_by("pk").values_list("user", "role", "revoked_at"))
    roles = list(Role.objects.order_by("pk").values_list("code", "permissions"))
    parties = list(Party.objects.order_by("pk").values_list("pk", "email"))

    client.post("/settings/account/email", {"email": f"new-{user.email}", **extra})
    client.post("/settings/account/look", {"language": "en", **extra})
    client.post(f"/settings/people/{user.pk}/close", extra)
    client.post("/settings/roles/member/rights", extra)
    client.post("/settings/modules/money", extra)

    assert list(User.objects.order_by("pk").values("pk", "is_active", "party_id")) == before
    assert (
        list(RoleGrant.objects.order_by("pk").values_list("user", "role", "revoked_at")) == grants
    )
    assert list(Role.objects.order_by("pk").values_list("code", "permissions")) == roles
    assert list(Party.objects.order_by("pk").values_list("pk", "email")) == parties


def test_T09_who_manages_less_cannot_take_over_who_may_more(world, client):
    manager, admin = world.users["manager_a"], world.users["admin"]
    client.post("/sign-in", {"email": manager.email, "password": worlds.PASSWORD})
    Party.objects.filter(pk=admin.party_id).update(
        place=world.a.site_id, place_path=worlds.Place.objects.get(pk=world.a.site_id).path
    )
    for act, body in (
        ("link", {}),
        ("close", {}),
        ("sessions/end", {}),
        ("grants", {"role": "member"}),
    ):
        answer = client.post(
            f"/settings/people/{admin.pk}/{act}", {"place": world.a.site_id, **body}
        )
        assert answer.status_code == 403, act

    assert not OneTimeLink.objects.filter(user=admin).exists()
    assert User.objects.get(pk=admin.pk).is_active


def test_a_manager_of_one_site_sees_and_changes_no_account_of_another(world, client):
    manager, other = world.users["manager_a"], world.users["keeper_b"]
    client.post("/sign-in", {"email": manager.email, "password": worlds.PASSWORD})
    page = client.get("/settings/people").content.decode()

    assert "mk-B-" not in page and "counter_a" in page
    for act in ("link", "close", "sessions/end", "grants"):
        body = {"role": "member", "place": world.a.site_id}
        answer = client.post(f"/settings/people/{other.pk}/{act}", body)
        assert answer.status_code == 404, act


def test_T44_a_page_of_another_site_cannot_act(world):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.users["admin"])
    for route in PAGES:
        answer = strict.post(route.path(), {}, headers={"Origin": "https://evil.example"})
        assert answer.status_code in {403, 404, 405}, route.name
