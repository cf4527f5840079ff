"""Journeys know the same people and things as the tests beside the slices."""

import copy
import os

import pytest
from django.core.management import call_command

from tests import served as serving
from tests import worlds
from wherehold.conftest import *  # noqa: F403
from wherehold.conftest import NOON
from wherehold.kernel import clock


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """Build the two sites once for all tests of a module, which each take back what they do.

    They are committed: a transaction open for so long would hold back every sequencer.
    """
    with django_db_blocker.unblock():
        with clock.held_at(NOON):
            made = worlds.build()
        yield made
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def world(built, db):
    """Return the two sites that know nothing of each other."""
    return copy.deepcopy(built)


@pytest.fixture
def installation(django_db_setup, tmp_path):
    """Return an installation that is not founded yet, on the database that is being tested."""
    yield from installed(tmp_path)


@pytest.fixture(scope="module")
def served(django_db_setup, tmp_path_factory):
    """Serve an installation with Ada as administrator, for all tests of a module."""
    for made in installed(tmp_path_factory.mktemp("served")):
        made.init()
        made.serve()
        yield made


def installed(folder):
    """Make an installation, and leave nothing of it behind."""
    server = os.environ.get("WHEREHOLD_DATABASE_URL", "")
    url = serving.database(server) if server.startswith("postgres") else ""
    made = serving.Installation(folder, url)
    yield made
    if made.process and made.process.poll() is None:
        made.process.kill()
        made.process.wait()
    if url:
        serving.drop(url)


@pytest.fixture(scope="session")
def browser(chromium):
    """Return the browser; beside the slices this word is Django's client."""
    return chromium
