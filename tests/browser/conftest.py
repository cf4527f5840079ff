"""The whole product, served for real on a data directory of its own, and a browser before it."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]
READY_S = 60
ADMIN = "admin@brightwater.example"
PASSWORD = "correct horse battery staple"


class Installation:
    """One installation: its command line, and its server while it runs."""

    def __init__(self, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        self.env = os.environ | {
            "WHEREHOLD_DATA_DIR": str(folder),
            "WHEREHOLD_URL": self.url,
            "PYTHONPATH": str(ROOT / "src"),
        }
        for name in ("DJANGO_SETTINGS_MODULE", "WHEREHOLD_DATABASE_URL"):
            self.env.pop(name, None)
        self.server = None

    def run(self, *words):
        """Run `wherehold` with these words and return what it printed."""
        command = [sys.executable, "-m", "wherehold", *words]
        done = subprocess.run(command, env=self.env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def serve(self):
        """Start serving, and return when it answers."""
        command = [sys.executable, "-m", "wherehold", "serve", "--port", str(self.port)]
        self.server = subprocess.Popen(command, env=self.env)
        give_up_at = time.monotonic() + READY_S
        while True:
            try:
                return urlopen(f"{self.url}/readyz", timeout=2)
            except OSError:
                assert self.server.poll() is None, "the server ended"
                assert time.monotonic() < give_up_at, "the server is not ready"
                time.sleep(0.1)

    def stop(self):
        """Stop serving."""
        if self.server:
            self.server.terminate()
            self.server.wait(30)


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """Serve the demonstration organisation, for all tests of a run."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "password").write_text(PASSWORD)
    made = Installation(folder / "data")
    words = ("--admin-email", ADMIN, "--admin-password-file", str(folder / "password"))
    made.run("init", *words, "--name", "Brightwater Group", "--timezone", "Europe/Berlin", "--demo")
    made.serve()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def chromium():
    """Return Debian's browser; without it the test is skipped with the reason."""
    sync_api = pytest.importorskip("playwright.sync_api")
    path = os.environ.get("WHEREHOLD_TEST_CHROMIUM", "/usr/bin/chromium")
    if not Path(path).exists():
        pytest.skip(f"no browser at {path}")
    # Playwright's loop runs in this thread; Django would take that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


class Visit:
    """A browser window on the product; what its pages complain of is kept."""

    def __init__(self, browser, served, width=1440, theme="light"):
        phone = width < 500
        self.context = browser.new_context(
            viewport={"width": width, "height": 844 if phone else 900},
            has_touch=phone,
            is_mobile=phone,
            color_scheme=theme,
            base_url=served.url,
            accept_downloads=True,
        )
        self.served = served
        self.page = self.context.new_page()
        self.complaints = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._keep)

    def _keep(self, line):
        if line.type == "error" and "Failed to load resource" not in line.text:
            self.complaints.append(line.text)

    def sign_in(self, email=ADMIN, password=PASSWORD):
        """Sign in as a person does."""
        self.page.goto("/sign-in")
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        self.page.wait_for_url(lambda url: "sign-in" not in url)
        return self

    def scan(self, code):
        """Do what a scanner on the keyboard does: the code, fast, and Enter."""
        self.page.keyboard.type(code, delay=8)
        self.page.keyboard.press("Enter")


@pytest.fixture
def visit(chromium, served):
    """Return a function that opens a window; complaints of its pages fail the test."""
    opened = []

    def open_window(**how):
        opened.append(Visit(chromium, served, **how))
        return opened[-1]

    yield open_window
    complaints = [line for one in opened for line in one.complaints]
    for one in opened:
        one.context.close()
    assert complaints == []
