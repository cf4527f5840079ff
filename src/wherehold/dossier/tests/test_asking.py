"""Who asks for the file, how it is made and fetched, and what the ledger keeps of it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse

from wherehold.accounts import commands as accounts
from wherehold.accounts.actors import actor_for_user
from wherehold.accounts.models import RoleGrant
from wherehold.accounts.tests.conftest import sign_in
from wherehold.dossier import commands, queries, storage, tasks, writing
from wherehold.dossier.access import NotForPrograms
from wherehold.dossier.models import Dossier
from wherehold.dossier.tests.conftest import HOST, at, read
from wherehold.kernel import jobs
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.kernel.models import Entry
from wherehold.project.cli import build_parser
from wherehold.register.models import Party

pytestmark = pytest.mark.django_db


def work():
    while jobs.run_next(tasks.TASKS):
        pass


def asked():
    """Return who asked for the file about whom, by the ledger."""
    found = Entry.objects.filter(kind="dossier.asked").order_by("seq")
    return list(found.values_list("actor", "subject_id"))


@pytest.fixture
def mia(client, people):
    """Mia at her browser, signed in a moment ago."""
    sign_in(client, "mia@example.org")
    return client


@pytest.fixture
def tom(client, people):
    """Tom, who may do everything, at his."""
    sign_in(client, "tom@example.org")
    return client


def body(answer):
    assert answer.status_code == 200, answer
    return read(b"".join(answer.streaming_content))


def test_a_person_asks_waits_and_fetches_their_own(mia, people):
    party_id = people["Mia"].party_id
    page = mia.get("/my-data").content.decode()
    assert "Make the file" in page and "positions" in page

    assert mia.post(reverse("dossier:ask", args=[party_id])).status_code == 302
    mia.post(reverse("dossier:ask", args=[party_id]))
    made = Dossier.objects.get()
    waiting = mia.get("/my-data").content.decode()
    assert "being made" in waiting and reverse("dossier:panel", args=[made.pk]) in waiting
    assert mia.post(reverse("dossier:fetch", args=[made.pk])).status_code == 404
    work()

    part = mia.get(reverse("dossier:panel", args=[made.pk]), headers={"HX-Request": "true"})
    assert "Download" in part.content.decode() and "hx-trigger" not in part.content.decode()
    answer = mia.post(reverse("dossier:fetch", args=[made.pk]))
    assert answer["Cache-Control"] == "no-store" and "personal-data-2026" in str(answer.headers)
    documents, _, _ = body(answer)
    assert documents["person"][0]["name"] == "Mia-name" and documents["positions"]
    assert asked() == [(f"party:{party_id}", party_id)], "asking twice is asking once"
    assert "You" in mia.get("/my-data").content.decode()


def test_it_is_asked_for_and_fetched_by_who_confirmed_that_it_is_them(mia, people):
    party_id = people["Mia"].party_id
    key = commands.ask(actor=actor_for_user(people["Mia"], "web"), party_id=party_id)
    work()
    session = mia.session
    session["account_authentication_methods"] = [{"method": "password", "at": 0}]
    session.save()

    for address in (reverse("dossier:ask", args=[party_id]), reverse("dossier:fetch", args=[key])):
        answer = mia.post(address)
        assert answer.status_code == 302 and "/sign-in/again" in answer["Location"]


def test_nobody_has_that_of_somebody_else(mia, people):
    tom = people["Tom"]
    key = commands.ask(actor=actor_for_user(tom, "web"), party_id=tom.party_id)
    work()

    assert mia.get(reverse("dossier:of", args=[tom.party_id])).status_code == 403
    assert mia.post(reverse("dossier:ask", args=[tom.party_id])).status_code == 403
    for name in ("panel", "fetch"):
        way = mia.get if name == "panel" else mia.post
        assert way(reverse(f"dossier:{name}", args=[key])).status_code == 404


def test_who_sets_privacy_asks_for_another_and_the_person_reads_it(tom, people, client):
    mia = people["Mia"]
    way = reverse("dossier:of", args=[mia.party_id])
    assert way in tom.get(reverse("accounts:person", args=[mia.pk])).content.decode()
    assert "Mia-name" in tom.get(way).content.decode()
    tom.post(reverse("dossier:ask", args=[mia.party_id]))
    work()
    key = Dossier.objects.get().pk

    documents, _, text = body(tom.post(reverse("dossier:fetch", args=[key])))
    assert documents["things"][0]["tag"] == "Mia-1"
    assert "positions" not in documents and "-33.5" not in text
    assert asked() == [(f"party:{people['Tom'].party_id}", mia.party_id)]
    client.logout()
    sign_in(client, "mia@example.org")
    assert "Tom-name" in client.get("/my-data").content.decode()
    assert client.post(reverse("dossier:fetch", args=[key])).status_code == 404


def test_who_may_no_more_fetches_no_more(people):
    tom = people["Tom"]
    key = commands.ask(actor=actor_for_user(tom, "web"), party_id=people["Mia"].party_id)
    work()
    other = {"email": "zoe@example.org", "name": "Zoe", "role": "administrator"}
    accounts.create_user(actor=HOST, **other)
    grant = RoleGrant.objects.get(user=tom, revoked_at=None)
    accounts.revoke_role(actor=HOST, grant_id=grant.pk)

    with pytest.raises(NotAllowed):
        queries.one(actor=actor_for_user(tom, "web"), dossier_id=key)


def test_it_is_kept_for_a_week(mia, people):
    party_id = people["Mia"].party_id
    mia.post(reverse("dossier:ask", args=[party_id]))
    work()
    made = Dossier.objects.get()
    with at(24 * 7 - 1):
        assert commands.clean_up(actor=HOST) == 0
    with at(24 * 7 + 1):
        assert commands.clean_up(actor=HOST) == 1
    assert not list(storage.folder().iterdir())
    assert mia.post(reverse("dossier:fetch", args=[made.pk])).status_code == 404
    assert "Make the file" in mia.get("/my-data").content.decode()


def test_what_could_not_be_made_is_said_and_asked_for_anew(mia, people, monkeypatch):
    party_id = people["Mia"].party_id
    monkeypatch.setattr(writing, "write", lambda *_: 1 / 0)
    mia.post(reverse("dossier:ask", args=[party_id]))
    for hours in range(tasks.TRIES):
        with at(hours):
            work()

    assert "could not be made" in mia.get("/my-data").content.decode()
    assert not list(storage.folder().iterdir())
    mia.post(reverse("dossier:ask", args=[party_id]))
    assert Dossier.objects.filter(ended_at=None).count() == 1


def test_a_program_takes_nothing_out_and_only_people_have_a_file(people, berlin):
    mia, tom = (actor_for_user(people[name], "web") for name in ("Mia", "Tom"))
    with pytest.raises(NotForPrograms):
        commands.ask(actor=mia.via("api"), party_id=mia.party_id)
    with pytest.raises(NotAllowed):
        commands.ask(actor=HOST, party_id=mia.party_id)
    team = Party.objects.create(name="Team", kind="team")
    with pytest.raises(NotFound):
        commands.ask(actor=tom, party_id=team.pk)


def test_the_host_writes_it_and_the_ledger_keeps_that(people, tmp_path, capsys):
    path = tmp_path / "mia.zip"
    options = build_parser().parse_args(
        ["user", "export-data", "--email", "MIA@example.org", str(path)]
    )
    options.run(options)

    documents, _, _ = read(path.read_bytes())
    assert documents["positions"] and path.stat().st_mode & 0o777 == 0o600
    assert asked() == [("job:dossier", people["Mia"].party_id)]
    assert "Mia-name" in capsys.readouterr().err
    options = build_parser().parse_args(["user", "export-data", "--email", "no@x.org", str(path)])
    with pytest.raises(NotFound):
        options.run(options)


@pytest.mark.django_db(transaction=True)
def test_asked_for_by_two_at_once_it_is_made_once(people):
    mia = actor_for_user(people["Mia"], "web")

    def ask(_number):
        try:
            return commands.ask(actor=mia, party_id=mia.party_id)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        keys = set(pool.map(ask, range(4)))

    assert len(keys) == Dossier.objects.count() == len(asked()) == 1
