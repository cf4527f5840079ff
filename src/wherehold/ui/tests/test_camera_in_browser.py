"""The camera as a scanner: a real browser looks at a film of our own label."""

import pytest
import zxingcpp
from PIL import Image
from tests import browsing

from wherehold.ui import gallery

pytestmark = pytest.mark.browser

CODE = "https://brightwater.example/t/7Q2M9KXA"
WIDTH, HEIGHT = 640, 480


def film(path, content):
    """Write a film of one still picture in the format that the fake camera plays."""
    barcode = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode)
    code = Image.fromarray(zxingcpp.write_barcode_to_image(barcode, scale=6)).convert("L")
    frame = Image.new("L", (WIDTH, HEIGHT), 190)
    frame.paste(code.rotate(4, fillcolor=255, expand=True), (210, 130))
    grey = bytes([128]) * (WIDTH * HEIGHT // 4)
    header = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(header + 3 * (b"FRAME\n" + frame.tobytes() + grey + grey))


@pytest.fixture
def camera(tmp_path):
    """Return what a browser is told whose camera sees a label."""
    film(tmp_path / "label.y4m", CODE)
    return (
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={tmp_path / 'label.y4m'}",
    )


@pytest.fixture
def scan_page(render, site):
    site.put("/camera", render("ui/gallery.html", gallery.samples()))
    site.put("/scan/go", render("ui/more.html"))
    return f"{site.url}/camera"


def test_the_camera_reads_a_label_and_no_request_leaves_the_host(chromium, camera, scan_page, site):
    browser = browsing.launch(chromium.browser_type, *camera)
    page = browser.new_page()
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.goto(scan_page)

    page.get_by_role("button", name="Use the camera").click()
    page.wait_for_url("**/scan/go?*", timeout=20_000)

    assert "code=https%3A%2F%2Fbrightwater.example%2Ft%2F7Q2M9KXA&via=camera" in page.url
    assert all(url.startswith((site.url, "data:", "blob:")) for url in asked)
    assert any(url.endswith(".wasm") for url in asked)
    assert complaints == []
    browser.close()


def test_without_a_camera_the_page_says_why(open_page, scan_page):
    page = open_page("/camera")
    page.get_by_role("button", name="Use the camera").click()

    page.get_by_text("The camera cannot be used here").wait_for()
