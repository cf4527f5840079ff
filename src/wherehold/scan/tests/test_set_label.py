"""A prepared set gets a label: who it is for, when, and a code that opens its page."""

import pytest
from django.urls import reverse

from wherehold.handover.tests import reading
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.labels.refusals import BadDesign, UnknownStock
from wherehold.labels.tests.decoding import by_zxing, picture
from wherehold.reservations import commands
from wherehold.reservations.queries import labels
from wherehold.reservations.tests.conftest import when
from wherehold.scan.tests.test_web import act

pytestmark = pytest.mark.django_db
STOCK = "L7160"


@pytest.fixture
def number(admin, bo, drill):
    """Bo has booked a drill."""
    lines = [commands.Wanted(asset_id=drill.pk)]
    wish = commands.Wish(party_id=bo.pk, begins_at=when(1), ends_at=when(2), lines=lines)
    [key] = commands.reserve(actor=admin, wishes_given=[wish])
    return key


@pytest.mark.parametrize("address", ["https://assets.example.org", "http://localhost:8000"])
def test_the_label_says_for_whom_and_when_and_its_code_is_opened_by_a_scan(
    settings, number, admin, browser, address
):
    settings.PUBLIC_URL = address
    drawn = labels.label(actor=admin, reservation_id=number, stock=STOCK, form="png").content
    [code] = by_zxing(picture(drawn))
    page = reverse("reservations:reservation", args=[number])
    assert code == (f"{address}{page}" if "https" in address else f"RESERVATION {number}")
    told = act(browser, mode="open", code=code)
    assert (told["tone"], told["title"], told["go"]) == ("ok", f"R-{number}", page)
    gone = browser.get(reverse("scan:go"), {"code": code})
    assert (gone.status_code, gone["Location"]) == (302, page)

    text = " ".join(
        reading.texts(labels.label(actor=admin, reservation_id=number, stock=STOCK).content)
    )
    for words in (f"R-{number}", "Bo", "3 Mar 2026 12:00 – 4 Mar 2026 12:00"):
        assert words in text


def test_the_pick_list_offers_it_and_says_what_cannot_be(number, browser):
    page = reverse("reservations:label", args=[number])
    assert page in browser.get(reverse("reservations:pick-list", args=[number])).content.decode()
    assert browser.get(page, {"stock": STOCK}).content.startswith(b"%PDF")
    for given in ({"stock": "none"}, {"format": "doc"}, {"start": "99"}):
        assert browser.get(page, given).status_code in (409, 422)


def test_who_may_not_see_it_or_print_gets_none_and_a_scan_finds_nothing(number, cy, bo, admin):
    assert labels.found(actor=cy, code=f"RESERVATION {number}") is None
    assert labels.found(actor=admin, code="RESERVATION 99") is None
    for actor, stock, refusal in (
        (cy, STOCK, (NotFound, NotAllowed)),
        (admin, "none", UnknownStock),
    ):
        with pytest.raises(refusal):
            labels.label(actor=actor, reservation_id=number, stock=stock)
    with pytest.raises(BadDesign):
        labels.label(actor=admin, reservation_id=number, stock=STOCK, form="doc")
