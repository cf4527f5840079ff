"""Acts on many: what was chosen, what stands in the way, what is done, and by whom."""

import re

import pytest
from django.urls import reverse

from wherehold.accounts import commands as accounts
from wherehold.conftest import put
from wherehold.desk import acting, runs
from wherehold.desk.acting import ACTIONS, Chosen
from wherehold.kernel import jobs, ledger
from wherehold.kernel.actor import system
from wherehold.kernel.errors import NotFound
from wherehold.kernel.models import Entry, Job
from wherehold.register.models import Asset, Hold
from wherehold.register.queries import listing

pytestmark = pytest.mark.django_db


def send(browser, action, **sent):
    return browser.post(reverse("desk:bulk", args=[action]), sent)


def test_a_move_asks_for_the_place_then_moves_and_can_be_taken_back(browser, drill, saw, hamburg):
    ids = f"{drill.pk},{saw.pk}"
    asked = send(browser, "move", ids=ids)
    assert asked.status_code == 200
    assert "DRILL-7" in asked.content.decode()
    assert send(browser, "move", ids=ids, go="1").status_code == 422

    assert send(browser, "move", ids=ids, go="1", place=hamburg.pk).status_code == 302
    assert set(Asset.objects.values_list("place_id", flat=True)) == {hamburg.pk}

    [act] = set(Entry.objects.filter(kind="register.moved").values_list("act", flat=True))
    answer = browser.post(reverse("desk:undo", args=[act]), {"reason": "Wrong site"})
    assert answer.status_code == 302
    assert set(Asset.objects.values_list("place_id", flat=True)) == {drill.place_id}


def test_what_stands_in_the_way_is_named_and_the_others_can_be_done(
    browser, drill, saw, bo, still_clock
):
    Hold.objects.create(asset=saw, reason="Blade is loose", cause="person", placed_at=still_clock)
    sent = {"ids": [drill.pk, saw.pk], "holder": bo.pk, "go": "1"}

    refused = send(browser, "check-out", **sent)
    assert refused.status_code == 409
    assert "Blade is loose" in refused.content.decode()
    assert not Asset.objects.exclude(held="").exists()

    assert send(browser, "check-out", **sent, partial="1").status_code == 302
    assert list(Asset.objects.exclude(held="").values_list("tag", flat=True)) == ["DRILL-7"]


def test_an_act_without_questions_says_at_once_what_stands_in_the_way(browser, drill, saw):
    text = send(browser, "check-in", ids=[drill.pk, saw.pk]).content.decode()
    assert "2 assets stand in the way" in text


def test_nothing_is_never_all(browser, drill):
    for sent in ({}, {"ids": ""}, {"matching": ""}, {"ids": "all"}):
        assert send(browser, "archive", **sent, go="1", note="").status_code == 422
    for token in ("*", "all", "e30:1abc:xyz"):
        assert send(browser, "archive", matching=token, go="1", note="").status_code == 422
    assert Asset.objects.filter(archived_at=None).count() == 1


def test_all_that_match_are_moved_by_their_token(browser, drill, saw, hamburg, tools):
    put("LAP-1", hamburg)
    text = browser.get(reverse("desk:assets"), {"category": tools.pk}).content.decode()
    token = re.search(r'data-token="([^"]+)"', text)[1]

    answer = send(browser, "stage", matching=token, stage="in_repair", note="", go="1")

    assert answer.status_code == 302
    assert Asset.objects.filter(stage="in_repair").count() == 2
    assert Asset.objects.get(tag="LAP-1").stage != "in_repair"


def test_every_act_has_a_page(browser, drill, organisation):
    for name in ACTIONS:
        assert send(browser, name, ids=[drill.pk]).status_code == 200, name
    assert send(browser, "explode", ids=[drill.pk]).status_code == 404
    assert send(browser, "labels", ids=[drill.pk]).url.endswith(f"?ids={drill.pk}")


def test_cy_does_nothing_to_what_is_in_berlin(cy, drill, saw, hamburg):
    own = put("CY-1", hamburg)
    outcome = acting.perform(
        cy, ACTIONS["move"], [drill.pk, own.pk], {"place": hamburg.pk, "note": ""},
        partial=True, act=ledger.new_act(),
    )  # fmt: skip
    assert [key for key, _why in outcome.blocked] == [drill.pk]
    assert "Drill" not in str(outcome.blocked)
    drill.refresh_from_db()
    assert drill.place_path != hamburg.path


def test_statements_do_not_grow_with_the_number(
    admin, store_room, hamburg, tools, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in (2, 40):
        ids = [put(f"N{number}-{n}", store_room, tools).pk for n in range(number)]
        with CaptureQueriesContext(
            connection,
        ) as told:
            acting.perform(
                admin, ACTIONS["move"], ids, {"place": hamburg.pk, "note": ""},
                partial=False, act=ledger.new_act(),
            )  # fmt: skip
        counts.append(len(told))
    assert counts[0] == counts[1]


@pytest.fixture
def keeper(db):
    accounts.lay_roles(actor=system("test"))
    return accounts.create_user(actor=system("test"), email="kim@example.org", role="administrator")


def test_a_run_in_the_background_goes_on_where_it_stopped(
    keeper, store_room, hamburg, tools, cy, monkeypatch
):
    from wherehold.accounts.actors import actor_for_user

    monkeypatch.setattr(acting, "AT_ONCE_MAX", 3)
    ids = [put(f"R-{n}", store_room, tools).pk for n in range(8)]
    actor = actor_for_user(keeper, "web")
    values = {"place": hamburg.pk, "note": ""}
    number = runs.begin(actor, "move", Chosen(given={"category": ["Tools"]}, number=8), values)
    job = Job.objects.get(pk=number)

    run = jobs.Run(job.pk, job.name, job.payload)
    run.stop.set()
    with pytest.raises(jobs.Stopped):
        runs.run(run)
    assert Asset.objects.filter(place=hamburg).count() == 3

    runs.run(jobs.Run(job.pk, job.name, job.payload))
    assert Asset.objects.filter(place=hamburg, pk__in=ids).count() == 8
    assert Entry.objects.filter(kind="register.moved").count() == 8
    assert runs.progress(actor, number).done == 8
    with pytest.raises(NotFound):
        runs.progress(cy, number)


def test_a_selection_of_others_is_refused(browser, amina, drill):
    token = listing.select_all(actor=amina, given={})
    assert send(browser, "archive", matching=token, go="1", note="").status_code == 422


def test_an_act_opened_over_the_list_is_a_dialog_that_leads_back_to_it(browser, drill, berlin):
    url, fragment = reverse("desk:bulk", args=["move"]), {"HX-Request": "true"}
    chosen = {"ids": drill.pk, "next": "/assets?stage=in_service"}
    asked = browser.post(url, chosen, headers=fragment)
    assert "<dialog" in asked.content.decode() and "DRILL-7" in asked.content.decode()

    sent = chosen | {"go": "1", "place": berlin.pk}
    done = browser.post(url, sent, headers=fragment)
    assert (done.status_code, done["HX-Redirect"]) == (204, "/assets?stage=in_service")
    drill.refresh_from_db()
    assert drill.place_id == berlin.pk
