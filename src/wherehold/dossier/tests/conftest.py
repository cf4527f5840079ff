"""Two people of whom everything is held, so that what is of one is never in the other's file."""

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import orjson
import pytest

from wherehold.accounts import commands as accounts
from wherehold.accounts.actors import actor_for_user
from wherehold.accounts.models import SignIn
from wherehold.alerts.models import Alert, Channel, Notice, Rule
from wherehold.conftest import NOON, put
from wherehold.custody import commands as custody
from wherehold.dossier import writing
from wherehold.kernel import clock, secrecy
from wherehold.kernel.actor import system
from wherehold.register.commands import notes
from wherehold.tracking import commands as tracking
from wherehold.tracking.commands.binding import Bind
from wherehold.tracking.commands.devices import NewDevice
from wherehold.tracking.tests.conftest import take

HOST = system("test")
PASSWORD = "correct horse battery"
EVIL = "=HYPERLINK(1)"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Keep files in a folder of the test."""
    settings.DATA_DIR = tmp_path


@pytest.fixture
def people(store_room, tools):
    """Mia and Tom: accounts with the same name of everything, marked with whose it is."""
    accounts.lay_roles(actor=HOST)
    return {mark: _person(mark, role, store_room, tools) for mark, role in ROLES.items()}


ROLES = {"Mia": "member", "Tom": "administrator"}


def _person(mark, role, room, category):
    user = accounts.create_user(
        actor=HOST, email=f"{mark}@example.org", name=f"{mark}-name", role=role, password=PASSWORD
    )
    SignIn.objects.create(
        user=user, session_key=f"{mark}-session-key", agent=EVIL, began_at=NOON, seen_at=NOON
    )
    me = actor_for_user(user, "web")
    held(mark, user, room, category)
    Channel.objects.create(
        party=user.party,
        service="ntfy",
        name=f"{mark}-way",
        hidden=secrecy.hide(f"{mark}-topic"),
        hint=f"{mark}-hint",
        created_at=NOON,
    )
    accounts.create_token(actor=me, user_id=user.pk, name=f"{mark}-token")
    _told(mark, user)
    tracking.begin_private(actor=me, until=NOON + timedelta(hours=5))
    tracking.end_private(actor=me)
    return user


def held(mark, user, room, category, number=1):
    """Hand somebody a thing with a tracker on it, which tells where it is."""
    thing = put(f"{mark}-{number}", room, category, stage="in_service", name=f"{mark}-thing")
    key = f"{mark}-tracker-{number}"
    [device] = tracking.add_devices(actor=HOST, devices=[NewDevice(key=key, kind="gps")])
    begins = NOON - timedelta(hours=4)
    bind = Bind(device_id=device, asset_id=thing.pk, starts_at=begins)
    tracking.bind(actor=HOST, binds=[bind])
    out = {"asset_ids": [thing.pk], "holder_id": user.party_id, "note": f"{mark}-note"}
    custody.check_out(actor=HOST, **out, at=begins)
    me = replace(HOST, name=f"party:{user.party_id}", party_id=user.party_id)
    notes.note(actor=me, asset_ids=[thing.pk], text=f"{mark}-wrote")
    at = NOON - timedelta(hours=2)
    lat = -33.5 if mark == "Mia" else 51.25
    take(orjson.dumps([{"device": key, "at": at.timestamp(), "lat": lat, "lon": 13.5}]))


def _told(mark, user):
    rule = Rule.objects.create(name=f"{mark}-rule", finder="due_soon")
    alert = Alert.objects.create(
        rule=rule, key="asset:1", title=f"{mark}-title", since=NOON, opened_at=NOON
    )
    Notice.objects.create(alert=alert, party=user.party, due_at=NOON, told_at=NOON)


@pytest.fixture
def looked(people):
    """Tom asked to look where Mia is."""
    tom = actor_for_user(people["Tom"], "web")
    party_id = people["Mia"].party_id
    tracking.ask_to_look(actor=tom, party_id=party_id, reason="Fire in hall 3")


def file_of(user, folder, *, whole=True):
    """Write somebody's file and return its parts: as JSON, as CSV, and all of its text."""
    path = Path(folder, "out.zip")
    writing.write(path, writing.subject_of(user.party, whole=whole))
    return read(path.read_bytes())


def read(body):
    """Read a file: its parts as JSON, as rows of CSV, and all text in it."""
    with ZipFile(io.BytesIO(body)) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    documents = {n[5:-5]: json.loads(t) for n, t in texts.items() if n.startswith("json/")}
    tables = {
        n[4:-4]: list(csv.DictReader(io.StringIO(t, newline="")))
        for n, t in texts.items()
        if n.startswith("csv/")
    }
    return documents, tables, "\n".join(texts.values())


def at(hours):
    """Hold the clock some hours after noon."""
    return clock.held_at(NOON + timedelta(hours=hours))
