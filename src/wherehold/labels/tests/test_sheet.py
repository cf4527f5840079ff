"""Sheets of labels: every code on every stock is read back."""

import io

import pytest

from wherehold.labels.sheet import Label, WouldNotScan, draw, pages, qr_svg
from wherehold.labels.stocks import STOCKS

ADDRESS = "https://assets.example.org/t/7Q2M5T8V0W3X6Y9Z"
THREE = [Label(ADDRESS[:-1] + n, f"AST-00000{n}", "ThinkPad T14 Gen 5") for n in "123"]


def read(png):
    import zxingcpp
    from PIL import Image

    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)).convert("L"))
    return [code.text for code in found]


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("stock", STOCKS.values(), ids=str)
def test_every_code_of_a_full_sheet_is_read_back(stock, dpi):
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    full = [Label(ADDRESS[:-1] + alphabet[n], f"AST-{n:06}", "x") for n in range(stock.labels)]

    png = draw(full, stock, owner="Brightwater", form="png", ppi=dpi)

    assert sorted(read(png)) == sorted(label.address for label in full)


def test_a_begun_sheet_is_used_from_its_first_free_label():
    stock = STOCKS["L7160"]
    [first, second] = pages(THREE, stock, start_at=20)

    assert [(one["x"], one["y"]) for one in first] == [(73.25, 243.75), (139.25, 243.75)]
    assert [(one["x"], one["y"]) for one in second] == [(7.25, 15.15)]


@pytest.mark.parametrize("start_at", [0, 22, -1])
def test_a_sheet_has_no_other_labels(start_at):
    with pytest.raises(ValueError, match="labels 1 to 21"):
        pages(THREE, STOCKS["L7160"], start_at=start_at)


def test_what_would_not_scan_is_refused():
    with pytest.raises(WouldNotScan):
        qr_svg("https://" + "a" * 900 + "/t/7Q2M5T8V0W3X6Y9Z")


def test_names_that_look_like_markup_stay_text():
    hostile = [Label(ADDRESS, "#tag", '#read("/etc/passwd") $x$ <b> \\ "')]

    assert draw(hostile, STOCKS["L7160"], owner="#o").startswith(b"%PDF")
