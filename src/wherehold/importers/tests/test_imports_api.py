"""Imports over REST: taken in, carried out in the background, told, taken back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from wherehold.accounts.commands import create_token, create_user
from wherehold.importers.models import Import
from wherehold.importers.tasks import TASKS
from wherehold.kernel import jobs
from wherehold.register.models import Asset

pytestmark = pytest.mark.django_db
TEXT = "tag,name,place\nA-1,Saw,Berlin\nA-2,,Berlin\n"


@pytest.fixture
def door(client, console):
    """Return how to call the API as somebody with a role."""

    def of(role="administrator", email="ada@example.org", scopes=None):
        user = create_user(actor=console, email=email, name="Ada", role=role, password=None)
        _, secret = create_token(actor=console, user_id=user.pk, name="t", scopes=scopes)

        def call(method, url, data=None, **more):
            head = {"Authorization": f"Bearer {secret}"}
            return client.generic(method, f"/api/v1{url}", data or b"", headers=head, **more)

        call.client, call.head = client, {"Authorization": f"Bearer {secret}"}
        return call

    return of


def work():
    while jobs.run_next(TASKS):
        pass


def test_a_body_of_csv_is_imported_in_the_background(door):
    call = door()

    made = call("POST", "/imports?name=list.csv", TEXT, content_type="text/csv")
    assert made.status_code == 201 and made.json()["items"][0]["state"] == "running"
    work()

    told = call("GET", f"/imports/{made.json()['items'][0]['id']}").json()
    assert told["state"] == "done" and told["name"] == "list.csv"
    assert (told["created"], told["rejected"], told["created_references"]) == (1, 1, 1)
    assert told["errors"] == [
        {
            "line": 3,
            "column": "name",
            "code": "missing_name",
            "message": "A name is needed. Write one, or name the model.",
            "value": "",
        }
    ]
    assert told["progress"] == {"done": 2, "total": 2}


def test_a_form_works_too_and_a_dry_run_writes_nothing(door):
    call = door()
    file = SimpleUploadedFile("a.csv", TEXT.encode())

    made = call.client.post("/api/v1/imports?dry_run=true", {"file": file}, headers=call.head)
    work()

    told = call("GET", f"/imports/{made.json()['items'][0]['id']}").json()
    assert (told["state"], told["created"], told["rejected"]) == ("checked", 1, 1)
    assert not Asset.objects.exists()
    call("POST", f"/imports/{told['id']}/start")
    work()
    assert call("GET", f"/imports/{told['id']}").json()["errors"] == told["errors"]
    assert Asset.objects.count() == 1


def test_many_files_are_taken_in_all_or_none(door):
    call = door()

    def send(*texts):
        files = [SimpleUploadedFile(f"{n}.csv", text) for n, text in enumerate(texts)]
        return call.client.post("/api/v1/imports", {"file": files}, headers=call.head)

    refused = send(b"tag,name\nA-1,Saw\n", b"colour\nred\n")
    assert refused.status_code == 422 and not Import.objects.exists()
    made = send(b"tag,name\nA-1,Saw\n", b"tag,name\nA-2,Axe\n").json()["items"]
    work()

    assert [run["name"] for run in made] == ["0.csv", "1.csv"]
    assert set(Asset.objects.values_list("tag", flat=True)) == {"A-1", "A-2"}


def test_undo_takes_it_back(door):
    call = door()
    number = call("POST", "/imports", TEXT, content_type="text/csv").json()["items"][0]["id"]
    work()

    assert call("POST", f"/imports/{number}/undo").status_code == 202
    work()

    assert call("GET", f"/imports/{number}").json()["state"] == "undone"
    assert Asset.objects.get().archived_at is not None
    assert call("POST", f"/imports/{number}/undo").status_code == 409


def test_the_errors_come_as_a_file_that_can_be_mended_and_sent_again(door):
    call = door()
    number = call("POST", "/imports", TEXT, content_type="text/csv").json()["items"][0]["id"]
    work()

    answer = call("GET", f"/imports/{number}/errors.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")

    assert answer["Content-Disposition"].startswith("attachment")
    assert text.splitlines()[1].startswith('A-2,,Berlin,3,"name: A name is needed.')
    mended = text.replace("A-2,,", "A-2,Axe,")
    again = call("POST", "/imports", mended, content_type="text/csv").json()["items"][0]["id"]
    work()
    assert call("GET", f"/imports/{again}").json()["created"] == 1


def test_who_may_not_import_is_refused_and_sees_none(door, settings):
    call = door()
    number = call("POST", "/imports", TEXT, content_type="text/csv").json()["items"][0]["id"]
    other = door(role="member", email="bo@example.org")

    assert other("POST", "/imports", TEXT, content_type="text/csv").status_code == 403
    assert other("GET", f"/imports/{number}").status_code == 404
    assert other("POST", f"/imports/{number}/undo").status_code in {403, 404}
    assert other("GET", f"/imports/{number}/errors.csv").status_code == 404
    assert other("GET", "/imports").json()["items"] == []
    assert Import.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "query", "code"),
    [
        (b"", "", "unreadable_file"),
        (b"\x89PNG\r\n\x1a\n", "", "unreadable_file"),
        (b"colour\nred\n", "", "missing_column"),
        (b"tag,name\nA,B\n", "?map=Nome=name", "unknown_column"),
        (b"tag,name\nA,B\n", "?map=name=nome", "unknown_field"),
    ],
)
def test_what_cannot_be_imported_is_refused_at_the_door(door, body, query, code):
    answer = door()("POST", f"/imports{query}", body, content_type="text/csv")

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not Import.objects.exists()


def test_too_large_a_file_is_refused(door, settings):
    settings.IMPORT_BYTES_MAX = 10

    answer = door()("POST", "/imports", TEXT, content_type="text/csv")

    assert answer.status_code == 413


def test_the_list_has_pages(door):
    call = door()
    for _ in range(3):
        call("POST", "/imports", TEXT, content_type="text/csv")

    first = call("GET", "/imports?limit=2").json()
    rest = call("GET", f"/imports?limit=2&cursor={first['next']}").json()

    assert len(first["items"]) == 2 and len(rest["items"]) == 1 and rest["next"] is None


def test_assets_leave_as_csv(door):
    call = door()
    call("POST", "/imports", TEXT, content_type="text/csv")
    work()

    answer = call("GET", "/assets/export?stage=in_stock")

    assert answer["Content-Type"].startswith("text/csv")
    assert b"".join(answer.streaming_content).decode().splitlines()[1].startswith("A-1,Saw")
    assert call("GET", "/assets/export?nonsense=1").status_code == 422
