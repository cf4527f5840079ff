"""Getting in: by password, second factor and one-time link; and what keeps others out."""

import re
import statistics
import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from wherehold.accounts import commands, links, sessions
from wherehold.accounts.models import OneTimeLink, SignIn
from wherehold.accounts.tests.conftest import PASSWORD, sign_in
from wherehold.kernel.models import Entry, Job, Message

HOME = "/settings/account"


def is_in(client):
    return client.get(HOME).status_code == 200


def test_signs_in_by_email_in_any_case_and_goes_where_one_wanted(client, dee):
    turned = client.get("/settings/account?x=1")
    assert turned.status_code == 302
    assert turned["Location"] == "/sign-in?next=%2Fsettings%2Faccount%3Fx%3D1"

    answer = sign_in(client, " DEE@example.org", next="/settings/account?x=1")

    assert answer.status_code == 302 and answer["Location"] == "/settings/account?x=1"
    assert is_in(client)


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example", "https:evil.example", "/\\evil.example", "\\evil"]
    + ["javascript:alert(1)", "/\t/evil.example", " //evil.example", "///evil.example"],
)
def test_T89_nobody_is_led_to_another_site(client, dee, target):
    answer = sign_in(client, dee.email, next=target)

    assert answer.status_code == 302 and answer["Location"] == "/"


def test_T20_unknown_and_known_get_the_same_answer(client, dee):
    pages = {
        re.sub(
            r'value="[^"]*"|content="[^"]*"', "", sign_in(client, email, "wrong").content.decode()
        )
        for email in (dee.email, "nobody@example.org")
    }

    assert len(pages) == 1


def test_T20_the_reset_form_does_the_same_work_whoever_it_is(client, dee, settings):
    settings.SMTP_URL = "smtp://localhost:1"
    answers, times = set(), {dee.email: [], "nobody@example.org": []}
    for _ in range(20):
        for email, taken in times.items():
            from django.core.cache import cache

            cache.clear()
            begun = time.perf_counter()
            page = client.post("/sign-in/forgotten", {"email": email})
            taken.append(time.perf_counter() - begun)
            answers.add((page.status_code, re.sub(r'="[^"]*"', "", page.content.decode())))

    assert len(answers) == 1
    known, unknown = (statistics.median(taken) for taken in times.values())
    assert abs(known - unknown) < 0.015
    assert Job.objects.filter(name="accounts.reset_mail").count() == 40
    assert not OneTimeLink.objects.exists() and not Message.objects.exists()


def test_T18_reset_links_have_the_configured_address(client, dee, settings, host):
    settings.SMTP_URL = "smtp://localhost:1"
    settings.PUBLIC_URL = "https://assets.example.org"
    evil = client.post("/sign-in/forgotten", {"email": dee.email}, HTTP_HOST="evil.example")
    client.post("/sign-in/forgotten", {"email": dee.email}, HTTP_X_FORWARDED_HOST="evil.example")
    from wherehold.accounts.commands.letters import send_reset

    send_reset(actor=host, email=dee.email)

    assert evil.status_code == 400
    [message] = Message.objects.all()
    assert "https://assets.example.org/reset/" in message.text and "evil" not in message.text


def test_sign_in_is_throttled_by_account(client, dee):
    answers = [sign_in(client, dee.email, "wrong") for _ in range(6)]

    assert all(answer.status_code == 422 for answer in answers)
    assert b"Too many" in answers[-1].content or b"too many" in answers[-1].content.lower()
    assert sign_in(client, dee.email).status_code == 422, "the right password must wait as well"


def test_T60_headers_do_not_get_round_the_limit(client, dee):
    answers = [
        client.post(
            "/sign-in",
            {"email": f"p{number}@example.org", "password": "wrong"},
            HTTP_X_FORWARDED_FOR=f"10.0.0.{number}",
            HTTP_X_REAL_IP=f"10.0.0.{number}",
        )
        for number in range(21)
    ]

    assert answers[-1].status_code == 429


