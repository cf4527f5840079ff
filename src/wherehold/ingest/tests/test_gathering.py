"""Small messages of one moment share a commit, and each hears what came of its own."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from threading import Event
from time import monotonic

import pytest

from wherehold.ingest import gathering as gathering_of
from wherehold.ingest.gathering import Gathering, Small
from wherehold.ingest.protocols.messages import Bad
from wherehold.ingest.protocols.own import Wire
from wherehold.kernel.actor import system
from wherehold.tracking.commands import Outcome, Sender
from wherehold.tracking.reading import Problem


class Store:
    """Stores in memory: the first batch waits until the others have lined up."""

    def __init__(self):
        self.batches = []
        self.go = Event()

    def __call__(self, alike):
        found = [one for small in alike for one in small.found]
        self.batches.append(len(found))
        self.go.wait(10)
        told = Outcome()
        for index, one in enumerate(found):
            if isinstance(one, Bad):
                told.problems.append(Problem(index, one.code, str(one)))
            elif one.device == "twice":
                told.twice.append(index)
            elif one.device == "broken":
                raise OSError("The disk is full.")
            else:
                told.stored += 1
        told.duplicate = len(told.twice)
        return told


def small(*devices, source="s"):
    found = [Bad("bad", "Bad.") if one == "bad" else Wire(one, 1) for one in devices]
    return Small(system("test"), Sender(source), found, 1)


@pytest.fixture
def store():
    return Store()


@pytest.fixture
def later():
    """Have rounds done by one thread, as the product does."""
    with ThreadPoolExecutor(1) as alone:
        yield alone.submit


@pytest.fixture
def bring(store, later):
    """Bring messages while the first is under way, and return what came of each."""

    def bring(*smalls, begin=nullcontext):
        gathering = Gathering(store, later, begin)
        with ThreadPoolExecutor(len(smalls) + 1) as threads:
            first = threads.submit(gathering.bring, small("a"))
            while not store.batches:
                pass
            others = [threads.submit(gathering.bring, one) for one in smalls]
            while len(gathering._waiting) < len(smalls):
                pass
            store.go.set()
            assert first.result(10).stored == 1
        return others

    return bring


def test_each_hears_of_its_own(bring, store):
    told = [one.result() for one in bring(small("b", "bad", "c"), small("twice"), small("bad"))]

    # The order in which they lined up is theirs: each knows its own all the same.
    assert [(one.stored, one.duplicate, one.rejected) for one in told] == [
        *((2, 0, 1), (0, 1, 0), (0, 0, 1))
    ]
    assert [[p.index for p in one.problems] for one in told] == [[1], [], [0]]
    assert store.batches == [1, 5]


def test_what_fails_is_told_to_all_of_that_batch_and_no_other(bring, store):
    broken, alike, other = bring(small("broken"), small("b"), small("c", source="t"))

    for one in (broken, alike):
        with pytest.raises(OSError, match="full"):
            one.result()
    assert other.result().stored == 1


def test_several_senders_share_a_commit_and_all_hear_when_it_fails(bring, store):
    commits = []

    @contextmanager
    def begin():
        yield
        commits.append(len(store.batches))
        if len(commits) > 1:
            raise OSError("The disk is full.")

    others = bring(small("b"), small("c", source="t"), small("d", source="u"), begin=begin)

    assert commits == [1, 4]
    for one in others:
        with pytest.raises(OSError, match="full"):
            one.result()


def test_what_is_looked_at_in_the_round_is_told_to_each_and_what_cannot_be_read_to_its_own(
    bring, store
):
    def left(*devices):
        whole = small(*devices)
        return Small(whole.actor, whole.sender, (), 1, lambda: whole.found)

    def fail():
        raise ValueError("It is no JSON.")

    unread = Small(system("test"), Sender("s"), (), 1, fail)
    first, broken, last = bring(left("b", "bad"), unread, left("c"))

    assert [(one.result().stored, one.result().rejected) for one in (first, last)] == [
        (1, 1),
        (1, 0),
    ]
    with pytest.raises(ValueError, match="no JSON"):
        broken.result()
    assert store.batches == [1, 3]


def test_who_comes_meanwhile_is_stored_next(store, later):
    gathering = Gathering(store, later)
    store.go.set()
    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(lambda n: gathering.bring(small(f"d{n}")), range(400)))

    assert [one.stored for one in told] == [1] * 400 and sum(store.batches) == 400
    assert gathering._rounds_left == 1 and not gathering._waiting


def test_nobody_needs_to_wait_for_what_they_are_told(store, later):
    gathering, heard, all_heard = Gathering(store, later), [], Event()

    def tell(one):
        heard.append(one.outcome().stored)
        if len(heard) == 3:
            all_heard.set()

    for name in ("a", "b", "c"):
        gathering.leave(small(name), tell)
    assert heard == []
    store.go.set()
    assert all_heard.wait(10) and heard == [1, 1, 1] and store.batches[0] == 1


def test_those_who_are_told_together_are_stored_together_again(store, later):
    """Who sends anew as soon as they are told is waited for; who does not holds nobody up."""
    gathering, done = Gathering(store, later), Event()
    left = {f"d{number}": 5 for number in range(6)}
    store.go.set()

    def tell(one):
        [wire] = one.found
        left[wire.device] -= 1
        if left[wire.device]:
            gathering.leave(small(wire.device), tell)
        elif not any(left.values()):
            done.set()

    for device in left:
        gathering.leave(small(device), tell)
    assert done.wait(10)
    assert sum(store.batches) == 30 and 6 in store.batches
    began = monotonic()
    assert gathering.bring(small("z")).stored == 1
    assert gathering.bring(small("z")).stored == 1
    assert monotonic() - began < 1


def test_a_round_has_a_bound_but_for_the_first_of_it(bring, store, monkeypatch):
    monkeypatch.setattr(gathering_of, "ROUND", 3)
    told = bring(small("b", "c"), small("d"), small("e", "f", "g", "h"), small("i"))

    assert [one.result(10).stored for one in told] == [2, 1, 4, 1]
    assert sum(store.batches) == 9 and max(store.batches) == 4 and len(store.batches) >= 4


def test_so_many_rounds_are_under_way_at_once_and_no_more():
    stored, go = [], Event()

    def store(alike):
        stored.append([len(one) for one in alike])
        go.wait(10)
        return Outcome(stored=sum(map(len, alike)))

    with ThreadPoolExecutor(2) as storing, ThreadPoolExecutor(6) as threads:
        gathering = Gathering(store, storing.submit, rounds=2, patience_s=0)
        told = []
        for number, name in enumerate("abcdef"):
            told.append(threads.submit(gathering.bring, small(name)))
            while len(stored) < min(number + 1, 2) or len(gathering._waiting) < number - 1:
                pass
        assert stored == [[1], [1]]
        go.set()
        assert [one.result(10).stored for one in told] == [1] * 6

    assert len(stored) < 6
    assert gathering._rounds_left == 2 and not gathering._waiting
