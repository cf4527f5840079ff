"""Parts of pages: what the answers of the server do, under the real policy and settings."""

import json

import pytest

from wherehold.ui import gallery
from wherehold.ui.refusals import Shown

pytestmark = pytest.mark.browser

BUTTON = "<button id=go hx-post=/act {attributes}>Go</button>"


@pytest.fixture
def act(render, site, open_page):
    """Return a function that opens a page with a button, and something for it to act on."""

    def opened(markup="", **attributes):
        said = " ".join(f'hx-{name}="{value}"' for name, value in attributes.items())
        source = render("ui/gallery.html", gallery.samples())
        part = f"<div>{BUTTON.format(attributes=said)}{markup}</div></main>"
        site.put("/page", source.replace("</main>", part))
        return open_page("/page")

    return opened


def test_a_part_is_posted_with_the_token_and_swapped_in(act, site):
    site.answer("/act", "<p id=part>done</p>")
    page = act("<p id=part>…</p>", target="#part")

    page.locator("#go").click()

    page.get_by_text("done", exact=True).wait_for()
    token = page.locator("meta[name=csrf]").get_attribute("content")
    assert site.tokens == [token] and token


def test_a_refusal_is_shown_where_refusals_are_and_the_rest_stays(act, site, render, open_page):
    refusal = Shown("Already checked out", "AST-1 is with Lena.", "checked_out")
    body = render("ui/refusal.html", {"refusal": refusal})
    site.answer("/act", body, 409, HX_Retarget="#refusals", HX_Reswap="innerHTML")
    page = act("<p id=part>as it was</p>", target="#part")

    page.locator("#go").click()

    page.locator("#refusals [role=alert]").get_by_text("AST-1 is with Lena.").wait_for()
    assert page.locator("#part").inner_text() == "as it was"
    open_page.forgive("409 (Conflict)")


def test_an_event_of_the_answer_shows_a_toast_with_its_undo(act, site):
    toast = {"toast": {"text": "Moved 3 assets", "level": "ok", "undo": "/undo/7"}}
    site.answer("/act", "<p></p>", HX_Trigger=json.dumps(toast))
    page = act(swap="none")

    page.locator("#go").click()
    page.locator(".toast").get_by_role("button", name="Undo").click()

    page.wait_for_timeout(200)
    path, body = site.sent[-1]
    assert path == "/undo/7" and "csrfmiddlewaretoken=" in body


def test_nothing_in_an_answer_is_run(act, site):
    site.answer("/act", "<p>all in</p><script>window.ran = 1</script>")
    page = act("<p id=part></p>", target="#part")

    page.locator("#go").click()

    page.get_by_text("all in", exact=True).wait_for()
    assert page.evaluate("() => window.ran") is None


def test_a_morph_keeps_what_somebody_is_typing(act, site):
    site.answer("/act", "<div id=part><input id=note><p>12 rows</p></div>")
    page = act("<div id=part><input id=note><p>11 rows</p></div>", target="#part", swap="morph")
    page.locator("#note").fill("half a sen")

    page.locator("#note").focus()
    page.locator("#go").evaluate("node => node.click()")

    page.get_by_text("12 rows", exact=True).wait_for()
    assert page.locator("#note").input_value() == "half a sen"
    assert page.locator("#note").evaluate("node => node === document.activeElement")


def test_without_the_server_the_page_says_so(act, site, open_page):
    page = act()
    site.server.shutdown()
    site.server.server_close()

    page.locator("#go").click()

    page.locator(".toast.bad").get_by_text("The server cannot be reached").wait_for()
    open_page.forgive("ERR_CONNECTION_REFUSED", "htmx:afterRequest", "htmx:sendError")
