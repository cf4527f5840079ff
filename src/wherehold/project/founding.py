"""How an installation comes to be: secrets, database, organisation, first administrator."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from wherehold import __version__
from wherehold.accounts import commands as accounts
from wherehold.accounts import links
from wherehold.accounts import queries as known_accounts
from wherehold.accounts.models import User
from wherehold.kernel import commands as kernel
from wherehold.kernel import organisation
from wherehold.kernel.actor import system
from wherehold.kernel.errors import Conflict
from wherehold.project import first_run, secret_key
from wherehold.register.models import Asset

STATIC_STAMP = "stamp.txt"
WELCOME = "/welcome"
ADMINISTRATOR = "administrator"


class AlreadyFounded(Conflict):
    """An installation is founded once."""

    code = "already_founded"
    title = "Already there"
    message = "There is an installation in {folder} already. Name another WHEREHOLD_DATA_DIR."


class NotEmpty(Conflict):
    """What is made up is not mixed with what is real."""

    code = "not_empty"
    title = "Not empty"
    message = "There are things in {folder} already: load the demonstration into an empty one."


@dataclass(frozen=True)
class Founder:
    """The first administrator, before there are accounts. Without a password: by link only."""

    email: str
    password: str | None
    name: str = ""


def prepare() -> None:
    """Make the secrets, and bring the database and the built-in roles to this version."""
    data = Path(settings.DATA_DIR)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not settings.GIVEN_SECRET_KEY:
        secret_key.make(settings.KEYS_DIR)
        settings.SECRET_KEY = secret_key.read("", settings.KEYS_DIR)
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
    if organisation.founded():
        accounts.lay_roles(actor=system("upgrade"))


@transaction.atomic
def found(founder: Founder, *, name: str, time_zone: str, currency: str, source: str) -> User:
    """Give the installation to an organisation and return its first administrator's account.

    Raises: AlreadyFounded; BadOrganisation, NoEmail, WeakPassword, and nothing is founded.
    """
    if organisation.founded():
        raise AlreadyFounded({"folder": str(settings.DATA_DIR)})
    actor = system("founding").via(source)
    kernel.found_organisation(actor=actor, name=name, time_zone=time_zone, currency=currency)
    accounts.lay_roles(actor=actor)
    administrator = accounts.create_user(
        actor=actor,
        email=founder.email,
        name=founder.name,
        role=ADMINISTRATOR,
        password=founder.password,
    )
    transaction.on_commit(first_run.end)
    return administrator


def load_demonstration() -> None:
    """Load the demonstration organisation, into an installation that has no things yet.

    Raises: NotEmpty.
    """
    from wherehold.project.demo import play

    if Asset.objects.exists():
        raise NotEmpty({"folder": str(settings.DATA_DIR)})
    play.load()


def how_to_get_in(*, demonstration: bool, empty: bool) -> Iterator[str]:
    """Load what was asked for into a new installation, and say how to get in."""
    if demonstration and not organisation.founded():
        yield "Loading the demonstration organisation"
        load_demonstration()
    if not organisation.founded():
        yield f"Begin at {settings.PUBLIC_URL}{WELCOME}?key={first_run.begin()}"
        return
    yield f"Wherehold is at {settings.PUBLIC_URL}/"
    if demonstration or empty:
        yield f"Sign in once with {_sign_in_link()}"


def _sign_in_link() -> str:
    """Make a link that signs the first administrator in, for whoever has this terminal."""
    actor = system("founding").via("cli")
    people = known_accounts.people(actor=actor)
    first = next(
        one
        for one in sorted(people, key=lambda person: person.id)
        if one.is_active and any(g.role == ADMINISTRATOR for g in one.grants)
    )
    secret = accounts.make_link(actor=actor, user_id=first.id, purpose="sign_in")
    return links.url_of(secret, "sign_in")


def collect_static() -> None:
    """Copy the static files to where they are served from, unless they are there."""
    stamp = Path(settings.STATIC_ROOT) / STATIC_STAMP
    digest = _static_digest()
    if not stamp.exists() or stamp.read_text() != digest:
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(digest)


def _static_digest() -> str:
    """Return a digest of names, sizes and times of the static files and of our version."""
    found = hashlib.sha256(__version__.encode())
    for path, folder in sorted(_static_files()):
        stat = Path(folder, path).stat()
        found.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return found.hexdigest()


def _static_files() -> Iterator[tuple[str, str]]:
    for finder in finders.get_finders():
        for path, storage in finder.list([]):
            yield path, storage.location
