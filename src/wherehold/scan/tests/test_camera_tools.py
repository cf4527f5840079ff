"""What a camera can besides: light, zoom, another camera, and being the one of last time."""

import pytest

from wherehold.scan.tests.test_browser import things, visit

__all__ = ["things"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Two cameras such as phones have; the one at the back has a light and zooms. No machine that
# tests has them, so they stand in for the hardware: what they are told is kept.
CAMERAS = """
window.asked = []; window.told = [];
const picture = document.createElement("canvas");
picture.width = 640; picture.height = 360;
const paint = picture.getContext("2d");
setInterval(() => paint.fillRect(0, 0, 640, 360), 50);
const able = { back: { torch: true, zoom: { min: 1, max: 5, step: 0.5 } }, front: {} };
navigator.mediaDevices.getUserMedia = async ({ video }) => {
  window.asked.push(video);
  const id = video.deviceId?.ideal ?? "back";
  const stream = picture.captureStream(10), [track] = stream.getVideoTracks();
  track.getCapabilities = () => able[id];
  track.getSettings = () => ({ deviceId: id });
  track.applyConstraints = async ({ advanced }) => { window.told.push(advanced[0]); };
  return stream;
};
navigator.mediaDevices.enumerateDevices = async () =>
  ["back", "front"].map((deviceId) => ({ deviceId, kind: "videoinput", label: deviceId }));
"""
REFUSED = """
navigator.mediaDevices.getUserMedia = async () => {
  throw new DOMException("", "NotAllowedError");
};
"""


@pytest.fixture
def opened(chromium, browser, live_server):
    """Return a function that opens the scan page on a phone with cameras like these."""
    contexts = []

    def open_page(cameras):
        context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
        contexts.append(context)
        cookies = browser.cookies.items()
        context.add_cookies(
            [{"name": n, "value": c.value, "url": live_server.url} for n, c in cookies]
        )
        page = context.new_page()
        page.add_init_script(cameras)
        visit(page, live_server, "/scan?mode=seen")
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_the_camera_gives_light_zooms_and_is_the_same_one_next_time(opened):
    page = opened(CAMERAS)
    page.get_by_role("button", name="Start the camera").click()
    light = page.get_by_role("button", name="Light")
    light.click()
    assert light.get_attribute("aria-pressed") == "true"
    light.click()
    page.get_by_role("slider", name="Zoom").fill("2.5")
    assert page.evaluate("told") == [{"torch": True}, {"torch": False}, {"zoom": 2.5}]
    assert page.evaluate("asked[0].facingMode") == "environment"

    page.get_by_role("button", name="Next camera").click()
    page.wait_for_function("asked.length === 2")
    assert page.evaluate("asked[1].deviceId.ideal") == "front"
    light.wait_for(state="detached")
    assert page.get_by_role("slider").count() == 0

    page.reload()
    page.wait_for_function("asked.length === 1")
    assert page.evaluate("asked[0].deviceId.ideal") == "front"


def test_a_camera_that_may_not_be_used_says_so(opened):
    page = opened(REFUSED)
    page.get_by_role("button", name="Start the camera").click()

    page.get_by_text("The camera cannot be used here").wait_for()