def test_T31_sessions_lie_under_a_digest_of_their_key(client, dee):
    sign_in(client, dee.email)
    key = client.cookies["wh_session"].value

    [kept] = Session.objects.all()
    assert kept.session_key != key and kept.session_key == sessions.digest(key)
    assert SignIn.objects.get().session_key == kept.session_key
    page = client.get(HOME).content.decode()
    assert key not in page and kept.session_key not in page


def test_signing_in_gives_a_new_session_key(client, dee):
    client.get("/sign-in")
    sign_in(client, dee.email)
    first = client.cookies["wh_session"].value
    client.post("/sign-out")
    sign_in(client, dee.email)

    assert client.cookies["wh_session"].value != first


def test_T24_a_new_password_ends_every_other_session_and_the_tokens(client, dee, host):
    other = Client()
    sign_in(other, dee.email)
    sign_in(client, dee.email)
    _, token = commands.create_token(actor=host, user_id=dee.pk)
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {token}"}

    new = "a different long phrase"
    answer = client.post("/settings/account/password", {"password": new, "again": new})

    assert answer.status_code == 302 and is_in(client)
    assert not is_in(other)
    from wherehold.accounts import queries

    assert queries.actor_for_token(token) is None and bearer


def test_T24_a_role_given_ends_old_sessions(client, mel, dee, host):
    sign_in(client, mel.email)
    commands.grant_role(actor=host, user_id=mel.pk, role="finance")

    assert not is_in(client)


def test_T32_a_closed_account_is_out_with_the_next_request(client, mel, host):
    sign_in(client, mel.email)
    assert is_in(client)

    commands.deactivate(actor=host, user_id=mel.pk)

    assert not is_in(client)
    assert sign_in(client, mel.email).status_code == 422


def test_a_panel_is_never_swapped_for_the_sign_in_form(client, dee):
    answer = client.get(HOME, HTTP_HX_REQUEST="true")

    assert answer.status_code == 401 and answer["HX-Redirect"] == "/sign-in"
    assert not answer.content


def test_signing_out_is_a_post_and_clears_what_the_browser_kept(client, dee):
    sign_in(client, dee.email)
    assert client.get("/sign-out").status_code == 405 and is_in(client)

    answer = client.post("/sign-out")

    assert answer["Clear-Site-Data"] == '"cache", "storage"' and not is_in(client)


def test_forms_without_our_token_are_refused(dee):
    strict = Client(enforce_csrf_checks=True)

    assert sign_in(strict, dee.email).status_code == 403
    assert not Session.objects.exists()


def path_of(url):
    return "/" + url.split("/", 3)[3]


def test_a_link_signs_in_once_and_only_by_its_button(client, dee, host):
    secret = commands.make_link(actor=host, user_id=dee.pk, purpose="sign_in")
    page = f"/sign-in/link/{secret}"
    assert client.get(page).status_code == 200 and not is_in(client)
    assert OneTimeLink.objects.get().used_at is None

    assert client.post(page)["Location"] == "/" and is_in(client)

    assert Client().post(page).status_code == 404
    assert secret not in str(list(OneTimeLink.objects.values()))


@pytest.mark.parametrize("door", ["/invitation/{}", "/reset/{}"])
def test_a_link_for_one_purpose_opens_no_other_door(client, dee, host, door):
    secret = commands.make_link(actor=host, user_id=dee.pk, purpose="sign_in")
    new = {"password": "a different long phrase", "again": "a different long phrase"}

    assert client.post(door.format(secret), new).status_code == 422
    assert not is_in(client)


def test_an_invitation_lets_choose_a_password_and_a_weak_one_leaves_it(client, mel, host):
    secret = commands.make_link(actor=host, user_id=mel.pk, purpose="invite")
    page = f"/invitation/{secret}"

    assert client.post(page, {"password": "short", "again": "short"}).status_code == 422
    new = "a different long phrase"
    assert client.post(page, {"password": new, "again": new}).status_code == 302
    assert is_in(client)
    mel.refresh_from_db()
    assert mel.check_password(new)


