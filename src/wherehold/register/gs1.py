"""What printed and radio codes say: GS1 element strings, Digital Links, EPC tags, makers' codes.

Pure: text in, the words that it stands for out.

Source: GS1 General Specifications 24, sections 3 and 7.8; GS1 Digital Link URI Syntax 1.4;
EPC Tag Data Standard 2.1, sections 14.6.1, 14.6.4 and 14.6.5.
"""

import re
from urllib.parse import unquote, urlsplit

GS = "\x1d"
_PARTITION_BITS = (40, 37, 34, 30, 27, 24, 20)
_FIXED = {"00": 18, "01": 14, "02": 14, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6}
_OPEN = ("10", "21", "22", "240", "241", "250", "8003", "8004")
_SYMBOLOGY = re.compile(r"^\](?:C1|d2|Q3|e0|J1)")
_BRACKETED = re.compile(r"\((\d{2,4})\)([^(]*)")
_HEX96 = re.compile(r"^(?:30|33|34)[0-9a-f]{22}$")
_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"


def elements(code: str) -> dict[str, str]:
    """Return the element strings in a scanned code, by application identifier; else nothing."""
    text = _SYMBOLOGY.sub("", code.strip())
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
        ai = next((ai for ai in (*_FIXED, *_OPEN) if text.startswith(ai)), None)
        if ai is None:
            return {}
        rest = text[len(ai) :]
        if width := _FIXED.get(ai):
            value, text = rest[:width], rest[width:].lstrip(GS)
            if len(value) < width or not value.isdigit():
                return {}
        else:
            value, _, text = rest.partition(GS)
        found[ai] = value
    return found


def key_words(found: dict[str, str]) -> list[str]:
    """Return by what an asset with these element strings may be known."""
    words = []
    if giai := found.get("8004"):
        words.append(giai)
    if grai := found.get("8003"):
        words += [grai, grai[14:]]
    if "01" in found and (serial := found.get("21")):
        words += [serial, f"{found['01']}{serial}"]
    return [word for word in words if word]


def epc_elements(text: str) -> dict[str, str]:
    """Return the element strings of a 96-bit EPC tag in hex: GIAI, GRAI or SGTIN; else nothing."""
    if not _HEX96.match(text):
        return {}
    number = int(text, 16)
    partition = number >> 82 & 0b111
    if partition >= len(_PARTITION_BITS):
        return {}
    bits, digits = _PARTITION_BITS[partition], 12 - partition
    company_number = number >> (82 - bits) & (1 << bits) - 1
    if company_number >= 10**digits:
        return {}
    company = f"{company_number:0{digits}}"
    if text.startswith("34"):
        return {"8004": f"{company}{number & (1 << (82 - bits)) - 1}"}
    rest, serial = number >> 38 & (1 << (44 - bits)) - 1, number & (1 << 38) - 1
    if text.startswith("33"):
        return _grai(company, rest, serial)
    return _sgtin(company, rest, serial)


def _grai(company: str, kind: int, serial: int) -> dict[str, str]:
    width = 12 - len(company)
    if kind >= 10**width:
        return {}
    body = f"{company}{kind:0{width}}" if width else company
    return {"8003": f"0{body}{_check(body)}{serial}"}


def _sgtin(company: str, item: int, serial: int) -> dict[str, str]:
    width = 13 - len(company)
    if item >= 10**width:
        return {}
    reference = f"{item:0{width}}"
    body = f"{reference[0]}{company}{reference[1:]}"
    return {"01": f"{body}{_check(body)}", "21": str(serial)}


def _check(body: str) -> int:
    """Return the check digit of a GS1 key: weights 3 and 1 from the right."""
    total = sum(int(one) * (3 if n % 2 == 0 else 1) for n, one in enumerate(reversed(body)))
    return -total % 10


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
