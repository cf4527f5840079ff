"""The pages of kits: made by scan, handed out, back incomplete, and followed to its end."""

import pytest
from django.urls import reverse

from wherehold.kits.models import Kit, Missing, Template
from wherehold.register.models import Asset

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"kits:{name}", args=args)


@pytest.fixture
def bag(browser, sorts, things):
    """Return a bag that was made from a template, by scanning what goes in."""
    browser.post(
        url("new-template"),
        {
            "name": "Photo bag",
            "model-0": sorts["Camera"].pk,
            "model-1": sorts["Lens"].pk,
            "quantity-1": "2",
            "substitute-1": sorts["Old lens"].pk,
        },
    )
    said = {"kit": "bag-1", "template": Template.objects.get().pk, "tags": "CAM-1\nLENS-1\nOLD-1"}
    answer = browser.post(url("new"), said)
    assert answer["Location"] == url("kit", Kit.objects.get().pk)
    return Kit.objects.get().pk


def test_from_the_bag_to_what_is_missing(browser, bag, bo, things):
    page = browser.get(url("kit", bag)).content.decode()
    assert "Complete" in page and "CAM-1" in page and "2 / 2" in page
    assert "All" in browser.get(url("out", bag)).content.decode()
    assert browser.post(url("out", bag), {"holder": bo.pk, "due_in": "7"}).status_code == 302
    assert "Bo" in browser.get(url("kits")).content.decode()
    there = [things[tag].pk for tag in ("CAM-1", "LENS-1")]
    assert "BAG-1" in browser.get(url("back", bag)).content.decode()
    browser.post(url("back", bag), {"ids": there})
    gone = Missing.objects.get()
    page = browser.get(url("kit", bag)).content.decode()
    assert "Bo had it when the kit came back" in page
    assert "OLD-1" in browser.get(url("kits") + "?tab=missing").content.decode()
    replaced = {"outcome": "replaced", "reason": "Bo bought one", "tags": "LENS-2"}
    browser.post(url("resolve", gone.pk), replaced)
    assert "Bo bought one" in browser.get(url("kits") + "?tab=decided").content.decode()
    assert browser.post(url("count", bag), {"all": "1"}).status_code == 302


def test_what_does_not_fit_is_said_on_the_page(browser, bag, things):
    answer = browser.post(url("pack", bag), {"tags": "CAM-2"})
    assert answer.status_code == 409 and "CAM-2" in answer.content.decode()
    answer = browser.post(url("pack", bag), {"tags": "NOTHING-9"})
    assert answer.status_code == 404 and "NOTHING-9" in answer.content.decode()
    browser.post(url("unpack", bag), {"ids": things["CAM-1"].pk})
    answer = browser.post(url("out", bag), {"holder": "", "holder_text": "Bo"})
    assert answer.status_code in (404, 409, 422)
    assert browser.post(url("unmake", bag)).status_code == 302
    assert not Asset.objects.exclude(container=None).exists()


def test_contents_are_changed_by_lines(browser, bag, sorts):
    shown = browser.get(url("contents", bag)).content.decode()
    assert "Camera" in shown and "Old lens" in shown
    said = {
        "model-0": sorts["Camera"].pk,
        "model-1": sorts["Lens"].pk,
        "quantity-1": "2",
        "substitute-1": sorts["Old lens"].pk,
        "tag-2": "STRAP-1",
        "must-2": "no",
    }
    assert browser.post(url("contents", bag), said).status_code == 302
    assert "STRAP-1" in browser.get(url("kit", bag)).content.decode()


def test_a_role_says_what_somebody_still_gets(browser, bo, sorts, things):
    said = {"name": "Photographer", "model-0": sorts["Camera"].pk, "quantity-0": "2"}
    browser.post(url("new-template") + "?use=role", said)
    page = browser.get(url("role", bo.pk)).content.decode()
    assert "has 0 of 2" in page and "2 to hand out" in page
    given = browser.get(reverse("handover:new"), {"holder": bo.pk, "tags": "CAM-1, CAM-2"})
    assert "CAM-1" in given.content.decode() and "Bo" in given.content.decode()
    ids = [things["CAM-1"].pk, things["CAM-2"].pk]
    browser.post(reverse("handover:new"), {"ids": ids, "holder": bo.pk, "go": "1"})
    assert "Has everything" in browser.get(url("role", bo.pk)).content.decode()


def test_a_kit_and_what_is_in_it_tell_of_it_on_their_timelines(browser, bag, bo, things):
    browser.post(url("out", bag), {"holder": bo.pk})
    for tag in ("BAG-1", "CAM-1"):
        page = browser.get(reverse("desk:asset", args=[things[tag].pk])).content.decode()
        assert "Went out with the kit" in page and url("kit", bag) in page
