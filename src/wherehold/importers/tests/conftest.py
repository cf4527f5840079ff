"""How importers are tested: files on disk, through the doors that everybody uses."""

import pytest

from wherehold.accounts import commands as accounts
from wherehold.conftest import NOON
from wherehold.importers import looking, running
from wherehold.importers.commands import runs
from wherehold.importers.models import Import
from wherehold.kernel import organisation
from wherehold.kernel.actor import system
from wherehold.kernel.models import Organisation


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Keep the files of imports apart."""
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def console(db):
    """Return the actor of the console, in an organisation that numbers its things."""
    Organisation.objects.get_or_create(id=1, defaults={"name": "Brightwater", "created_at": NOON})
    organisation.forget()
    return system("import")


@pytest.fixture
def enter(console):
    """Return how to take in a file, given as text, and give its import."""

    def receive(text, *, name="things.csv", actor=None, choices=None, **options):
        data = text if isinstance(text, bytes) else text.encode()
        looked = looking.look(
            actor=actor or console, name=name, pieces=[data], choices=choices, options=options
        )
        return Import.objects.get(pk=runs.receive(actor=actor or console, looked=looked))

    return receive


@pytest.fixture
def bring_in(enter):
    """Return how to import a text and give its import and the counts."""

    def execute(text, *, trial=False, **more):
        run = enter(text, **more)
        counts = running.outcome(running.execute(run.pk, trial=trial))
        run.refresh_from_db()
        return run, counts

    return execute


@pytest.fixture
def ada(console):
    """Return the account of somebody who may do everything."""
    accounts.lay_roles(actor=console)
    return accounts.create_user(actor=console, email="ada@example.org", role="administrator")


@pytest.fixture
def browser(client, ada):
    """Return a browser in which somebody is signed in who may do everything."""
    client.force_login(ada)
    return client
