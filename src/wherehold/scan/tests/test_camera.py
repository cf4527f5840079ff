"""A phone's camera runs over our own labels, without a network, and finds what they are on."""

from io import BytesIO

import pytest
from PIL import Image
from tests import browsing

from wherehold.register.models import Identifier
from wherehold.scan.models import Op
from wherehold.scan.tests.test_browser import things, visit
from wherehold.scan.tests.test_phone import PHONE, drained, take_along

__all__ = ["things"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTH, HEIGHT = 960, 540
SHOWN, BETWEEN = 30, 10  # pictures, of which a fake camera shows 30 a second


def label(browser, code, **subject):
    """Have our own labels drawn as a Zebra would print them."""
    body = {"stock": "zebra-57x32", "format": "png", "code": code, **subject}
    answer = browser.post("/api/v1/labels", body, content_type="application/json")
    assert answer.status_code == 200, answer.content
    return Image.open(BytesIO(answer.content)).convert("RGB")


def shot(picture, turned):
    """Return what a camera sees of a label that lies a little askew on a grey table."""
    frame = Image.new("RGB", (WIDTH, HEIGHT), (150, 150, 145))
    if picture is not None:
        askew = picture.resize((560, 560 * picture.height // picture.width))
        askew = askew.rotate(turned, fillcolor=(150, 150, 145), expand=True)
        frame.paste(askew, ((WIDTH - askew.width) // 2, (HEIGHT - askew.height) // 2))
    made = BytesIO()
    frame.save(made, "JPEG", quality=80)
    return made.getvalue()


@pytest.fixture
def film(tmp_path, settings, browser, things, store_room):
    """Write a film of labels: of the place, then of three things, each with another code."""
    settings.PUBLIC_URL = "https://assets.example.org"
    Identifier.objects.create(kind="place_code", key="room-17", value="ROOM-17", place=store_room)
    first, second, third = ({"asset_ids": [thing.pk]} for thing in things)
    labels = [
        label(browser, "qr", place_ids=[store_room.pk]),
        label(browser, "qr", **first),
        label(browser, "datamatrix", **second),
        label(browser, "qr", **third),
    ]
    path = tmp_path / "labels.mjpeg"
    with path.open("wb") as file:
        for number, picture in enumerate(labels):
            file.write(shot(picture, 4 - 3 * number) * SHOWN + shot(None, 0) * BETWEEN)
    return path


def test_labels_are_found_one_after_the_other_without_a_network_and_arrive(
    chromium, film, browser, live_server, things, store_room
):
    arguments = ["--use-fake-ui-for-media-stream"]
    arguments += ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}"]
    phone = browsing.launch(chromium.browser_type, *arguments)
    context = phone.new_context(viewport=PHONE, has_touch=True)
    context.add_cookies(
        [{"name": n, "value": c.value, "url": live_server.url} for n, c in browser.cookies.items()]
    )
    page = context.new_page()
    visit(page, live_server, "/scan?mode=seen")
    take_along(page)
    context.set_offline(True)
    page.get_by_role("button", name="Start the camera").click()
    rows = page.locator("[data-list] li")
    rows.filter(has_text="You are here").first.wait_for()
    for thing in things:
        rows.filter(has_text=thing.name).filter(has_text="Seen here").first.wait_for()
    assert not Op.objects.exists()

    context.set_offline(False)
    drained(page)
    for thing in things:
        thing.refresh_from_db()
    assert {thing.seen_place_id for thing in things} == {store_room.pk}
    assert {*Op.objects.values_list("status", flat=True)} == {"applied"}
    phone.close()
