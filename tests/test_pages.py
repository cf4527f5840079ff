"""Every page of the demonstration, in a real browser: accessible, complete, within its width."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests import browsing, served
from tests.test_routes import CLOSED

pytestmark = pytest.mark.browser

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
THEMES = ("light", "dark")
# Of what passes nothing is told: to gather and send it takes longer than to look.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# What can differ where other colours show the same elements in the same places.
COLOURS = RULES | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
AXE = Axe().axe_script
LAYOUT = """() => JSON.stringify([...document.querySelectorAll("body *")].map(
    (one) => [one.tagName, one.checkVisibility(), one.getBoundingClientRect(), one.ariaLabel]))"""
# What opens with a movement is looked at once it stands still; what pulses for ever is no movement.
SETTLED = """() => Promise.allSettled(document.getAnimations().filter(
    (one) => Number.isFinite(one.effect.getComputedTiming().endTime)).map((one) => one.finished))"""
# Parts of pages, files and steps that only make sense within another page.
READABLE = [route for route in CLOSED if not route.pattern.endswith((".png", ".svg", ".pdf"))]


@pytest.fixture(scope="session")
def demonstration(django_db_setup, tmp_path_factory):
    """Serve the demonstration organisation, for all tests that only look."""
    made = served.Installation(tmp_path_factory.mktemp("demonstration"))
    made.lay_demonstration(of_this_run(tmp_path_factory))
    made.serve("--demo")
    yield made
    made.stop()


def of_this_run(tmp_path_factory):
    """Return the folder that all processes of this run of tests share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def signed_in(browser, demonstration):
    """Sign in once and return what the browser keeps of it."""
    context = browser.new_context()
    browsing.sign_in_by_link(context.new_page(), demonstration.link())
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def page(browser, signed_in):
    """Open a page of an administrator's browser."""
    context = browser.new_context(storage_state=signed_in, viewport=DESK)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def looking(browser, signed_in):
    """A browser of that administrator for all pages that are only looked at: it keeps files."""
    context = browser.new_context(storage_state=signed_in, viewport=DESK)
    yield context
    context.close()


@pytest.fixture
def looked_at(looking):
    """Open a page there."""
    page = looking.new_page()
    yield page
    page.close()


def faults(page, rules=RULES):
    """Return what axe finds, as lines: the rule, and where. Its script stays on the page."""
    page.evaluate(SETTLED)
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE)
    found = page.evaluate("async (rules) => (await axe.run(rules)).violations", rules)
    return [f"{one['id']}: {node['target']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("route", READABLE, ids=lambda route: route.name)
def test_every_page_can_be_read_by_everybody(looked_at, demonstration, route):
    page = looked_at
    url = demonstration.url + route.path()
    answer = page.request.get(url)
    if not answer.ok or "<html" not in answer.text():
        assert answer.status in {200, 400, 403, 404, 405}, answer.status
        return  # A part of another page, a form's address, a file.

    complaints = browsing.Complaints(page)
    page.goto(url)
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        last = None
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            layout = page.evaluate(LAYOUT)
            rules = COLOURS if layout == last else RULES
            assert faults(page, rules) == [], (size["width"], theme)
            last = layout
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, "scrolls sideways on a phone"
    assert complaints.found == []


def test_a_hand_over_opens_over_the_page_that_it_was_called_from(page, demonstration):
    complaints = browsing.Complaints(page)
    page.goto(demonstration.url + "/assets?custody=free&stage=in_stock")
    page.locator("td.c-act a[data-over]").first.click()
    dialog = page.locator("#hand-over[open]")
    dialog.wait_for()

    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        assert faults(page) == [], size["width"]
    assert complaints.found == []
    # It goes to nobody, so it is refused in the dialog; then it goes to somebody.
    dialog.locator("button[type=submit], footer .btn.p").last.click()
    dialog.locator("[role=alert], .note.bad").first.wait_for()
    assert "custody=free" in page.url

    field = dialog.locator("input[role=combobox]").first
    field.fill("Lena")
    page.locator("[role=option]").first.click()
    dialog.locator("footer .btn.p").click()
    page.locator(".toast").first.wait_for()
    assert "custody=free" in page.url and not page.locator("#hand-over").count()


def test_the_menu_of_a_row_acts_on_that_row(page, demonstration):
    page.goto(demonstration.url + "/assets")
    row = page.locator("tbody tr").nth(2)
    tag = row.locator(".code").inner_text()
    row.locator("[data-row]").click()
    assert faults(page) == []

    page.locator("#row-menu button", has_text="Note").click()
    dialog = page.locator("#act-over[open]")
    assert tag in dialog.locator("h2").inner_text()
    assert faults(page) == []
    dialog.locator("textarea").fill("The lid is loose")
    dialog.locator("footer .btn.p").click()
    page.locator(".toast").first.wait_for()
    row.locator("a").first.click()
    assert "The lid is loose" in page.locator(".tl").inner_text()


def test_filters_open_over_the_list_and_narrow_it(page, demonstration):
    page.goto(demonstration.url + "/assets?search=a")
    page.locator(".fchip.add").click()
    dialog = page.locator("#filters[open]")
    dialog.wait_for()
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        assert faults(page) == [], size["width"]

    dialog.locator("select[name=stage]").select_option("in_stock")
    dialog.locator("footer .btn.p").click()
    page.locator(".fchip", has_text="In stock").wait_for()
    assert "search=a" in page.url and "stage=in_stock" in page.url
    page.goto(page.url + "&filters=1")
    assert page.locator("#filters[open] select[name=stage]").input_value() == "in_stock"
