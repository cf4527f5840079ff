"""ZPL: what a printer gets is what was tested, and no name is a command."""

import re

import pytest

from wherehold.labels import zpl
from wherehold.labels.content import Label
from wherehold.labels.design import Design
from wherehold.labels.printers import PROFILES
from wherehold.labels.sheet import Press
from wherehold.labels.stocks import STOCKS
from wherehold.labels.symbols import KINDS
from wherehold.labels.tests import decoding
from wherehold.labels.tests.test_decode import HELD, WORDS, allowed

COUNTS = {letter: n for n, letter in enumerate("GHIJKLMNOPQRSTUVWXY", 1)}
COUNTS |= {letter: 20 * n for n, letter in enumerate("ghijklmnopqrstuvwxyz", 1)}


def press(stock="zebra-57x32", code="qr", printer="thermal-203"):
    return Press(STOCKS[stock], PROFILES[printer], Design(stock=stock, code=code))


def picture(format):
    """Read ^GF back, as the programming guide says printers do, onto a label."""
    from PIL import Image

    width, height = (int(n) for n in re.search(r"\^PW(\d+)\^LL(\d+)", format).groups())
    label = Image.new("L", (width, height), 255)
    found = re.search(r"\^FO(\d+),(\d+)\^GFA,(\d+),(\d+),(\d+),([^^]*)\^FS", format)
    x, y, total, _, across = (int(n) for n in found.groups()[:5])
    lines, digits, count = [], "", 0
    for letter in found[6]:
        if letter == ":":
            lines.append(lines[-1])
        elif letter in COUNTS:
            count += COUNTS[letter]
        else:
            digits += letter * (count or 1)
            count = 0
        if len(digits) == across * 2:
            lines.append(digits)
            digits = ""
    assert len(lines) == total // across and not digits
    bits = b"".join(bytes.fromhex(line) for line in lines)
    code = Image.frombytes("1", (across * 8, len(lines)), bytes(b ^ 255 for b in bits))
    label.paste(code.convert("L"), (x, y))
    return label


THERMAL = [s for s in STOCKS.values() if s.printer.startswith("thermal")]


@pytest.mark.parametrize("stock", THERMAL, ids=lambda s: s.code)
def test_every_code_that_a_printer_is_sent_is_read_by_both_decoders(stock):
    for kind in allowed(stock):
        chosen = press(stock.code, kind.code, stock.printer)
        [format] = zpl.write(chosen, [Label(HELD[kind.holds], WORDS)])
        image = picture(format)
        assert decoding.by_zxing(image) == [HELD[kind.holds]]
        assert len(decoding.by_another(image, kind.format)) == 1


def test_a_name_cannot_become_a_command():
    hostile = "^XA^FDx~JR_5E\\ Größe \x02"
    label = Label("https://a.example/t/X", (("A-1", True), (hostile, False)))

    [format] = zpl.write(press("zebra-102x51"), [label])

    assert format.count("^XA") == 1 and "~" not in format
    assert "_5EXA_5EFDx_7EJR_5F5E_5C Größe" in format and "\x02" not in format


def test_a_radio_tag_is_written_where_the_stock_has_one():
    label = Label("https://a.example/t/X", (("A-1", True),), epc="3474257BF40000000000162E")

    [with_tag] = zpl.write(press("zebra-rfid-102x51"), [label])
    [without] = zpl.write(press("zebra-102x51"), [label])

    assert "^RS8^RFW,H^FD3474257BF40000000000162E^FS" in with_tag
    assert "^RFW" not in without


def test_a_calibrated_printer_is_moved_by_dots():
    from dataclasses import replace

    plain = press()
    moved = replace(plain, profile=plain.profile.calibrated(1.0, 0.5, 1.0))
    label = Label("https://a.example/t/X", (("A-1", True),))
    [before], [after] = (list(zpl.write(one, [label])) for one in (plain, moved))
    [first], [second] = (re.findall(r"\^FO(\d+),(\d+)\^GF", text) for text in (before, after))

    assert (int(second[0]) - int(first[0]), int(second[1]) - int(first[1])) == (8, 4)


def test_a_thousand_labels_stay_small():
    labels = [Label(f"https://a.example/t/{n:016}", WORDS) for n in range(20)]
    text = "".join(zpl.write(press(), labels))

    assert len(text) / 20 < 4_000
    assert KINDS["qr"].quiet == 4
