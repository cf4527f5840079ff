"""Files on assets, places and models: made harmless, and handed out by the right of the moment."""

import tracemalloc
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from PIL import Image

from wherehold.kernel import ledger
from wherehold.kernel.actor import Actor, Grant
from wherehold.kernel.errors import NotAllowed, NotFound, TooLarge
from wherehold.register import files, serving
from wherehold.register.commands.attachments import attach_files, choose_photo, detach_files
from wherehold.register.models import Asset, Attachment, Model
from wherehold.register.queries import attachments as queries
from wherehold.register.queries.attachments import Subject
from wherehold.register.receiving import receive

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.ATTACHMENTS_DIR = tmp_path / "attachments"
    return settings.ATTACHMENTS_DIR


def picture(kind="JPEG", size=(640, 480), **options):
    target = BytesIO()
    Image.new("RGB", size, "orange").save(target, format=kind, **options)
    return target.getvalue()


def attach(actor, asset, *raw, name="photo.jpg", photo=False):
    subject = Subject("asset", asset.pk)
    uploads = [SimpleUploadedFile(name, one) for one in raw]
    kept = receive(actor=actor, subject=subject, uploads=uploads, photo=photo)
    return attach_files(actor=actor, subject=subject, kept=kept)


def fetch(actor, key, size="whole"):
    request = RequestFactory().get("/")
    request.auth = actor
    response = serving.served(request, key, size)
    return response, b"".join(response.streaming_content)


def test_a_photo_is_drawn_anew_and_becomes_the_picture(amina, drill, folder):
    exif = Image.Exif()
    exif[0x010F] = "SECRET-CAMERA"
    raw = picture(exif=exif) + b"<script>alert(1)</script>"

    [key] = attach(amina, drill, raw)

    drill.refresh_from_db()
    assert drill.photo_id == key
    row = Attachment.objects.get(pk=key)
    assert (row.kind, row.content_type) == ("photo", "image/jpeg")
    whole, small = fetch(amina, key)[1], fetch(amina, key, "thumbnail")[1]
    for served in (whole, small):
        assert b"SECRET-CAMERA" not in served
        assert b"<script>" not in served
    assert max(Image.open(BytesIO(small)).size) == files.THUMBNAIL_SIDE
    kinds = [entry.kind for entry in ledger.history("asset", drill.pk)]
    assert set(kinds) == {"register.attached", "register.changed"}
    assert len(list(folder.iterdir())) == 2


HOSTILE = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "html": b"<!doctype html><script>alert(1)</script>",
    "xhtml": b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>',
    "pdf": b"%PDF-1.7 /JavaScript",
    "psd": b"8BPS\x00\x01" + b"\0" * 40,
    "bmp": picture("BMP"),
    "gif": picture("GIF"),
}


@pytest.mark.parametrize("what", sorted(HOSTILE))
def test_t22_t94_what_is_no_photo_is_only_ever_a_download(amina, drill, what):
    [key] = attach(amina, drill, HOSTILE[what], name="innocent.png")

    response, raw = fetch(amina, key)

    assert raw == HOSTILE[what]
    assert response["Content-Type"] in {"application/octet-stream", "application/pdf"}
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"] == serving.POLICY
    assert response["X-Content-Type-Options"] == "nosniff"
    with pytest.raises(NotFound):
        fetch(amina, key, "thumbnail")


@pytest.mark.parametrize("what", sorted(HOSTILE))
def test_t94_where_a_photo_is_asked_for_nothing_else_is_taken(amina, drill, folder, what):
    with pytest.raises(files.NotAnImage) as refusal:
        attach(amina, drill, HOSTILE[what], name="x.png", photo=True)

    assert refusal.value.status == 415
    assert list(folder.iterdir()) == []


def test_t94_a_bomb_is_refused_before_it_goes_off(amina, drill, monkeypatch, folder):
    monkeypatch.setattr(files, "PIXELS_MAX", 100)
    with pytest.raises(files.NotAnImage):
        attach(amina, drill, picture())
    with pytest.raises(files.NotAnImage):
        attach(amina, drill, picture()[:400])
    assert list(folder.iterdir()) == []


def test_too_much_and_nothing_is_refused_and_leaves_nothing(amina, drill, settings, folder):
    settings.ATTACHMENT_BYTES_MAX = 100
    with pytest.raises(TooLarge):
        attach(amina, drill, b"x" * 50, b"x" * 101)
    with pytest.raises(files.EmptyFile):
        attach(amina, drill, b"")
    assert list(folder.iterdir()) == []
    assert not Attachment.objects.exists()


