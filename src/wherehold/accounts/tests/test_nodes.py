"""The pages of places, categories, models, own fields and keywords."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from wherehold.accounts.tests.conftest import sign_in
from wherehold.accounts.web.nodes import KINDS
from wherehold.conftest import NOON
from wherehold.kernel.models import Organisation
from wherehold.register.models import Attachment, Category, FieldDefinition, Keyword, Model, Place

NEW = {
    "places": {"name": "Dock 2", "kind": "room"},
    "categories": {"name": "Ladders", "life_months": "120"},
    "models": {"name": "T14", "manufacturer": "Lenovo"},
    "fields": {"label": "Colour", "target": "asset", "type": "choice", "choices": "red\nblue"},
    "keywords": {"name": "fragile"},
}
TABLES = {
    "places": (Place, "name"),
    "categories": (Category, "name"),
    "models": (Model, "name"),
    "fields": (FieldDefinition, "label"),
    "keywords": (Keyword, "name"),
}


@pytest.fixture
def boss(client, dee):
    Organisation.objects.create(name="Brightwater", created_at=NOON)
    sign_in(client, dee.email)
    return client


@pytest.mark.parametrize("kind", KINDS)
def test_adds_shows_changes_and_archives(boss, kind):
    table, name = TABLES[kind]
    added = boss.post(f"/settings/{kind}/new", NEW[kind])
    assert added.status_code == 302, added.content.decode()[-3000:]
    made = table.objects.get(**{name: NEW[kind][name]})
    text = boss.get(f"/settings/{kind}?search={NEW[kind][name][:4]}").content.decode()
    assert NEW[kind][name] in text and "<c-" not in text

    page = f"/settings/{kind}/{made.pk}"
    assert NEW[kind][name] in boss.get(page).content.decode()
    changed = boss.post(page, NEW[kind] | {name: "Other name"})
    assert changed.status_code == 302, changed.content.decode()[-3000:]
    made.refresh_from_db()
    assert getattr(made, name) == "Other name"

    if KINDS[kind].archive:
        boss.post(f"{page}/archive")
        made.refresh_from_db()
        assert made.archived_at == NOON
        assert "Other name" not in boss.get(f"/settings/{kind}").content.decode()
        assert "Other name" in boss.get(f"/settings/{kind}?archived=1").content.decode()
        boss.post(f"{page}/archive", {"back": "1"})
        made.refresh_from_db()
        assert made.archived_at is None


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_there_is_not_found(boss, kind):
    assert boss.get(f"/settings/{kind}/987654").status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_what_does_not_fit_is_said_in_the_form(boss, kind):
    answer = boss.post(f"/settings/{kind}/new", {})

    assert answer.status_code == 422 and b"data-open" in answer.content


@pytest.mark.parametrize("kind", KINDS)
def test_only_those_who_may_edit_them_open_the_pages(client, mel, kind):
    sign_in(client, mel.email)

    assert client.get(f"/settings/{kind}").status_code == 403
    assert client.post(f"/settings/{kind}/new", NEW[kind]).status_code == 403


def test_a_place_cannot_lie_in_itself(boss, berlin, store_room):
    answer = boss.post(
        f"/settings/places/{berlin.pk}",
        {"name": "Berlin", "kind": "site", "parent_id": store_room.pk},
    )

    assert answer.status_code == 422
    berlin.refresh_from_db()
    assert berlin.parent_id is None


def test_a_plan_is_put_on_a_place_and_shown_on_its_page(boss, berlin, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    page, drawn = f"/settings/places/{berlin.pk}", io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(drawn, "PNG")
    assert "Plan and pictures" in boss.get(page).content.decode()

    file = SimpleUploadedFile("ground floor.png", drawn.getvalue())
    sent = boss.post(f"/places/{berlin.pk}/files", {"files": file, "next": page})
    assert (sent.status_code, sent["Location"]) == (302, page)
    plan = Attachment.objects.get(subject_type="place", subject_id=berlin.pk)
    text = boss.get(page).content.decode()
    assert f'src="/files/{plan.pk}"' in text and "ground floor.png" in text
    assert boss.get(f"/files/{plan.pk}")["Content-Type"] == "image/png"

    boss.post(f"/files/{plan.pk}/remove", {"next": page})
    assert "ground floor.png" not in boss.get(page).content.decode()


def test_the_list_opens_its_form_at_once_where_that_was_asked_for(boss):
    assert "data-open" in boss.get("/settings/places?new=1").content.decode()
    assert "data-open" not in boss.get("/settings/places").content.decode()
