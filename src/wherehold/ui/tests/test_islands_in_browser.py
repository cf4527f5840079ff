"""What the scripts do, in a real browser under the real policy."""

import pytest

from wherehold.ui import gallery

pytestmark = pytest.mark.browser

PEOPLE = [
    {"id": 7, "label": "Lena Hoffmann", "detail": "Design"},
    {"id": 8, "label": "Jonas Weber"},
]
FOUND = [
    {
        "title": "Best match",
        "items": [
            {"icon": "laptop", "label": "ThinkPad", "url": "/more", "act_url": "/scan/go"},
            {"icon": "user", "label": "Lena Hoffmann", "url": "/gallery?person"},
        ],
    }
]


@pytest.fixture
def page(render, site, open_page):
    site.put("/gallery", render("ui/gallery.html", gallery.samples()))
    site.put("/more", render("ui/more.html"))
    site.put("/scan/go", render("ui/more.html"))
    site.put("/search/palette", render("ui/palette_results.html", {"groups": FOUND}))
    site.put_json("/search/parties", {"items": PEOPLE})
    return open_page("/gallery")


def listen(page):
    """Collect what scanners read, and keep the page where it is."""
    page.evaluate(
        "() => { window.scans = []; document.addEventListener('scan', (event) => {"
        " event.preventDefault(); window.scans.push(event.detail.code); }); }"
    )


TYPE = """([code, gap, end]) => {
  let at = performance.now();
  const press = (key) => {
    const target = document.activeElement ?? document.body;
    const event = new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true});
    Object.defineProperty(event, "timeStamp", {value: at});
    at += gap;
    const goesIn = target.dispatchEvent(event) && key.length === 1 && "value" in target;
    if (goesIn) target.setRangeText(key, target.selectionStart, target.selectionEnd, "end");
  };
  for (const key of code) press(key);
  if (end) press(end);
}"""


def type_code(page, code, gap=8, end="Enter"):
    """Press keys a scanner's milliseconds apart, however busy this machine is."""
    page.evaluate(TYPE, [code, gap, end])
    page.wait_for_timeout(150)


def scans(page):
    return page.evaluate("() => window.scans")


@pytest.mark.parametrize(
    ("code", "gap", "end", "read"),
    [
        ("AST-004821", 8, "Enter", ["AST-004821"]),
        ("AST-004821", 8, "Tab", ["AST-004821"]),
        ("AST-004821", 8, "", ["AST-004821"]),
        ("https://host.example/t/ABCDEFGH", 5, "Enter", ["https://host.example/t/ABCDEFGH"]),
        ("laptop", 60, "Enter", []),
        ("AB", 5, "Enter", []),
        ("abcd", 5, "", []),
    ],
    ids=["enter", "tab", "no end", "address", "typing", "too short", "short without end"],
)
def test_a_scan_is_told_from_typing(page, code, gap, end, read):
    listen(page)

    type_code(page, code, gap, end)

    assert scans(page) == read


def test_what_leaks_into_a_field_is_taken_out_again_and_no_form_is_sent(page):
    listen(page)
    field = page.locator("#f-name")
    field.fill("Thinkpad")

    field.evaluate("node => node.setSelectionRange(8, 8)")
    type_code(page, "AST-004821")

    assert scans(page) == ["AST-004821"]
    assert field.input_value() == "Thinkpad"
    assert page.url.endswith("/gallery")


def test_a_field_that_wants_the_raw_code_gets_it(page):
    listen(page)
    page.evaluate("() => document.querySelector('#f-name').dataset.scan = 'raw'")
    page.locator("#f-name").fill("")

    page.locator("#f-name").focus()
    type_code(page, "AST-9", end="")

    assert scans(page) == []
    assert page.locator("#f-name").input_value() == "AST-9"


def test_fifty_scans_one_after_the_other_are_all_kept(page):
    listen(page)

    for number in range(50):
        page.evaluate(TYPE, [f"TAG-{number:04}", 3, "Enter"])

    assert scans(page) == [f"TAG-{number:04}" for number in range(50)]


def test_the_keys_of_a_real_keyboard_are_read(page):
    listen(page)
    for _ in range(5):  # a busy machine may press them too slowly for a scanner
        page.keyboard.type("AST-004821")
        page.keyboard.press("Enter")
        page.wait_for_timeout(150)
        if "AST-004821" in scans(page):
            return
    pytest.fail(f"read {scans(page)}")


def test_a_scan_types_letters_but_presses_no_shortcut(page):
    listen(page)

    type_code(page, "gagoxx?/x")

    assert page.url.endswith("/gallery")
    assert page.locator("dialog[open]").count() == 0


def test_an_unhandled_scan_asks_the_server_what_it_is(page):
    type_code(page, "UNKNOWN-1")

    page.wait_for_url("**/scan/go?code=UNKNOWN-1&via=wedge")


def test_a_scan_of_a_listed_thing_selects_it(page):
    type_code(page, "PX-2")

    row = page.locator("tr[data-codes=PX-2]")
    assert row.get_attribute("aria-selected") == "true"
    assert page.locator(".bulk [data-count]").inner_text() == "1 selected"


def test_the_palette_finds_and_opens_by_keyboard_alone(page):
    with page.expect_response("**/search/palette?q=&kind="):
        page.keyboard.press("Control+k")
    with page.expect_response("**/search/palette?q=thi&kind="):
        page.locator("#palette input").fill("thi")
    option = page.locator("#palette [role=option]")
    page.wait_for_timeout(100)
    assert option.first.get_attribute("aria-selected") == "true"

    page.keyboard.press("ArrowDown")
    assert option.nth(1).get_attribute("aria-selected") == "true"
    assert page.locator("#palette input").get_attribute("aria-activedescendant") == "found-1"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")

    page.wait_for_url("**/more")


