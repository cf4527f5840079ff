"""On no page of the phone does anything go against the policy: camera, worker, forms, dialogs."""

import pytest
from django.urls import reverse
from tests import browsing

from wherehold.register.commands import tokens
from wherehold.register.models import Asset
from wherehold.scan.tests.test_browser import visit
from wherehold.scan.tests.test_count_phone import boss, count
from wherehold.scan.tests.test_phone import PHONE, codes, take_along

__all__ = ["boss", "codes", "count"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WATCH = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error("against the policy:", event.violatedDirective, event.blockedURI));
"""
CAMERA = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")


@pytest.fixture
def errors():
    return []


@pytest.fixture
def page(chromium, browser, live_server, errors):
    """Open a page of a phone whose camera shows something; all that goes wrong is noted."""
    phone = browsing.launch(chromium.browser_type, *CAMERA)
    context = phone.new_context(viewport=PHONE, has_touch=True)
    context.add_cookies(
        [{"name": n, "value": c.value, "url": live_server.url} for n, c in browser.cookies.items()]
    )
    context.add_init_script(WATCH)
    page = context.new_page()
    page.on("console", lambda line: line.type == "error" and errors.append(line.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    phone.close()


def camera(page):
    """Wait for a camera that runs, and its reader in a worker of its own."""
    with page.expect_worker():
        page.locator("[data-start]").click()
    page.locator("x-scanner .tools button").first.wait_for()


def test_nothing_on_any_page_of_the_phone_goes_against_the_policy(
    page, live_server, errors, boss, count, codes
):
    visit(page, live_server, "/scan")
    take_along(page)
    camera(page)
    page.evaluate("localStorage.clear()")
    visit(page, live_server, f"/stocktakes/{count}/count")
    # A phone that takes something along takes the count along whose page it opens.
    page.get_by_text("Knows this count without a network: ").wait_for()
    camera(page)
    lamp = Asset.objects.get(tag="LAMP-0")
    [(_asset, token)] = tokens.ensure_tokens(actor=boss, asset_ids=[lamp.pk])
    for address in (
        f"/assets/{lamp.pk}",
        f"/t/{token}",
        "/t/0000000000000000",
        reverse("labels:nfc", args=[lamp.pk]),
        reverse("labels:labels"),
        reverse("scan:conflicts"),
        reverse("stocktake:stocktakes"),
        reverse("stocktake:stocktake", args=[count]),
    ):
        visit(page, live_server, address)

    assert [one for one in errors if "status of 404" not in one] == []
    # And the watch does see what goes against it.
    with page.expect_console_message(lambda line: "against the policy: img-src" in line.text):
        page.evaluate("document.body.append(Object.assign(new Image(), {src: 'http://a.test/'}))")
