"""Erasing what entries say: for those who may do everything, once and for good."""

import pytest

from wherehold.kernel import commands, ledger
from wherehold.kernel.actor import Actor, Grant, system
from wherehold.kernel.errors import NotAllowed, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def seq(drop):
    drop(1)
    return ledger.history("cup", 1)[0].seq


def test_what_it_said_is_gone_and_the_erasure_is_an_entry(seq):
    commands.erase_entries(actor=system("test"), seqs=[seq, seq], reason="Art. 17")

    [entry] = ledger.entries([seq])
    assert (entry.data, entry.salt, entry.kind) == (None, None, "test.dropped")
    [erased] = ledger.recent(kinds=["ledger.erased"])
    assert erased.data == {"seqs": [seq], "reason": "Art. 17"}


def test_only_those_who_may_do_everything(seq):
    some = Actor("party:1", grants=(Grant(frozenset({"settings.manage", "ledger.verify"})),))
    within = Actor("party:2", grants=(Grant(frozenset({"*"}), place="00001"),))
    for actor in (some, within):
        with pytest.raises(NotAllowed):
            commands.erase_entries(actor=actor, seqs=[seq], reason="x")
    assert ledger.entries([seq])[0].data is not None


def test_all_or_none(seq):
    with pytest.raises(NotFound) as refusal:
        commands.erase_entries(actor=system("test"), seqs=[seq, seq + 5], reason="x")
    assert refusal.value.fields == [{"what": "entry", "key": seq + 5}]
    assert ledger.entries([seq])[0].data is not None