def test_ctrl_enter_does_the_likely_thing_and_tab_narrows(page):
    page.keyboard.press("/")
    page.locator("#palette [role=option]").first.wait_for()

    with page.expect_request("**/search/palette?q=&kind=asset"):
        page.keyboard.press("Tab")
    assert page.locator("#palette [data-kind]").inner_text() == "Assets"
    page.locator("#palette [role=option]").first.wait_for()
    page.keyboard.press("Control+Enter")

    page.wait_for_url("**/scan/go")


def test_keys_lead_through_a_list(page):
    page.keyboard.press("j")
    page.locator("tr.cur").wait_for()
    page.wait_for_timeout(120)
    page.keyboard.press("j")
    page.wait_for_timeout(120)
    page.keyboard.press("x")

    page.locator("tr.cur[data-codes=AST-004822][aria-selected=true]").wait_for()


def test_keys_can_be_switched_off(page):
    page.keyboard.press("?")
    page.locator("#keys-help[open]").wait_for()
    page.get_by_role("switch", name="Keys without Ctrl").click()
    page.keyboard.press("Escape")

    page.keyboard.press("?")
    page.wait_for_timeout(200)

    assert page.locator("#keys-help[open]").count() == 0


def test_help_names_the_keys_of_the_page_and_they_work(page):
    page.keyboard.press("?")
    shown = page.locator("#keys-help [data-page-keys]")
    shown.get_by_text("Move").wait_for()
    assert shown.locator("kbd").inner_text() == "V"
    page.keyboard.press("Escape")

    page.keyboard.press("v")

    page.get_by_role("dialog", name="Move").wait_for()


def test_a_slow_scanner_is_read_by_the_key_that_it_sends_first(page):
    page.keyboard.press("?")
    page.get_by_label("It sends first").select_option("F9")
    page.reload()
    page.locator("html[data-ready]").wait_for()
    listen(page)

    page.evaluate(TYPE, [["F9", *"A-17"], 70, "Enter"])
    page.wait_for_timeout(150)

    assert scans(page) == ["A-17"]


def test_selecting_a_page_a_range_and_everything(page, site):
    boxes = page.locator("tbody .c-check input")
    boxes.nth(1).check()
    boxes.nth(4).click(modifiers=["Shift"])
    assert page.locator(".bulk [data-count]").inner_text() == "4 selected"

    page.get_by_label("Select page").check()
    page.get_by_role("button", name="Select all 31,044 matching").click()
    assert page.locator(".bulk [data-count]").inner_text() == "All 31,044 selected"
    page.get_by_role("button", name="Check out").click()

    page.wait_for_timeout(200)
    (path, body) = site.sent[-1]
    assert "matching=t" in body and "ids=" not in body


def test_the_chosen_rows_are_sent(page, site):
    page.locator("tbody .c-check input").nth(2).check()
    page.get_by_role("toolbar").get_by_role("button", name="Move").click()

    page.wait_for_timeout(200)
    assert "ids=3" in site.sent[-1][1] and "matching" not in site.sent[-1][1]


def test_a_combobox_searches_and_sends_the_id(page):
    field = page.get_by_role("combobox", name="Holder")
    field.fill("jon")
    page.get_by_role("option", name="Jonas Weber").click()

    assert field.input_value() == "Jonas Weber"
    assert page.locator("input[name=holder]").input_value() == "8"

    field.fill("no such person")
    field.blur()
    page.wait_for_timeout(250)
    assert field.input_value() == "Jonas Weber", "what was not picked is no choice"


def test_the_list_of_a_combobox_is_not_cut_off_by_its_dialog(page, site):
    site.put_json("/search/places", {"items": [{"id": n, "label": f"Room {n}"} for n in range(9)]})
    page.locator("[data-dialog='#move']").click()
    page.get_by_role("combobox", name="Place").fill("ro")

    last = page.get_by_role("option", name="Room 8")
    last.wait_for()
    assert last.evaluate(
        "node => { const box = node.getBoundingClientRect();"
        " const top = document.elementFromPoint(box.x + 9, box.y + 9);"
        " return top?.closest('[role=option]') === node }"
    )
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog", name="Move").is_visible(), "the list closes first"


def test_a_dangerous_button_asks_first(page, site):
    page.get_by_role("button", name="Retire…").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    page.wait_for_timeout(100)
    assert site.sent == []

    page.get_by_role("button", name="Retire…").click()
    page.get_by_role("dialog").get_by_role("button", name="Retire").click()
    page.wait_for_timeout(200)
    assert len(site.sent) == 1


def test_the_theme_changes_at_once_and_is_told_to_the_server(page, site):
    page.get_by_role("button", name="Account of Priya Raman").click()
    page.get_by_role("button", name="Dark").click()

    page.locator("html[data-theme=dark]").wait_for()
    page.wait_for_timeout(100)
    assert site.sent == [("/theme", "theme=dark")]


def test_a_dialog_opens_at_its_first_field(page):
    page.locator("[data-dialog='#move']").click()

    place = page.get_by_role("dialog", name="Move").get_by_role("combobox", name="Place")
    assert place.evaluate("node => node === document.activeElement")
