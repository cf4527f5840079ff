"""An import that is killed leaves whole chunks, and the next run goes on after them."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from wherehold.importers import running
from wherehold.importers.commands import chunks
from wherehold.importers.models import Import, ImportChunk
from wherehold.project.tests import migrated
from wherehold.register.models import Asset


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.mark.django_db
def test_the_next_run_goes_on_and_knows_the_codes_before(enter, monkeypatch):
    monkeypatch.setattr(running, "ROWS_MAX", 2)
    store, calls = chunks.store, []

    def twice(**given):
        if len(calls) == 2:
            raise Killed
        calls.append(1)
        return store(**given)

    monkeypatch.setattr(chunks, "store", twice)
    rows = [f"A-{n},Saw {n},Place {n % 3}" for n in range(6)]
    run = enter("tag,name,place\n" + "\n".join([*rows, "A-0,Twin,"]) + "\n")
    with pytest.raises(Killed):
        running.execute(run.pk, trial=False)
    assert Asset.objects.count() == 4 and ImportChunk.objects.count() == 2

    monkeypatch.setattr(chunks, "store", store)
    counts = running.outcome(running.execute(run.pk, trial=False))

    assert counts["created"] == 6 and counts["rejected"] == 1
    assert counts["created_references"] == 3
    assert Asset.objects.count() == 6
    assert list(ImportChunk.objects.order_by("number").values_list("number", flat=True)) == [
        *range(ImportChunk.objects.count())
    ]


@pytest.mark.django_db
def test_who_stops_it_keeps_what_is_stored_and_may_go_on(enter, monkeypatch):
    monkeypatch.setattr(running, "ROWS_MAX", 2)
    run = enter("tag,name\nA-1,a\nA-2,b\nA-3,c\nA-4,d\n")

    def stop(done, total, counts):
        if done:
            Import.objects.update(state="stopped")

    assert running.execute(run.pk, trial=False, progress=stop) == {}
    assert Asset.objects.count() == 2
    assert running.execute(run.pk, trial=False)["created"] == 4


@pytest.mark.slow
@pytest.mark.whole
def test_kill_9_and_the_same_command_again(tmp_path, django_db_setup):
    migrated.lay(tmp_path / "data")
    surroundings = os.environ | {"WHEREHOLD_DATA_DIR": str(tmp_path / "data")}
    surroundings.pop("WHEREHOLD_DATABASE_URL", None)
    surroundings["DJANGO_SETTINGS_MODULE"] = "wherehold.project.settings"
    (tmp_path / "word").write_text("a long enough passphrase 7\n")
    path = tmp_path / "many.csv"
    path.write_text("tag,name\n" + "".join(f"A-{n},Saw {n}\n" for n in range(20_000)))

    def wherehold(*arguments):
        return [sys.executable, "-m", "wherehold", *map(str, arguments)]

    given = ("--admin-email", "a@example.org", "--admin-password-file", tmp_path / "word")
    subprocess.run(wherehold("init", *given), env=surroundings, check=True, capture_output=True)
    one = wherehold("import", "assets", path, "--json")
    child = subprocess.Popen(one, env=surroundings, stdout=subprocess.DEVNULL)
    while child.poll() is None and stored(tmp_path) == 0:
        time.sleep(0.01)
    child.send_signal(signal.SIGKILL)
    child.wait()
    before = stored(tmp_path)

    again = subprocess.run(one, env=surroundings, capture_output=True, text=True, check=True)

    told = json.loads(again.stdout)
    assert 0 < before < 20_000 and before % 50 == 0
    assert (told["rows"], told["created"], told["rejected"]) == (20_000, 20_000, 0)
    assert stored(tmp_path) == 20_000
    assert "Going on with import 1." in again.stderr


def stored(tmp_path):
    import sqlite3

    database = tmp_path / "data" / "wherehold.sqlite3"
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=20) as connection:
        return connection.execute("SELECT count(*) FROM register_asset").fetchone()[0]
