"""What goes on NFC tags: the same address as on the label, for the same people."""

import pytest
from django.urls import reverse

from wherehold.kernel.errors import NotFound
from wherehold.kernel.models import Entry
from wherehold.labels import commands
from wherehold.labels.refusals import NothingToPrint, OnlyHere

pytestmark = pytest.mark.django_db


@pytest.fixture
def public(settings):
    settings.PUBLIC_URL = "https://assets.example.org"


def test_a_tag_holds_what_the_label_holds(public, amina, drill, saw):
    [label] = commands.print_labels(actor=amina, asset_ids=[drill.pk])
    addresses = commands.write_tags(actor=amina, asset_ids=[saw.pk, drill.pk])

    assert addresses[1] == label.content and addresses[0] != addresses[1]
    recorded = Entry.objects.filter(kind="labels.printed").order_by("pk")
    assert [entry.data["code"] for entry in recorded] == ["qr", "nfc", "nfc"]


def test_tags_are_refused_where_labels_are(public, settings, amina, cy, drill):
    with pytest.raises(NothingToPrint):
        commands.write_tags(actor=amina, asset_ids=[])
    with pytest.raises(NotFound):
        commands.write_tags(actor=cy, asset_ids=[drill.pk])
    settings.PUBLIC_URL = "http://localhost:8000"
    with pytest.raises(OnlyHere):
        commands.write_tags(actor=amina, asset_ids=[drill.pk])


def test_without_a_script_the_form_tells_the_address(public, browser, drill):
    address = reverse("labels:nfc", args=[drill.pk])

    assert b"Write a tag" in browser.get(address).content
    assert b"https://assets.example.org/t/" in browser.post(address).content
    assert browser.get(reverse("labels:nfc", args=[0])).status_code == 404
