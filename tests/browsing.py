"""What tests in a browser share: which browser, how to get in, what went wrong on a page."""

import os
import shutil
from contextlib import contextmanager

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def executable():
    """Return the browser of this machine, or None where Playwright's own is to be used."""
    given = os.environ.get("WHEREHOLD_TEST_CHROMIUM")
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return given or found or (MAC if os.path.exists(MAC) else None)


def launch(browsers, *more):
    """Start a browser of Playwright's kind `chromium`, with more arguments if it needs them."""
    # Root has no sandbox of its own in a container; only tests run so.
    arguments = ["--no-sandbox"] if os.getuid() == 0 else []
    return browsers.launch(executable_path=executable(), args=[*arguments, *more])


@contextmanager
def launched():
    """Start the browser of a process of tests: a process can drive one kind, and drives it once.

    Playwright's driver runs a loop in this thread, which Django must not mind.
    """
    sync_api = pytest.importorskip("playwright.sync_api")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_api.sync_playwright() as playwright:
        try:
            started = launch(playwright.chromium)
        except sync_api.Error as error:
            pytest.skip(f"no browser: {error}")
        yield started
        started.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def sign_in_by_link(page, link):
    """Open a one-time link and use it."""
    page.goto(link)
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def wedge(page, code):
    """Press keys as a scanner does, faster than fingers, closed by Enter.

    From within the page: a busy machine may let seconds pass between two keys sent from here. Keys
    bear the time at which they were pressed, as real ones do, not that at which they were handled.
    """
    page.evaluate(
        """keys => {
          const start = performance.now();
          keys.forEach((key, n) => {
            const press = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
            Object.defineProperty(press, "timeStamp", { value: start + 5 * n });
            (document.activeElement ?? document.body).dispatchEvent(press);
          });
        }""",
        [*code, "Enter"],
    )


class Complaints:
    """Everything a page complains of: errors of scripts, of the policy, of what it loads."""

    def __init__(self, page):
        self.found = []
        page.on("console", lambda m: m.type == "error" and self.found.append(m.text))
        page.on("pageerror", lambda error: self.found.append(str(error)))
        page.on("requestfailed", self._failed)

    def _failed(self, request):
        # What a page calls off itself, since it asks for something newer, is no complaint.
        if request.resource_type != "fetch" or request.failure != "net::ERR_ABORTED":
            self.found.append(f"{request.url}: {request.failure}")
