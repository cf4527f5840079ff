"""The line of writers: first come, first served, in one process and between several."""

import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread
from time import monotonic, sleep

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from wherehold.kernel import errors
from wherehold.kernel.models import Message
from wherehold.project.sqlite import lock

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.on_sqlite,
]


@pytest.fixture
def line(tmp_path):
    return lock.WriterLock(tmp_path / "some.sqlite3")


def test_whoever_asks_first_is_first(line):
    came, threads = [], []
    line.acquire(1)
    for number in range(8):

        def wait(number=number):
            assert line.acquire(20)
            came.append(number)
            line.release()

        threads.append(Thread(target=wait))
        threads[-1].start()
        while len(line._line) <= number:
            sleep(0.001)
    line.release()
    for thread in threads:
        thread.join()
    assert came == list(range(8))


def test_who_waited_too_long_leaves_the_line(line):
    line.acquire(1)
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(line.acquire, 0.05).result() is False
    line.release()
    assert line.acquire(0.1)
    line.release()


def test_a_folder_that_is_gone_holds_up_nobody_else(tmp_path):
    line = lock.WriterLock(tmp_path / "away" / "some.sqlite3")
    for _ in range(2):
        with pytest.raises(FileNotFoundError):
            line.acquire(1)
    (tmp_path / "away").mkdir()
    assert line.acquire(1)
    line.release()


def test_a_full_disk_is_said_and_nothing_is_half_done():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
    try:
        with pytest.raises(OperationalError) as full, transaction.atomic():
            message("small").save()
            large = message("large")
            large.text = "x" * 20_000_000
            large.save()
        assert errors.from_database(full.value).code == "disk_full"
        assert connection._held is None
    finally:
        connection.cursor().execute("PRAGMA max_page_count = 1073741823")
    assert not Message.objects.exists()
    message("x").save()


HOG = """
import sys, time
from pathlib import Path
from wherehold.project.sqlite.lock import WriterLock
line = WriterLock(Path(sys.argv[1]))
print("ready", flush=True)
until = time.monotonic() + 6
while time.monotonic() < until:
    assert line.acquire(20)
    time.sleep(0.2)
    line.release()
"""


def test_another_process_that_writes_again_and_again_lets_others_in(line, tmp_path):
    hog = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(HOG), str(tmp_path / "some.sqlite3")],
        stdout=subprocess.PIPE,
    )
    try:
        hog.stdout.readline()
        waits = []
        for _ in range(8):
            sleep(0.03)
            began = monotonic()
            assert line.acquire(5)
            waits.append(monotonic() - began)
            line.release()
        assert hog.poll() is None, "it was writing all the while"
        assert max(waits) < 1.0, waits
    finally:
        hog.kill()
        hog.wait()
        hog.stdout.close()


def message(text):
    from wherehold.kernel import clock

    now = clock.now()
    return Message(to="x", subject=text, text="", purpose="x", next_at=now, created_at=now)


def test_reads_do_not_queue():
    holding, done = Event(), Event()

    def hold():
        with transaction.atomic():
            message("held").save()
            holding.set()
            done.wait(20)
        connection.close()

    thread = Thread(target=hold)
    thread.start()
    holding.wait(20)
    with CaptureQueriesContext(connection) as queries:
        assert not Message.objects.exists()
    assert len(queries) == 1
    done.set()
    thread.join()
    assert Message.objects.exists()


def test_a_lone_write_takes_its_turn_and_gives_it_back():
    holding, order = Event(), []

    def hold():
        with transaction.atomic():
            message("first").save()
            holding.set()
            sleep(0.3)
            order.append("transaction")
        connection.close()

    thread = Thread(target=hold)
    thread.start()
    holding.wait(20)
    Message.objects.filter(subject="none").update(subject="any")
    order.append("lone")
    thread.join()
    assert order == ["transaction", "lone"]
    assert connection._held is None


def test_only_the_outermost_transaction_holds_the_lock_and_it_always_comes_back():
    with transaction.atomic():
        held = connection._held
        assert held is not None
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            1 / 0  # noqa: B018
        assert connection._held is held
    assert connection._held is None
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        1 / 0  # noqa: B018
    assert connection._held is None
    transaction.set_autocommit(False)
    message("x").save()
    transaction.rollback()
    transaction.set_autocommit(True)
    assert connection._held is None and not Message.objects.exists()


def test_a_connection_that_closes_in_the_middle_lets_the_next_one_in():
    def leave():
        connection.ensure_connection()
        connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        assert connection._held is not None
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(leave).result()
    with transaction.atomic():
        message("x").save()


def test_who_waits_in_vain_is_told_that_it_is_locked(monkeypatch):
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.1)
    line = lock.for_database(str(connection.settings_dict["NAME"]))
    assert line.acquire(1)
    try:
        with pytest.raises(OperationalError, match="locked"), transaction.atomic():
            pass
    finally:
        line.release()
    with transaction.atomic():
        message("x").save()


def test_many_threads_lose_nothing():
    def write(writer):
        for number in range(20):
            with transaction.atomic():
                message(f"{writer}-{number}").save()
        connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    assert Message.objects.count() == 160