class Big:
    """A picture of 50 MB that comes a mebibyte at a time, as a server hands it on."""

    name = "big.jpg"

    def __init__(self):
        self.taken = 0

    def chunks(self):
        for _ in range(50):
            self.taken += 1
            yield bytes(2**20)


def test_a_picture_of_fifty_megabytes_is_refused_and_never_held_in_memory(folder, db):
    upload = Big()
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge, match="25 MiB"):
            files.keep(upload, photo=True)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert upload.taken == 26 and peak < 4 * 2**20
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "..\\..\\x.png", "/etc/passwd", "a\0b", "image/../../x", "x" * 400, ""],
)
def test_t11_t41_a_name_is_only_ever_shown(amina, drill, folder, name):
    [key] = attach(amina, drill, b"abc", name=name or "?")

    row = Attachment.objects.get(pk=key)
    assert not set("/\\\0") & set(row.name)
    assert len(row.name) <= files.NAME_MAX
    assert [one.name for one in folder.iterdir()] == [row.stored]
    assert files._STORED.issuperset(row.stored)


@pytest.mark.parametrize("stored", ["../ledger", "/etc/passwd", "", "a.b", "ABC", "a/b"])
def test_t11_no_path_comes_out_of_a_row(amina, drill, stored):
    [key] = attach(amina, drill, b"abc")
    Attachment.objects.filter(pk=key).update(stored=stored)

    with pytest.raises(NotFound):
        fetch(amina, key)


def test_t10_seeing_is_not_attaching(amina, berlin, drill, folder):
    reader = Actor("party:9", grants=(Grant(frozenset({"asset.see"}), place=berlin.path),))

    with pytest.raises(NotAllowed):
        attach(reader, drill, b"abc")

    assert not folder.exists()


def test_t33_nothing_is_put_on_what_one_does_not_see(cy, drill, folder):
    with pytest.raises(NotFound):
        attach(cy, drill, b"abc")
    assert not folder.exists()
    subject = Subject("asset", drill.pk)
    with pytest.raises(NotFound):
        attach_files(actor=cy, subject=subject, kept=[files.keep(SimpleUploadedFile("a", b"abc"))])
    assert list(folder.iterdir()) == []


def test_t12_a_known_address_opens_nothing_for_strangers(amina, cy, drill):
    [key] = attach(amina, drill, picture())

    for size in ("whole", "thumbnail"):
        with pytest.raises(NotFound):
            fetch(cy, key, size)
    with pytest.raises(NotFound):
        queries.files(actor=cy, subject_type="asset", subject_id=drill.pk)
    for act in (
        lambda: detach_files(actor=cy, attachment_ids=[key]),
        lambda: choose_photo(actor=cy, attachment_id=key),
    ):
        with pytest.raises(NotFound) as refusal:
            act()
        assert refusal.value.fields == [{"what": "file", "key": key}]


def test_a_file_is_taken_off_and_another_photo_chosen(amina, drill):
    first, second = attach(amina, drill, picture(), picture("PNG"))
    assert choose_photo(actor=amina, attachment_id=second) == drill.pk

    assert detach_files(actor=amina, attachment_ids=[second]) == [second]

    drill.refresh_from_db()
    assert drill.photo_id is None
    lines = queries.files(actor=amina, subject_type="asset", subject_id=drill.pk)
    assert [line.id for line in lines] == [first]
    with pytest.raises(NotFound):
        fetch(amina, second)
    assert Asset.objects.count() == 1


def test_places_and_models_have_files_of_those_who_edit_them(admin, amina, berlin):
    model = Model.objects.create(name="DHP486")
    for subject in (Subject("place", berlin.pk), Subject("model", model.pk)):
        with pytest.raises(NotAllowed):
            receive(actor=amina, subject=subject, uploads=[])
        upload = SimpleUploadedFile("plan.png", picture("PNG"))
        kept = receive(actor=admin, subject=subject, uploads=[upload])
        [key] = attach_files(actor=admin, subject=subject, kept=kept)
        assert fetch(amina, key)[0]["Content-Type"] == "image/png"
        last = ledger.history(subject.type, subject.id)[0]
        assert last.kind == f"register.{subject.type}_attached"
    model.refresh_from_db()
    assert model.image_id == key
    detach_files(actor=admin, attachment_ids=[key])
