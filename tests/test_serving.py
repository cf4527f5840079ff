"""The product as a person starts it: real processes, real signals."""

import json
import signal
import subprocess
import sys
import time

import pytest

# Libraries that load when they are used first: nobody pays for them who does not.
HEAVY = {
    "PIL",
    "numpy",
    "openpyxl",
    "playwright",
    "polars",
    "pytest",
    "python_calamine",
    "typst",
    "xlsxwriter",
    "zxingcpp",
}
GONE_S_MAX = 10
pytestmark = pytest.mark.whole


def test_the_first_administrator_is_made_once(installation):
    installation.init("--name", "Brightwater", laid=False)
    again = installation.run(
        "init",
        "--admin-email=eve@example.org",
        f"--admin-password-file={installation.folder / 'password'}",
        ok=False,
    )

    assert again.returncode == 1
    assert "Traceback" not in again.stderr and again.stderr.startswith("wherehold: There is")


def test_it_serves_after_init_and_ends_when_told(installation):
    installation.init()
    installation.serve()
    token = installation.run("token", "create", "--email", "ada@example.org").stdout.strip()

    assert installation.status("/readyz") == 200
    assert installation.status("/api/v1/parties", token) == 200
    assert installation.status("/api/v1/parties") == 401
    assert installation.stop() == 0


def test_whatever_ends_the_process_nothing_of_it_stays(installation):
    installation.init()
    installation.serve()
    installation.stop(signal.SIGKILL)
    until = time.monotonic() + GONE_S_MAX
    while installation.status("/healthz") and time.monotonic() < until:
        time.sleep(0.1)

    assert installation.status("/healthz") == 0


def test_an_empty_installation_begins_with_a_link_to_the_first_page(installation):
    installation.serve("--empty")

    assert "/welcome?key=" in installation.link()
    assert installation.status("/" + installation.link().split("/", 3)[3]) == 200
    assert installation.status("/welcome") == 403


def test_wrong_usage_ends_with_2():
    done = subprocess.run(
        [sys.executable, "-m", "wherehold", "serve", "--prot"], capture_output=True
    )

    assert done.returncode == 2
    assert b"usage: wherehold" in done.stderr


def test_starting_loads_nothing_that_is_heavy(installation):
    installation.init()
    script = (
        "import sys, json, wherehold.project.wsgi\n"
        "from wherehold.project import background\n"
        "from django.urls import get_resolver\n"
        "get_resolver().url_patterns\n"
        "print(json.dumps(sorted(m.partition('.')[0] for m in sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=installation.env, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout)) & HEAVY == set()
