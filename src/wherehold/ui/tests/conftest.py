"""A small site of rendered pages with the real headers, and a browser to look at them."""

import json
import mimetypes
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from wherehold.kernel import organisation
from wherehold.kernel.actor import EVERYTHING, Actor, Grant
from wherehold.kernel.models import Organisation
from wherehold.project import headers
from wherehold.project import shell as shells

STATIC = Path(__file__).parents[1] / "static"
PAGES = {
    "insights:overview": "/",
    "desk:search": "/search",
    "desk:palette": "/search/palette",
    "desk:assets": "/assets",
    "scan:scan": "/scan",
    "scan:go": "/scan/go",
}


@pytest.fixture
def brightwater(monkeypatch):
    """Name the organisation without a database: what is drawn here needs none."""
    ours = Organisation(name="Brightwater Group")
    monkeypatch.setattr(organisation, "current", lambda: ours)
    monkeypatch.setattr(shells, "ENTRIES", tuple(replace(e, badge=None) for e in shells.ENTRIES))


@pytest.fixture
def render(brightwater, monkeypatch):
    """Return a function that renders a template as an administrator gets it."""
    real = shells.url
    monkeypatch.setattr(shells, "url", lambda name: PAGES.get(name) or real(name))

    def rendered(template, context=None, *, cookies=None, path="/assets", actor=None):
        request = RequestFactory().get(path)
        request.COOKIES.update(cookies or {})
        request.auth = actor or Actor("party:1", (Grant(EVERYTHING),), party_id=1)
        party = SimpleNamespace(name="Priya Raman")
        request.user = SimpleNamespace(is_authenticated=True, party=party, email="p@example.org")
        return render_to_string(template, context or {}, request)

    return rendered


class Site:
    """Pages by path, served with the headers of the real thing; remembers what was sent to it."""

    def __init__(self):
        self.pages = {}
        self.sent = []
        self.tokens = []
        self.answers = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        # Asked to end it looks up within 20 ms, where half a second is usual.
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def put(self, path, page):
        self.pages[path] = page.encode()

    def answer(self, path, body="", status=200, **headers):
        """Say what is answered to what is posted to a path."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (status, named, body.encode())

    def put_json(self, path, value):
        self.pages[path] = json.dumps(value).encode()

    def _handler(site):  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                path = self.path.split("?")[0]
                static = STATIC / path.removeprefix("/static/")
                if path in site.pages:
                    body = site.pages[path]
                    kind = "application/json" if body[:1] in b"{[" else "text/html; charset=utf-8"
                    policy = headers.SCAN_PAGE if path == "/camera" else headers.PAGE
                elif path.startswith("/static/") and static.is_file():
                    body, policy = static.read_bytes(), headers.STATIC
                    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
                else:
                    return self.send_error(404)
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self):
                length = int(self.headers.get("Content-Length", 0))
                site.sent.append((self.path, self.rfile.read(length).decode()))
                site.tokens.append(self.headers.get("X-CSRFToken"))
                status, named, body = site.answers.get(self.path, (204, {}, b""))
                self.send_response(status)
                for name, value in named.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        return Handler


@pytest.fixture
def site():
    """Return a site without pages."""
    site = Site()
    yield site
    site.server.shutdown()
    site.server.server_close()


class Complaints(list):
    """What a page complained of: errors, and breaches of the content security policy."""

    def forgive(self, *parts):
        """Take the complaints that a test provoked from the list; there must be some."""
        expected = [line for line in self if any(part in line for part in parts)]
        assert expected, self
        for line in expected:
            self.remove(line)

    def watch(self, page):
        page.on("pageerror", lambda error: self.append(str(error)))
        page.on("console", lambda line: self.append(line.text) if line.type == "error" else None)


@pytest.fixture
def open_page(chromium, site):
    """Return a function that opens a path of the site; complaints fail the test at its end."""
    complaints, contexts = Complaints(), []

    def opened(path, width=1440, **options):
        phone = width < 500
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, has_touch=phone, is_mobile=phone, **options
        )
        contexts.append(context)
        page = context.new_page()
        complaints.watch(page)
        page.goto(site.url + path)
        page.locator("html[data-ready]").wait_for()
        return page

    opened.forgive = complaints.forgive
    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
