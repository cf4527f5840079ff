"""A year's end in a real browser: from a file with prices to a disposal with its gain."""

from datetime import date
from pathlib import Path

import pytest

from wherehold.conftest import put
from wherehold.kernel import jobs
from wherehold.project.reactions import TASKS
from wherehold.register.models import Asset

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def page(chromium, client, ada, live_server):
    """Open a page of a signed-in browser; what it complains of fails the test."""
    client.force_login(ada)
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies(
        [
            {"name": name, "value": one.value, "url": live_server.url}
            for name, one in client.cookies.items()
        ]
    )
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: line.type == "error" and complaints.append(line.text))
    yield page
    context.close()
    assert complaints == []


def is_sound(page):
    """Say that a page is accessible and within its width."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page, options=RULES).response["violations"]
    assert [f"{one['id']}: {n['target']}" for one in found for n in one["nodes"]] == []
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def save(page):
    page.locator("main form button[type=submit]").last.click()


def work():
    """Do what waits in the background."""
    while jobs.run_next(TASKS):
        pass


def import_prices(page, at, folder):
    """Bring a file with the price of the drill in, as the list of what is missing leads to."""
    file = folder / "prices.csv"
    file.write_text("Tag,Price,Currency,Purchased on\nDRILL,3600.00,EUR,2026-01-01\n")
    page.goto(f"{at}/money/missing")
    is_sound(page)
    page.get_by_role("link", name="Import prices").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Look at the file").click()
    page.wait_for_url("**/imports/*")
    work()
    page.reload()
    page.get_by_role("button", name="Import the good row").click()
    page.wait_for_load_state()
    work()


def open_book(page, at):
    """Open a book with one policy and take in what has a price."""
    page.goto(f"{at}/money/new")
    page.fill("[name=name]", "Financial")
    page.fill("[name=code]", "fin")
    save(page)
    page.wait_for_url("**/policy")
    page.fill("[name=life]", "36")
    save(page)
    page.wait_for_url("**/money/fin")
    page.get_by_role("button", name="Take in").click()
    page.get_by_role("button", name="Preview").wait_for()


def post_and_close(page, at):
    """Look at the preview, post the month and close it."""
    page.get_by_role("button", name="Preview").click()
    page.wait_for_url("**/months/2026-01")
    assert "100.00" in page.locator("main").inner_text()
    is_sound(page)
    page.goto(f"{at}/money/fin")
    for name in ("Post", "Close"):
        page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
        page.locator("dialog[open] button[value=yes], dialog[open] .btn").last.click()
        page.wait_for_url("**month=2026-01")
    page.get_by_role("link", name="Open again").wait_for()


def test_import_prices_set_a_policy_preview_post_close_report_and_sell(
    page, live_server, ada, tools, tmp_path
):
    drill, at = put("DRILL", category=tools, stage="in_service"), live_server.url
    import_prices(page, at, tmp_path)
    assert Asset.objects.get(pk=drill.pk).price_minor == 3600_00
    open_book(page, at)
    post_and_close(page, at)
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        is_sound(page)
    with page.expect_download() as got:
        page.get_by_role("link", name="PDF").click()
    assert Path(got.value.path()).read_bytes().startswith(b"%PDF")

    Asset.objects.filter(pk=drill.pk).update(stage="retired")
    page.goto(f"{at}/assets/{drill.pk}/dispose")
    page.fill("[name=on]", date(2026, 2, 10).isoformat())
    page.fill("[name=proceeds_EUR]", "3750")
    save(page)
    page.wait_for_url("**/value")
    assert "250.00" in page.locator("main").inner_text()
    is_sound(page)
