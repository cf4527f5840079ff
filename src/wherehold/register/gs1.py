"""What printed and radio codes say: GS1 element strings, Digital Links, EPC tags, makers' codes.

Pure: text in, the words that it stands for out.

Source: GS1 General Specifications 24, sections 3 and 7.8; GS1 Digital Link URI Syntax 1.4; for
radio tags see `register.epc`.
"""

import re
from urllib.parse import unquote, urlsplit

from wherehold.register import epc

GS = "\x1d"
_FIXED = {"00": 18, "01": 14, "02": 14, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6}
_OPEN = ("10", "21", "22", "240", "241", "250", "8003", "8004")
_KNOWN = (*_FIXED, *_OPEN)
EPC_DIGITS = epc.BITS // 4
_SYMBOLOGY = re.compile(r"^\](?:C1|d2|Q3|e0|J1)")
_BRACKETED = re.compile(r"\((\d{2,4})\)([^(]*)")
# Most codes are none of these: their first character tells.
_BEGINNINGS = frozenset(f"](hH{GS}0123456789")
_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"


def elements(code: str) -> dict[str, str]:
    """Return the element strings in a scanned code, by application identifier; else nothing."""
    text = code.strip()
    if text[:1] not in _BEGINNINGS:
        return {}
    text = _SYMBOLOGY.sub("", text)
    if text.startswith("("):
        return {ai: value.strip() for ai, value in _BRACKETED.findall(text)}
    if text.lower().startswith(("http://", "https://")):
        return _digital_link(text)
    return _concatenated(text.lstrip(GS))


def _digital_link(address: str) -> dict[str, str]:
    parts = [unquote(part) for part in urlsplit(address).path.split("/") if part]
    for start, ai in enumerate(parts[:-1]):
        if ai in ("01", "8003", "8004"):
            pairs = parts[start:]
            return dict(zip(pairs[::2], pairs[1::2], strict=False))
    return {}


def _concatenated(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    while text:
        if not text.startswith(_KNOWN):
            return {}
        ai = next(ai for ai in _KNOWN if text.startswith(ai))
        rest = text[len(ai) :]
        if width := _FIXED.get(ai):
            value, text = rest[:width], rest[width:].lstrip(GS)
            if len(value) < width or not value.isdigit():
                return {}
        else:
            value, _, text = rest.partition(GS)
        found[ai] = value
    return found


def key_words(found: dict[str, str], company: str = "") -> list[str]:
    """Return by what an asset with these element strings may be known.

    `company` is the number that GS1 gave the organisation: keys that begin with it may stand in
    the register as EPC tags, as our own labels have them.
    """
    words = []
    if giai := found.get("8004"):
        words += [giai, *_tag("giai", company, giai.removeprefix(company), giai)]
    if grai := found.get("8003"):
        kind = grai[1 + len(company) : 13]
        words += [grai, grai[14:], *_tag("grai", company, kind, grai[1:], grai[14:])]
    if "01" in found and (serial := found.get("21")):
        words += [serial, f"{found['01']}{serial}"]
    return [word for word in words if word]


def _tag(scheme: str, company: str, reference: str, key: str, serial: str = "") -> list[str]:
    """Return the tag of a key that is the company's own, as our labels have it; else nothing."""
    if not company or not key.startswith(company):
        return []
    try:
        return [epc.made(scheme, 0, company, reference, serial).hex]
    except epc.BadEpc:
        return []


def epc_elements(text: str) -> dict[str, str]:
    """Return the element strings of a 96-bit EPC tag in hex; of anything else nothing."""
    if len(text) != EPC_DIGITS:
        return {}
    try:
        return epc.read_hex(text).elements
    except epc.BadEpc:
        return {}


def maker_words(code: str) -> list[str]:
    """Return the serial numbers that a maker's own code may hold: Lenovo, Apple, Dell."""
    text = code.strip().casefold()
    words = []
    if text.startswith("1s") and len(text) >= 12 and text.isalnum():
        words += [text[-8:], text[-7:]]
    if text.startswith("s") and 9 <= len(text) <= 18 and text[1:].isalnum():
        words.append(text[1:])
    if text.isdigit() and 9 <= len(text) <= 11:
        words.append(_base36(int(text)).rjust(7, "0"))
    return words


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _BASE36[digit] + digits
    return digits
