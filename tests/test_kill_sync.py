"""What a phone was answered for is there, whatever becomes of the server meanwhile."""

import json
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPException
from http.cookiejar import CookieJar

import pytest

from tests.client import Client
from tests.served import PASSWORD
from tests.test_kill import kill

OPS, PART = 2_000, 20
PARTS_BEFORE = 5


class Phone(threading.Thread):
    """Brings its outbox in parts, and notes what was answered for."""

    def __init__(self, client, device, things):
        super().__init__(daemon=True)
        self.client, self.device, self.things = client, device, things
        self.answered = {}

    def part(self, start):
        """Return a part of the outbox."""
        return [
            {
                "id": f"op-{n}",
                "act": "note",
                "args": {"asset_id": self.things[n % len(self.things)], "text": f"Note {n}"},
                "captured_at": "2026-11-01T11:00:00Z",
            }
            for n in range(start, min(start + PART, OPS))
        ]

    def bring(self):
        for start in range(0, OPS, PART):
            body = {"device": self.device, "pending": OPS - start - PART, "ops": self.part(start)}
            results = self.client.post("sync", body).json["results"]
            self.answered |= {one["id"]: one for one in results}

    def run(self):
        try:
            self.bring()
        except (urllib.error.URLError, HTTPException, OSError):
            pass  # The server is gone.


def enrol(url):
    """Sign in as a browser does, and enrol it; return the number of the phone and its secret."""
    cookies = urllib.request.HTTPCookieProcessor(CookieJar())
    opener = urllib.request.build_opener(cookies)

    def post(path, page, **fields):
        token = re.search(r'name="csrf" content="(\w+)"', opener.open(url + page).read().decode())
        body = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": token[1]}).encode()
        return opener.open(url + path, body).read()

    post("/sign-in", "/sign-in", email="ada@example.org", password=PASSWORD)
    made = json.loads(post("/scan/phone", "/scan", name="Pixel"))
    return made["device"], made["secret"]


@pytest.fixture
def phone(installation):
    """Return a phone with a long outbox."""
    installation.init()
    installation.serve()
    ada = installation.client("ada@example.org")
    things = [ada.post("assets", {"name": f"Lamp {n}"}).items[0]["id"] for n in range(5)]
    device, secret = enrol(installation.url)
    return Phone(Client(installation.url, secret), device, things)


def test_every_answered_act_outlives_a_kill_and_none_is_done_twice(installation, phone):
    phone.start()
    while len(phone.answered) < PARTS_BEFORE * PART:
        assert phone.is_alive()
        time.sleep(0.01)
    kill(installation.process.pid)
    phone.join(30)
    installation.process.wait(10)
    before = dict(phone.answered)
    assert 0 < len(before) < OPS
    assert {one["status"] for one in before.values()} == {"applied"}

    installation.serve()
    phone.bring()
    assert len(phone.answered) == OPS
    for key, first in before.items():
        assert phone.answered[key] == first | {"status": "duplicate"}
    assert {one["status"] for one in phone.answered.values()} == {"applied", "duplicate"}
    assert len({one["act"] for one in phone.answered.values()}) == OPS
    assert json.loads(installation.run("ledger", "verify", "--json").stdout)["sound"]
