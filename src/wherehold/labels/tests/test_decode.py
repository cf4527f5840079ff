"""Every code on every stock that the designer allows is read back by two decoders."""

import pytest

from wherehold.labels.content import Label
from wherehold.labels.design import Design
from wherehold.labels.printers import PROFILES
from wherehold.labels.refusals import DoesNotFit, WouldNotScan
from wherehold.labels.sheet import Press, compiled, draw, pages
from wherehold.labels.stocks import STOCKS
from wherehold.labels.symbols import KINDS
from wherehold.labels.tests import decoding

HELD = {
    "address": "https://assets.example.org/t/7Q2M5T8V0W3X6Y9Z",
    "tag": "AST-000123",
    "link": "https://id.gs1.org/8004/061414100000123",
    "elements": "(8004)061414100000123",
}
WORDS = (("AST-000123", True), ("ThinkPad T14 Gen 5", False), ("Brightwater Group", False))
CODES = [kind for kind in KINDS.values() if kind.holds]
# These carry a QR code and the tag, whatever else is refused.
PROMISED = ("L7160", "L7651", "dymo-11354", "zebra-57x32")


def press(stock, kind, profile=None):
    chosen = PROFILES[profile or stock.printer]
    return Press(stock, chosen, Design(stock=stock.code, code=kind.code))


def label(kind):
    return Label(HELD[kind.holds], WORDS)


def allowed(stock, profile=None):
    """Return the codes that the designer lets onto a stock."""
    found = []
    for kind in CODES:
        try:
            press(stock, kind, profile).plan(label(kind))
        except (WouldNotScan, DoesNotFit):
            continue
        found.append(kind)
    return found


def must_read(image, kind):
    """Fail unless both decoders read one code, and read it right."""
    content = HELD[kind.holds]
    assert decoding.by_zxing(image) == [content]
    [other] = decoding.by_another(image, kind.format)
    wanted = decoding.plain(content) if kind.holds == "elements" else content
    assert other.lstrip("\x1d") == wanted


ROLLS = [stock for stock in STOCKS.values() if stock.is_roll]
SHEETS = [stock for stock in STOCKS.values() if not stock.is_roll]


@pytest.mark.parametrize("stock", ROLLS, ids=lambda s: s.code)
def test_every_code_on_a_roll_is_read_at_the_dots_of_its_printer(stock):
    for kind in allowed(stock):
        [png] = draw(press(stock, kind), [label(kind)], "png")
        must_read(decoding.picture(png), kind)


@pytest.mark.parametrize("stock", SHEETS, ids=lambda s: s.code)
def test_every_code_on_a_sheet_is_read_at_300_dpi(stock):
    """One sheet has a label with each code, first and last places among them."""
    kinds = allowed(stock, "laser-300")
    places = [*range(len(kinds) - 1), stock.labels - 1]
    page = []
    for place, kind in zip(places, kinds, strict=True):
        one = press(stock, kind, "laser-300")
        page += next(pages(Press(stock, one.profile, at(one.design, place)), [label(kind)]))

    [png] = compiled(press(stock, CODES[0], "laser-300"), [page], "png", 300)
    sheet = decoding.picture(png)

    for place, kind in zip(places, kinds, strict=True):
        box = (*stock.corner(place), *stock.label_mm)
        must_read(decoding.crop(sheet, box, 300), kind)


def at(design, place):
    from dataclasses import replace

    return replace(design, start_at=place + 1)


@pytest.mark.parametrize("code", PROMISED)
@pytest.mark.parametrize("profile", ["default", "thermal-203"])
def test_a_qr_code_and_the_tag_are_on_each_of_these(code, profile):
    stock = STOCKS[code]
    chosen = stock.printer if profile == "default" else profile
    symbol, plan = press(stock, KINDS["qr"], chosen).plan(label(KINDS["qr"]))

    assert symbol is not None and plan.lines[0].text == "AST-000123"
    assert PROFILES[chosen].mm(plan.module) >= 0.33


@pytest.mark.parametrize("stock", STOCKS.values(), ids=lambda s: s.code)
def test_data_matrix_goes_everywhere(stock):
    assert KINDS["datamatrix"] in allowed(stock)


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda p: p.code)
@pytest.mark.parametrize("kind", CODES, ids=lambda k: k.code)
def test_modules_are_whole_dots_wide_enough_and_within_their_white_edge(profile, kind):
    stock = STOCKS["zebra-102x51"]
    symbol, plan = Press(stock, profile, Design(code=kind.code)).plan(label(kind))

    assert profile.mm(plan.module) >= kind.module_mm_min
    assert plan.width == plan.module * symbol.columns
    quiet = kind.quiet * plan.module
    assert plan.x >= quiet and profile.mm(plan.x + plan.width + quiet) <= stock.label_mm[0]
    right = profile.mm(plan.x + plan.width + quiet)
    above = max((one.y_mm + one.points * 0.353 for one in plan.lines), default=0)
    for line in plan.lines:
        assert line.x_mm >= right - 0.01 or above <= profile.mm(plan.y) + 0.01


def test_a_full_sheet_is_read_from_its_first_label_to_its_last():
    stock, alphabet = STOCKS["L7651"], "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    full = [
        Label(f"{HELD['address'][:-2]}{alphabet[n // 32]}{alphabet[n % 32]}", WORDS)
        for n in range(stock.labels)
    ]

    [png] = compiled(
        press(stock, KINDS["qr"]), list(pages(press(stock, KINDS["qr"]), full)), "png", 300
    )

    read = decoding.by_zxing(decoding.picture(png))
    assert sorted(read) == sorted(one.content for one in full)
