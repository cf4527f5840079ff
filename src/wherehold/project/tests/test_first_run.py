import stat

import pytest

from wherehold.accounts.models import User
from wherehold.kernel.models import Organisation
from wherehold.project import first_run

GIVEN = {
    "organisation": "Brightwater",
    "time_zone": "Europe/Berlin",
    "currency": "EUR",
    "name": "Ada",
    "email": "ada@example.org",
    "password": "brisk otter lantern 42",
    "again": "brisk otter lantern 42",
}


@pytest.fixture
def key(db):
    """Begin the first run; return its secret."""
    yield first_run.begin()
    first_run.end()


@pytest.mark.parametrize("path", ["/", "/assets", "/api/v1/assets", "/problems/not_found"])
def test_until_somebody_begins_every_page_leads_to_the_first_one(client, key, path):
    response = client.get(path)

    assert response.status_code == 302
    assert response["Location"] == "/welcome"


@pytest.mark.parametrize("given", ["", "?key=", "?key=guess", "?key=%C3%A4"])
def test_a_stranger_cannot_take_the_installation(client, key, given):
    assert client.get(f"/welcome{given}").status_code == 403
    assert client.post("/welcome", GIVEN | {"key": "guess"}).status_code == 403
    assert not User.objects.exists()


def test_whoever_has_the_secret_founds_the_organisation_and_is_signed_in(
    client, key, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post("/welcome", GIVEN | {"key": key})

    assert response.status_code == 302, response.content
    assert response["Location"] == "/first-steps"
    assert client.get("/first-steps").status_code == 200
    organisation = Organisation.objects.get()
    assert (organisation.name, organisation.time_zone) == ("Brightwater", "Europe/Berlin")
    assert not first_run.is_waiting()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("organisation", ""),
        ("time_zone", "Mars/Olympus"),
        ("currency", "XXY"),
        ("email", "nobody"),
        ("password", "password"),
        ("again", "something else"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_founded(client, key, field, value):
    response = client.post("/welcome", GIVEN | {"key": key, field: value})

    assert response.status_code == 422
    assert b'class="error"' in response.content or b"note bad" in response.content
    assert not Organisation.objects.exists() and not User.objects.exists()
    assert first_run.is_waiting()


def test_the_secret_is_for_its_owner_alone_and_stays_the_same(key, settings):
    file = settings.KEYS_DIR / first_run.FILE_NAME

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert first_run.begin() == key


def test_once_it_is_over_the_page_is_gone(client, db):
    response = client.get("/welcome?key=")

    assert (response.status_code, response["Location"]) == (302, "/")
    assert not first_run.opens("")
