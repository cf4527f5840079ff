"""A row may do what the person could do by hand there, and nothing else."""

import logging
from dataclasses import replace

import pytest

from wherehold.accounts import commands as accounts
from wherehold.conftest import put
from wherehold.importers import looking, running
from wherehold.importers.commands import runs
from wherehold.importers.models import Import
from wherehold.importers.queries.imports import faults
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.kernel.models import Entry
from wherehold.register.models import Asset, Identifier, Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(console, berlin):
    """Return the actor of somebody who manages Berlin, tools and all."""
    accounts.lay_roles(actor=console)
    from wherehold.accounts.actors import actor_for_user

    user = accounts.create_user(
        actor=console, email="c@example.org", role="manager", place_id=berlin.pk
    )
    return actor_for_user(user, "web")


def bring_in(actor, text):
    looked = looking.look(actor=actor, name="a.csv", pieces=[text.encode()])
    run = Import.objects.get(pk=runs.receive(actor=actor, looked=looked))
    counts = running.outcome(running.execute(run.pk, trial=False))
    run.refresh_from_db()
    return run, counts, [(f.line, f.code) for f in faults(actor=actor, run=run)]


def test_rows_outside_ones_reach_are_refused_one_by_one(clerk, store_room, hamburg, tools):
    there = put("H-1", hamburg, tools, name="Theirs")

    run, counts, wrong = bring_in(
        clerk,
        "tag,name,place\n"
        "B-1,Mine,Berlin > Store room\n"
        "B-2,Nowhere,\n"
        "B-3,Theirs,Hamburg\n"
        "H-1,Stolen,Berlin\n"
        "B-4,New site,Paris\n",
    )

    assert counts["created"] == 1 and counts["rejected"] == 4
    assert [line for line, _ in wrong] == [3, 4, 5, 6]
    there.refresh_from_db()
    assert there.name == "Theirs" and there.place == hamburg
    assert not Place.objects.filter(name="Paris").exists()
    assert Place.objects.filter(name="Hamburg").count() == 1
    assert Asset.objects.get(tag="B-1").place == store_room


def test_no_refusal_tells_of_what_one_may_not_see(clerk, hamburg, tools):
    other = put("H-1", hamburg, tools, name="Secret name")
    Identifier.objects.create(kind="serial", key="s-9", value="S-9", asset=other)

    run, _, _ = bring_in(clerk, "tag,name,serial,place\nH-1,x,,Berlin\nB-1,y,S-9,Berlin\n")

    told = " ".join(f.message for f in faults(actor=clerk, run=run))
    assert "Secret" not in told and "H-1" not in told.replace("tag H-1", "")


def test_history_is_written_by_whoever_imports_and_names_the_import(clerk, store_room):
    run, _, _ = bring_in(clerk, "tag,name,place\nB-1,Mine,Berlin\n")

    entries = Entry.objects.filter(subject_type="asset")
    assert {(e.actor, e.source) for e in entries} == {(clerk.name, f"import:{run.pk}")}


def test_who_may_not_import_keeps_not_even_a_file(amina, own_folder):
    with pytest.raises(NotAllowed):
        looking.look(actor=amina, name="a.csv", pieces=[b"tag,name\nA,B\n"])

    assert not (own_folder / "imports").exists()


def test_a_right_that_was_lost_before_the_run_is_not_used(clerk, console, store_room):
    looked = looking.look(actor=clerk, name="a.csv", pieces=[b"tag,name,place\nA,B,Berlin\n"])
    run_id = runs.receive(actor=clerk, looked=looked)
    from wherehold.accounts.models import RoleGrant

    RoleGrant.objects.all().delete()

    with pytest.raises(NotAllowed):
        running.execute(run_id, trial=False)
    assert not Asset.objects.exists()


def test_a_token_narrows_its_import(clerk, store_room):
    narrow = replace(clerk, scopes=frozenset({"import.run", "asset.see"}))

    _, counts, wrong = bring_in(narrow, "tag,name,place\nB-1,Mine,Berlin\n")

    assert counts["created"] == 0 and wrong == [(2, "not_allowed")]


def test_the_imports_of_others_are_not_there(clerk, cy, store_room):
    from wherehold.importers.queries import imports

    run, _, _ = bring_in(clerk, "tag,name,place\nB-1,Mine,Berlin\n")

    with pytest.raises(NotFound):
        imports.one(actor=cy, run_id=run.pk)
    assert imports.page(actor=cy) == []


def test_nothing_of_the_rows_goes_into_the_log(clerk, store_room, caplog):
    caplog.set_level(logging.DEBUG)

    bring_in(clerk, "tag,name,place,notes\nB-1,x,Berlin,https://user:hunter2@example.org/\n,,,\n")

    assert "hunter2" not in caplog.text
