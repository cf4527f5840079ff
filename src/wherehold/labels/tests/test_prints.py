"""Prints in the background: in parts, with progress, going on after a stop."""

import io
import zipfile
from threading import Event

import pytest

from wherehold.accounts import commands as accounts
from wherehold.accounts.models import User
from wherehold.conftest import put
from wherehold.kernel import jobs, ledger
from wherehold.kernel.actor import system
from wherehold.kernel.errors import NotFound
from wherehold.labels import asking, commands, storage, tasks
from wherehold.labels.asking import Begun, Wanted
from wherehold.labels.design import Design
from wherehold.labels.models import Print
from wherehold.labels.queries import prints
from wherehold.labels.refusals import NothingToPrint, TooMany
from wherehold.register.models import Identifier

pytestmark = pytest.mark.usefixtures("public")
ROLL = Design(stock="zebra-57x32", code="datamatrix", fields=("tag",))


@pytest.fixture
def many(amina, berlin, store_room, tools, settings, tmp_path):
    """Return Amina, who has an account, and thirty things; a part is ten labels."""
    settings.DATA_DIR = tmp_path
    job = system("test")
    accounts.lay_roles(actor=job)
    accounts.create_user(
        actor=job,
        email="amina@example.org",
        role="storekeeper",
        place_id=berlin.pk,
        party_id=amina.party_id,
    )
    return [put(f"T-{n:03}", store_room, tools).pk for n in range(30)]


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    monkeypatch.setattr(tasks, "PART", 10)
    monkeypatch.setattr(asking, "AT_ONCE_MAX", 5)


def work():
    """Do what waits, as the background does."""
    while jobs.run_next(tasks.TASKS):
        pass


def test_a_few_come_at_once_and_many_later(amina, many):
    few = asking.produce(amina, Wanted(design=ROLL, asset_ids=many[:5], format="zpl"))
    begun = asking.produce(amina, Wanted(design=ROLL, asset_ids=many, format="zpl"))

    assert few.suffix == "zpl" and isinstance(begun, Begun)
    assert prints.state(actor=amina, print_id=begun.print_id).done == 0
    work()
    told = prints.state(actor=amina, print_id=begun.print_id)
    assert (told.done, told.total, told.parts, told.suffix) == (30, 30, 3, "zpl")
    assert told.file.read_text().count("^XA") == 30


def test_all_that_meet_a_filter_are_made_in_parts_of_whole_sheets(amina, many, tools, monkeypatch):
    monkeypatch.setattr(tasks, "PART", 21)
    design = Design(start_at=20)
    begun = asking.produce(amina, Wanted(design=design, given={"category": [str(tools.pk)]}))
    work()

    told = prints.state(actor=amina, print_id=begun.print_id)
    with zipfile.ZipFile(io.BytesIO(told.file.read_bytes())) as archive:
        assert archive.namelist() == [f"labels-{n:02}-of-03.pdf" for n in (1, 2, 3)]
        assert all(archive.read(name).startswith(b"%PDF") for name in archive.namelist())
    assert told.done == 30 and told.content_type == "application/zip"
    assert [p.name for p in storage.folder().iterdir()] == [told.file.name]


def test_a_job_that_is_stopped_goes_on_after_the_last_part(amina, many, monkeypatch):
    begun = asking.produce(amina, Wanted(design=ROLL, asset_ids=many, format="zpl"))
    stop = Event()
    made = commands.printing.print_labels
    calls = []

    def counted(**asked):
        calls.append(asked["asset_ids"])
        if len(calls) == 2:
            stop.set()
        return made(**asked)

    monkeypatch.setattr(tasks.printing, "print_labels", counted)
    jobs.run_next(tasks.TASKS, stop)
    assert prints.state(actor=amina, print_id=begun.print_id).done == 20
    work()

    assert [len(each) for each in calls] == [10, 10, 10]
    assert prints.state(actor=amina, print_id=begun.print_id).done == 30
    assert sum(e.kind == "labels.printed" for e in ledger.history("asset", many[0])) == 1


def test_what_is_refused_is_told_where_the_print_is_shown(amina, many):
    bars = Design(stock="L7651", code="code128")
    begun = asking.produce(amina, Wanted(design=bars, asset_ids=many))
    put_long = Identifier.objects.filter(asset=many[0]).count()
    from wherehold.register.models import Asset

    Asset.objects.filter(pk=many[0]).update(tag="T" * 30)
    work()

    told = prints.state(actor=amina, print_id=begun.print_id)
    assert told.ended_at and "Data Matrix" in told.trouble and told.file is None
    assert Identifier.objects.filter(asset=many[0]).count() == put_long


def test_only_who_asked_sees_it(amina, admin, many):
    begun = asking.produce(amina, Wanted(design=ROLL, asset_ids=many))

    with pytest.raises(NotFound):
        prints.state(actor=admin, print_id=begun.print_id)


def test_rights_are_those_of_the_day_it_runs(amina, many):
    begun = asking.produce(amina, Wanted(design=ROLL, asset_ids=many))
    User.objects.filter(party=amina.party_id).update(is_active=False)
    work()

    assert prints.state(actor=amina, print_id=begun.print_id).trouble
    assert not Identifier.objects.filter(kind="token").exists()


def test_nobody_has_more_than_three_at_once(amina, many):
    for _ in range(3):
        asking.produce(amina, Wanted(design=ROLL, asset_ids=many))

    with pytest.raises(TooMany):
        asking.produce(amina, Wanted(design=ROLL, asset_ids=many))


def test_nothing_that_meets_a_filter_is_nothing_to_print(amina, many):
    with pytest.raises(NothingToPrint):
        asking.produce(amina, Wanted(design=ROLL, given={"search": ["none-such"]}))


def test_files_are_deleted_after_a_day(amina, many, monkeypatch, still_clock):
    from datetime import timedelta

    from wherehold.kernel import clock

    begun = asking.produce(amina, Wanted(design=ROLL, asset_ids=many, format="zpl"))
    work()
    monkeypatch.setattr(clock, "now", lambda: still_clock + timedelta(hours=25))
    tasks.clean_up(None)

    assert not Print.objects.filter(pk=begun.print_id).exists()
    assert list(storage.folder().iterdir()) == []
