"""What phones brought too late, at the desk."""

import pytest

from wherehold.accounts.models import Device
from wherehold.custody import commands as custody
from wherehold.scan.models import Op
from wherehold.scan.tests.test_sync import op

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(bring, drill, bo, amina):
    """Bring a check-out of what Amina has got meanwhile, and a return that waits behind it."""
    custody.check_out(actor=amina, asset_ids=[drill.pk], holder_id=amina.party_id)
    bring(
        op("1", "check_out", base=None, asset_id=drill.pk, holder_id=bo.pk),
        op("2", "check_in", asset_id=drill.pk),
        pending=12,
    )
    return Op.objects.get(op_id="1")


def test_the_list_names_the_thing_why_it_waits_and_what_phones_hold(browser, late):
    page = browser.get("/conflicts").content.decode()

    assert "DRILL-7" in page and "with Amina now" in page and "→ Bo" in page
    assert "Phone of Amina still holds 12 acts." in page
    assert 'href="/conflicts"' in page and ">1<" in page, "the figure beside the entry"


def test_each_is_shown_beside_how_things_are_and_settled_by_a_plain_form(browser, late, drill):
    address = f"/conflicts/{late.pk}"
    page = browser.get(address).content.decode()
    assert "With Amina" in page and "waits behind it" in page and "Both happened" in page

    assert browser.post(f"{address}/settle", {"choice": "none"}).status_code == 422
    assert browser.post(f"{address}/settle", {"choice": "keep"}).headers["Location"] == "/conflicts"
    assert "Nothing waits" in browser.get("/conflicts").content.decode()
    assert "Settled" in browser.get(address).content.decode()
    assert browser.post(f"{address}/settle", {"choice": "keep"}).status_code == 409
    timeline = browser.get(f"/assets/{drill.pk}").content.decode()
    assert "Came late from a phone" in timeline


def test_what_is_not_there_reads_like_what_is_not_ones_own(browser, late):
    assert browser.get(f"/conflicts/{late.pk + 99}").status_code == 404
    assert browser.post(f"/conflicts/{late.pk + 99}/settle", {"choice": "keep"}).status_code == 404


def test_phones_are_listed_with_what_they_hold_and_revoked(browser, late):
    page = browser.get("/settings/phones").content.decode()
    assert "Amina" in page and "12 acts" in page

    phone = Device.objects.get()
    answer = browser.post(f"/settings/phones/{phone.pk}/revoke")
    assert answer.headers["Location"] == "/settings/phones"
    phone.refresh_from_db()
    assert phone.revoked_at is not None
    assert "revoked" in browser.get("/settings/phones").content.decode()


def test_only_pages_with_a_camera_may_run_its_reader(browser, late):
    for address, may in (("/scan", True), ("/conflicts", False), (f"/conflicts/{late.pk}", False)):
        policy = browser.get(address)["Content-Security-Policy"]
        assert ("wasm-unsafe-eval" in policy) is may, address
