"""Journeys know the same people and things as the tests beside the slices."""

import os

import pytest

from tests import served
from wherehold.conftest import *  # noqa: F403


@pytest.fixture
def installation(tmp_path):
    """Return an installation that is not founded yet, on the database that is being tested."""
    server = os.environ.get("WHEREHOLD_DATABASE_URL", "")
    url = served.database(server) if server.startswith("postgres") else ""
    made = served.Installation(tmp_path, url)
    yield made
    if made.process and made.process.poll() is None:
        made.process.kill()
        made.process.wait()
    if url:
        served.drop(url)
