"""The gallery, looked at: nothing for axe to find, nothing that leaves the screen."""

import pytest

from wherehold.ui import gallery

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_every_component_is_accessible_and_fits(render, site, open_page, width, theme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page_source = render("ui/gallery.html", gallery.samples(), cookies={"wh_theme": theme})
    site.put("/gallery", page_source)

    page = open_page("/gallery", width)

    results = axe.Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) == 0


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(
    ("template", "context"),
    [
        ("ui/more.html", {}),
        ("ui/failure.html", {"title": "Not found", "text": "Nothing here.", "status": 404}),
    ],
)
def test_the_other_pages_are_accessible(render, site, open_page, template, context, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    site.put("/page", render(template, context))

    results = axe.Axe().run(open_page("/page", width))

    assert results.violations_count == 0, results.generate_report()


def test_touch_targets_of_a_phone_are_large_enough(render, site, open_page):
    site.put("/gallery", render("ui/gallery.html", gallery.samples()))

    page = open_page("/gallery", 390)

    for button in page.locator("main .btn:not(.s):visible, .dock a").all():
        box = button.bounding_box()
        assert box and box["height"] >= 44, button.inner_text()
