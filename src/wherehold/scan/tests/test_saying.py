"""A condition and a photo of what was just scanned, with and without a script."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from wherehold.kernel.models import Entry
from wherehold.register.models import Attachment

pytestmark = pytest.mark.django_db


def picture(colour="teal"):
    made = BytesIO()
    Image.new("RGB", (64, 48), colour).save(made, "PNG")
    return SimpleUploadedFile("lamp.png", made.getvalue(), "image/png")


def test_a_condition_is_said_by_a_plain_form_and_taken_back(browser, drill):
    said = {"choice": f"asset:{drill.pk}", "condition": "worn", "mode": "seen"}
    page = browser.post("/scan/condition", said).content.decode()
    drill.refresh_from_db()
    assert drill.condition == "worn" and "Condition said" in page and "Undo" in page

    told = browser.post("/scan/condition", said, headers={"X-Requested-With": "fetch"}).json()
    assert (told["word"], told["undo"], told["mode"]) == ("As it was", "", "seen")


@pytest.mark.parametrize("key", ["asset:999", "place:1", "nonsense"])
def test_of_what_is_no_thing_nothing_is_said(browser, db, key):
    said = {"choice": key, "condition": "worn"}
    told = browser.post("/scan/condition", said, headers={"X-Requested-With": "fetch"}).json()

    assert (told["tone"], told["word"]) == ("bad", "Unknown code")


def test_a_condition_that_is_none_is_refused_in_a_word(browser, drill):
    said = {"choice": f"asset:{drill.pk}", "condition": "odd"}
    told = browser.post("/scan/condition", said, headers={"X-Requested-With": "fetch"}).json()

    assert (
        told["tone"] == "bad"
        and not Entry.objects.filter(kind="register.condition_changed").exists()
    )


def test_the_same_photo_twice_is_on_the_thing_once(browser, drill):
    def put(colour="teal"):
        body = {"asset_id": drill.pk, "photo": picture(colour)}
        return browser.post("/api/v1/scan/photos", body)

    first = put()
    assert first.status_code == 201 and put().json() == first.json()
    assert put("red").json() != first.json()
    assert Attachment.objects.filter(subject_type="asset", subject_id=drill.pk).count() == 2
    drill.refresh_from_db()
    assert drill.photo_id == first.json()["id"]


def test_a_photo_of_fifty_megabytes_is_refused_with_the_bound(browser, drill):
    big = SimpleUploadedFile("big.jpg", bytes(50 * 2**20), "image/jpeg")
    answer = browser.post("/api/v1/scan/photos", {"asset_id": drill.pk, "photo": big})

    assert answer.status_code == 413 and "25 MiB" in answer.json()["detail"]
    assert not Attachment.objects.exists()
