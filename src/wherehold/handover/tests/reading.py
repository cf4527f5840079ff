"""Reads the text of a tagged PDF back: the bytes that people keep, not what was meant to be drawn.

Source: ISO 32000-1, 7.3.4.2 (strings), 9.4 (text), 9.10.3 (ToUnicode), 14.6 (marked content).
"""

import re
import zlib

ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
STRING = rb"\(((?:\\.|[^\\()])*)\)"
SHOWN = re.compile(
    rb"/(f\d+) [\d.]+ Tf|\[(?:[^\[\]()]|" + STRING + rb")*\]TJ|" + STRING + rb"\s*Tj", re.S
)
MARKED = re.compile(rb"/MCID \d+>>BDC(.*?)EMC", re.S)


def texts(pdf):
    """Return the text of each piece of marked content, page by page, in order."""
    objects = dict(re.findall(rb"\n(\d+) 0 obj\s(.*?)\sendobj", pdf, re.S))
    pages = [one for one in objects.values() if b"/Type/Page/" in one]
    found = []
    for page in pages:
        resources = objects[_led(rb"Resources", page)]
        fonts = {
            name: _unicode(_stream(objects[_led(rb"ToUnicode", objects[number])]))
            for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", resources)
        }
        for piece in MARKED.findall(_stream(objects[_led(rb"Contents", page)])):
            found.append(_said(piece, fonts))
    return found


def _led(name, one):
    return re.search(rb"/" + name + rb" (\d+) 0 R", one)[1]


def _stream(one):
    return zlib.decompress(one.split(b"stream", 1)[1].lstrip(b"\r\n"))


def _unicode(cmap):
    """Return what each glyph stands for."""
    return {
        int(glyph, 16): bytes.fromhex(said.decode()).decode("utf-16-be")
        for glyph, said in re.findall(rb"<(\w{4})> <(\w+)>\n", cmap)
    }


def _said(piece, fonts):
    words, font = "", {}
    for shown in SHOWN.finditer(piece):
        if shown[1]:
            font = fonts[shown[1]]
            continue
        for string in re.findall(STRING, shown[0], re.S):
            glyphs = re.sub(rb"\\([0-7]{1,3}|.)", _plain, string, flags=re.S)
            numbers = zip(glyphs[::2], glyphs[1::2], strict=True)
            words += "".join(font[high << 8 | low] for high, low in numbers)
    return words


def _plain(escape):
    said = escape[1]
    return bytes([int(said, 8)]) if said.isdigit() else ESCAPED.get(said, said)
