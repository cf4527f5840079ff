"""Giving assets more codes, and taking some off."""

import pytest

from wherehold.kernel import ledger
from wherehold.kernel.errors import NotFound
from wherehold.register.commands.identifiers import add_identifiers, remove_identifiers
from wherehold.register.models import Identifier, SearchText
from wherehold.register.refusals import (
    BadAsset,
    DuplicateIdentifier,
    NoSuchIdentifier,
    NothingChosen,
    TagStays,
)

pytestmark = pytest.mark.django_db


def test_codes_are_added_and_found(amina, drill):
    add_identifiers(actor=amina, codes={drill.pk: [("serial", "S1"), ("epc", "30 34")]})

    drill.refresh_from_db()
    assert drill.serial == "S1"
    assert Identifier.objects.get(kind="epc").key == "3034"
    assert "s1" in SearchText.objects.get(pk=drill.pk).text
    [entry] = ledger.history("asset", drill.pk)
    assert entry.data["identifiers"] == [["serial", "S1"], ["epc", "30 34"]]
    assert entry.data["changed"] == {"serial": ["", "S1"]}


def test_codes_are_taken_off_but_for_the_tag(amina, drill):
    add_identifiers(actor=amina, codes={drill.pk: [("serial", "S1"), ("tag", "OLD")]})
    remove_identifiers(actor=amina, codes={drill.pk: [("serial", "s1"), ("tag", "old")]})

    drill.refresh_from_db()
    assert drill.serial == ""
    with pytest.raises(TagStays):
        remove_identifiers(actor=amina, codes={drill.pk: [("tag", "drill-7")]})
    with pytest.raises(NoSuchIdentifier):
        remove_identifiers(actor=amina, codes={drill.pk: [("serial", "S1")]})


def test_taken_and_impossible_codes_are_refused(amina, drill, saw):
    with pytest.raises(DuplicateIdentifier):
        add_identifiers(actor=amina, codes={drill.pk: [("tag", "SAW-2")]})
    with pytest.raises(BadAsset):
        add_identifiers(actor=amina, codes={drill.pk: [("token", "x")]})
    with pytest.raises(NothingChosen):
        add_identifiers(actor=amina, codes={drill.pk: []})


def test_t61_strangers_give_and_take_no_codes(cy, drill):
    for act in (add_identifiers, remove_identifiers):
        with pytest.raises(NotFound):
            act(actor=cy, codes={drill.pk: [("serial", "S")]})
