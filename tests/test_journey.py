"""The main job on a real installation, in a real browser, from signing in to the export."""

import csv
import io
import re

import pytest
from playwright.sync_api import expect

from tests import browsing
from tests import served as serving

pytestmark = pytest.mark.browser
DESK = {"width": 1440, "height": 900}
KEY_MS = 8
TRIES = 6
HEADINGS = (
    "Company,Name,Asset Tag,Category,Supplier,Manufacturer,Location,Order Number,Model,"
    "Model Number,Asset Notes,Purchase Date,Purchase Cost,Checked Out To: Email"
)
FILE = HEADINGS + "".join(
    f"\nBrightwater,{name},{tag},Lamps,Acme,Lumo,Berlin,PO-1,Lumo {n},L{n},,2024-0{n}-12,{price},"
    for n, (name, tag, price) in enumerate(
        [
            ("Work lamp one", "LAMP-001", "120.00"),
            ("Work lamp two", "LAMP-002", "130.00"),
            ("Work lamp three", "LAMP-003", "140.00"),
            ("Broken row", "LAMP-004", "a lot"),
        ],
        1,
    )
)
TAGS = ["LAMP-001", "LAMP-002", "LAMP-003"]


class Walk:
    """Somebody at a desk, with a keyboard and a scanner that types."""

    def __init__(self, page, url):
        self.page, self.url = page, url
        self.complaints = browsing.Complaints(page)

    def visit(self, path):
        self.page.goto(self.url + path)
        self.page.locator("html[data-ready]").wait_for()

    def scan(self, code, came):
        """Scan until it was taken: on a busy machine keys may come too slow for a scanner."""
        for _ in range(TRIES):
            self.page.keyboard.type(code, delay=KEY_MS)
            self.page.keyboard.press("Enter")
            try:
                return came(3000)
            except (AssertionError, TimeoutError):
                continue
        return came(3000)

    def opens(self, code, pattern):
        self.scan(code, lambda ms: expect(self.page).to_have_url(re.compile(pattern), timeout=ms))

    def says(self, code, *texts):
        def came(ms):
            for text in texts:
                expect(self.page.locator("[data-outcome]")).to_contain_text(text, timeout=ms)

        self.scan(code, came)

    def file(self, press):
        with self.page.expect_download() as download:
            press()
        return download.value.path()


@pytest.fixture(scope="module")
def people(served):
    """Two people with badges."""
    ada = served.client("ada@example.org")
    said = [
        {"name": name, "identifiers": [{"kind": "badge", "value": f"BADGE-{name.upper()}"}]}
        for name in ("Bo", "Eve")
    ]
    return {one["name"]: one["id"] for one in ada.post("parties", said).items}


@pytest.fixture
def walk(browser, served):
    """A browser in which nobody is signed in; what a page complains of fails the test."""
    context = browser.new_context(viewport=DESK, accept_downloads=True)
    context.set_default_timeout(15_000)
    page = context.new_page()
    walking = Walk(page, served.url)
    yield walking
    context.close()
    assert [one for one in walking.complaints.found if "ERR_ABORTED" not in one] == []


def test_the_main_job(walk, served, people, tmp_path):
    by_password(walk)
    assert "LAMP-004" in imports(walk, tmp_path).read_text("utf-8-sig")
    finds(walk)
    ids = scans(walk, served, people)
    hands_on(walk, ids)
    exports(walk, ids)
    tells(walk, ids)


def by_password(walk):
    walk.visit("/")
    assert "/sign-in" in walk.page.url
    walk.page.get_by_label("E-mail").fill("ada@example.org")
    walk.page.locator("input[type=password]").fill(serving.PASSWORD)
    walk.page.get_by_role("button", name="Sign in", exact=True).click()
    walk.page.wait_for_url(walk.url + "/")


def imports(walk, folder):
    """Map, try, import; return the file of what is to be mended."""
    path = folder / "snipe-it.csv"
    path.write_text(FILE)
    page = walk.page
    walk.visit("/imports")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_text("Nothing saved yet").wait_for()
    expect(page.get_by_label("Asset Tag becomes")).to_have_value("tag")
    expect(page.get_by_role("region", name="to be mended")).to_contain_text("a lot")
    page.get_by_role("button", name="Import the 3 good rows").click()
    page.get_by_text("Done", exact=True).wait_for(timeout=30_000)
    return walk.file(page.get_by_role("link", name="These as a file").click)


def finds(walk):
    """Find by typing, in the list and in the palette, and by a scanner on any page."""
    page = walk.page
    walk.visit("/assets")
    page.get_by_role("searchbox").fill("lamp tw")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("LAMP-002")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search or scan anything").fill("lamp three")
    expect(page.get_by_role("option").first).to_contain_text("LAMP-003")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/assets/\d+$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Work lamp three")
    for path in ("/", "/people", "/imports"):
        walk.visit(path)
        walk.opens("LAMP-001", r"/assets/\d+$")
        expect(page.get_by_role("heading", level=1)).to_have_text("Work lamp one")


def scans(walk, served, people):
    """Check three out: a badge, then three tags. Return their ids."""
    walk.visit("/scan")
    walk.says("BADGE-BO", "Next things go to", "Bo")
    for tag, name in zip(TAGS, ("one", "two", "three"), strict=True):
        walk.says(tag, f"Work lamp {name}")
    ada = served.client("ada@example.org")
    cards = {card["tag"]: card for card in ada.get("assets?search=LAMP-").items}
    assert {card["holder_id"] for card in cards.values()} == {people["Bo"]}
    return [cards[tag]["id"] for tag in TAGS]