def test_an_old_link_does_nothing(client, dee, host, monkeypatch, still_clock):
    from datetime import timedelta

    from wherehold.kernel import clock

    secret = commands.make_link(actor=host, user_id=dee.pk, purpose="sign_in")
    monkeypatch.setattr(clock, "now", lambda: still_clock + timedelta(hours=2))

    assert client.post(f"/sign-in/link/{secret}").status_code == 404


def with_app(user):
    from allauth.mfa.totp.internal.auth import generate_totp_secret

    secret = generate_totp_secret()
    from wherehold.accounts.actors import actor_for_user

    commands.add_app(actor=actor_for_user(user, "web"), user_id=user.pk, secret=secret)
    return secret


def code_of(secret):
    from allauth.mfa.totp.internal import auth

    counter = next(auth.yield_hotp_counters_from_time())
    return auth.format_hotp_value(auth.hotp_value(secret, counter))


@pytest.mark.parametrize("door", ["password", "link", "reset"])
def test_T53_no_door_skips_the_second_factor(client, dee, host, door):
    secret = with_app(dee)
    if door == "password":
        sign_in(client, dee.email)
    else:
        purpose = "sign_in" if door == "link" else "reset"
        link = commands.make_link(actor=host, user_id=dee.pk, purpose=purpose)
        page = f"/sign-in/link/{link}" if door == "link" else f"/reset/{link}"
        client.post(page, {"password": PASSWORD, "again": PASSWORD})
    assert not is_in(client)

    assert client.post("/sign-in/second-step", {"code": "000000"}).status_code == 422
    assert not is_in(client)
    assert client.post("/sign-in/second-step", {"code": code_of(secret)}).status_code == 302
    assert is_in(client)


def test_a_code_works_once(client, dee):
    secret = with_app(dee)
    code = code_of(secret)
    sign_in(client, dee.email)
    client.post("/sign-in/second-step", {"code": code})
    other = Client()
    sign_in(other, dee.email)

    other.post("/sign-in/second-step", {"code": code})

    assert not is_in(other)


def test_the_secret_of_an_app_lies_sealed(dee):
    from allauth.mfa.models import Authenticator

    secret = with_app(dee)

    assert secret not in str(Authenticator.objects.get().data)


def test_a_recovery_code_stands_in_for_the_app_once(client, dee):
    from wherehold.accounts.actors import actor_for_user

    with_app(dee)
    codes = commands.renew_recovery_codes(actor=actor_for_user(dee, "web"), user_id=dee.pk)
    for visitor, expected in ((client, True), (Client(), False)):
        sign_in(visitor, dee.email)
        visitor.post("/sign-in/second-step", {"code": codes[0]})
        assert is_in(visitor) is expected


def test_reading_pages_writes_nothing(client, dee, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    sign_in(client, dee.email)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        client.get(HOME)

    verbs = {query["sql"].split()[0] for query in seen.captured_queries}
    assert verbs == {"SELECT"}


def test_the_ledger_tells_of_sign_ins_without_secrets(client, dee):
    sign_in(client, dee.email)
    entries = Entry.objects.filter(kind__startswith="accounts.")

    assert "accounts.signed_in" in {entry.kind for entry in entries}
    text = str([entry.data for entry in entries])
    assert PASSWORD not in text and dee.email not in text


def test_attempts_on_other_accounts_do_not_make_the_count_forgotten(client, dee):
    from django.core.cache import cache

    for _ in range(6):
        sign_in(client, dee.email, "wrong")
    for number in range(2_000):
        cache.set(f"another-{number}", [1.0], 60)

    assert sign_in(client, dee.email).status_code == 422


@pytest.mark.parametrize(
    ("purpose", "name"),
    [("sign_in", "accounts:link"), ("invite", "accounts:invitation"), ("reset", "accounts:reset")],
)
def test_one_time_links_lead_where_the_pages_are(purpose, name, settings):
    settings.PUBLIC_URL = "https://w.example"
    address = links.url_of("Ab-_9", purpose)
    assert address == f"https://w.example{reverse(name, args=['Ab-_9'])}"
