"""NFC tags are read and written by a phone that can. The radio is the only thing played here."""

import pytest

from wherehold.scan.tests.test_browser import page, says, things, visit

__all__ = ["page", "things"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RADIO = """
window.NDEFReader = class extends EventTarget {
  async scan() { window.listening = this; }
  async write(message) { window.written = message; }
};
window.hold = (recordType, text) => {
  const data = new DataView(new TextEncoder().encode(text).buffer);
  const event = new Event("reading");
  event.message = { records: [{ recordType: "mime", data }, { recordType, data }] };
  window.listening.dispatchEvent(event);
};
"""


def test_a_tag_is_written_and_read_again(page, live_server, settings, things):
    settings.PUBLIC_URL = "https://assets.example.org"
    page.add_init_script(RADIO)
    visit(page, live_server, f"/labels/nfc/{things[0].pk}")
    page.get_by_role("button", name="Write a tag").click()
    page.locator("[data-why]").filter(has_text="Written. The tag may go on").wait_for()
    [record] = page.evaluate("window.written.records")
    assert record["recordType"] == "url"
    assert record["data"].startswith("https://assets.example.org/t/")

    visit(page, live_server, "/scan?mode=seen")
    page.get_by_role("button", name="Read NFC").click()
    page.locator("#toasts").get_by_text("Hold the phone to a tag.").wait_for()
    page.evaluate("([kind, text]) => window.hold(kind, text)", ["url", record["data"]])
    says(page, "Confirmed", things[0].name)
    page.evaluate("([kind, text]) => window.hold(kind, text)", ["text", things[1].tag])
    says(page, "Confirmed", things[1].name)


def test_a_browser_that_cannot_says_why_and_shows_the_address(page, live_server, settings, things):
    settings.PUBLIC_URL = "https://assets.example.org"
    page.add_init_script("delete window.NDEFReader")
    visit(page, live_server, "/scan")
    assert page.get_by_role("button", name="Read NFC").count() == 0
    visit(page, live_server, f"/labels/nfc/{things[0].pk}")
    page.get_by_text("This browser cannot write NFC tags").wait_for()
    page.get_by_role("button", name="Write a tag").click()
    page.get_by_text("https://assets.example.org/t/").wait_for()