def hands_on(walk, ids):
    """Pass one on, take another back, and take back that it came back."""
    page = walk.page
    walk.visit(f"/assets/{ids[0]}")
    page.get_by_role("link", name="Pass on").click()
    page.get_by_role("combobox", name="Person or team").fill("Eve")
    page.get_by_role("option", name="Eve").click()
    with page.expect_navigation(url=re.compile(rf"/assets/{ids[0]}$")):
        page.get_by_role("button", name="Pass on").click()
    expect(page.locator("main")).to_contain_text("Eve")
    walk.visit(f"/assets/{ids[1]}")
    page.get_by_role("link", name="Check in").click()
    with page.expect_navigation(url=re.compile(rf"/assets/{ids[1]}$")):
        page.get_by_role("button", name="Check in").click()
    expect(page.locator("main")).to_contain_text("Nobody has it")
    undo = page.locator("details.undo").first
    undo.locator("summary").click()
    undo.get_by_role("textbox").fill("It was another lamp")
    undo.get_by_role("button", name="Undo").click()
    expect(page.locator("main")).not_to_contain_text("Nobody has it")


def exports(walk, ids):
    """Take the list out as CSV and as XLSX and read both."""
    from openpyxl import load_workbook

    page = walk.page
    walk.visit("/assets?search=lamp")

    def fetch(name):
        page.get_by_role("button", name="Export what is shown").click()
        return walk.file(page.get_by_role("button", name=name).click)

    text = fetch("CSV").read_text("utf-8-sig")
    plain = list(csv.reader(io.StringIO(text)))
    sheet = load_workbook(io.BytesIO(fetch("Excel").read_bytes())).active
    rows = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    for table in (plain, rows):
        told = {str(cell) for row in table for cell in row}
        assert len(table) == 1 + len(ids)
        assert told >= {*TAGS, "Bo", "Eve", "Work lamp one"}


def tells(walk, ids):
    """Read on the timeline what happened."""
    told = walk.page.locator("section[aria-label=Timeline]")
    walk.visit(f"/assets/{ids[0]}")
    expect(told).to_contain_text("Ada")
    expect(told.locator("li", has_text="Eve").first).to_be_visible()
    expect(told.locator("li", has_text="Bo").first).to_be_visible()
    walk.visit(f"/assets/{ids[1]}")
    expect(told).to_contain_text("It was another lamp")
    expect(told.locator("li.void")).to_have_count(1)


def test_a_link_lets_in_once(walk, served):
    link = served.run("user", "link", "--email", "ada@example.org").stdout.strip()
    browsing.sign_in_by_link(walk.page, link)
    walk.visit("/assets")
    assert "/sign-in" not in walk.page.url

    walk.page.context.clear_cookies()
    walk.page.goto(link)
    walk.page.locator("main form button").first.click()
    expect(walk.page.locator("main")).to_contain_text("used")
    walk.visit("/assets")
    assert "/sign-in" in walk.page.url
    walk.complaints.found.clear()  # The browser itself notes the 404 of a link that is used up.


def test_another_site_finds_nothing(walk, served):
    ada = served.client("ada@example.org")
    made = ada.post("assets?create_missing=true", {"name": "Secret press", "place": "Munich"})
    (press,) = made.items
    ada.post("places", {"name": "Hamburg", "kind": "site"})
    link = served.run(
        "user", "create", "--email=cy@example.org", "--role=storekeeper", "--place=Hamburg"
    ).stdout.strip()
    walk.page.goto(link)
    for box in walk.page.locator("input[type=password]").all():
        box.fill(serving.PASSWORD)
    walk.page.locator("main form button").first.click()
    walk.page.wait_for_url(lambda url: "/invite" not in url and "/sign-in" not in url)

    unseen(walk, press)
    cy = served.client("cy@example.org")
    assert cy.get("assets?search=press").items == []
    assert cy.get(f"resolve?code={press['tag']}").status == 404
    for path in (f"assets/{press['id']}", f"assets/{press['id']}/timeline"):
        assert cy.get(path).raw == cy.get(path.replace(str(press["id"]), "999")).raw.replace(
            b"999", str(press["id"]).encode()
        )
    table = cy.get("assets/export")
    assert table.status == 403 or press["tag"].encode() not in table.raw


def unseen(walk, press):
    page = walk.page
    for path in ("/", "/assets", "/assets?search=press", "/search?q=press", "/custody", "/people"):
        walk.visit(path)
        page.locator("main").wait_for()
        assert "Secret press" not in page.content() and "Munich" not in page.content()
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search or scan anything").fill("Secret press")
    page.wait_for_timeout(600)
    expect(page.locator("#palette-results")).not_to_contain_text(press["tag"])
    for path in (f"/assets/{press['id']}", f"/assets/{press['id']}/code.svg"):
        assert page.request.get(walk.url + path).status == 404


def test_labels_want_an_address_that_phones_reach(served, installation):
    ada = served.client("ada@example.org")
    asset = ada.post("assets", {"name": "Lamp"}).items[0]["id"]
    refused = ada.post("labels", {"asset_ids": [asset]})
    assert refused.status == 409 and "Set WHEREHOLD_URL" in refused.json["detail"]

    installation.env["WHEREHOLD_URL"] = "https://assets.example.org"
    installation.init()
    installation.serve()
    ada = installation.client("ada@example.org")
    asset = ada.post("assets", {"name": "Lamp"}, Host="assets.example.org").items[0]["id"]
    sheet = ada.post("labels", {"asset_ids": [asset]}, Host="assets.example.org")
    assert (sheet.status, sheet.headers["Content-Type"]) == (200, "application/pdf")
    assert sheet.raw.startswith(b"%PDF")
