"""Pictures for the documents: the demonstration organisation, light, at a desk's width."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests import browsing, served

# Each picture: its name, the page, and where to look for a page behind a link.
PICTURES = {
    "overview": "/",
    "assets": "/assets",
    "custody": "/custody",
    "scan": "/scan",
    "rights": "/settings/roles/storekeeper",
}
SIZE = {"width": 1440, "height": 900}


def take(folder):
    """Write the pictures into a folder."""
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        installation = served.Installation(data)
        installation.serve("--demo")
        try:
            page = browsing.launch(playwright.chromium).new_page(
                viewport=SIZE, color_scheme="light"
            )
            browsing.sign_in_by_link(page, installation.link())
            for name, path in PICTURES.items():
                page.goto(installation.url + path)
                page.wait_for_load_state("networkidle")
                page.screenshot(path=Path(folder, f"{name}.png"))
        finally:
            installation.stop()


if __name__ == "__main__":
    take(sys.argv[1])
