"""Texts and codes: within bounds, of characters that are text, with all their digits."""

import re

from wherehold.importers.values.bad import Bad

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_LOST = re.compile(r"\d(?:[.,]\d+)?E\+?\d{1,3}$", re.I)
_EMAIL = re.compile(r"[^@\s,;<>()\"]{1,64}@[^@\s,;<>()\"]+\.[^@\s,;<>()\".]{2,}$")
_FORMULA_GUARD = re.compile(r"'+\s*[=+\-@\t\r\n＝＋－＠|]")
_STEPS = re.compile(r"\s*>\s*|\s+/\s+|\s+·\s+|\s*→\s*")


def read(text: str, most: int) -> str | Bad:
    """Return a text of one line, without space around or doubled inside."""
    return _checked(" ".join(unguarded(text).split()), most)


def read_prose(text: str, most: int) -> str | Bad:
    """Return a text that may have several lines."""
    text = unguarded(text).replace("\r\n", "\n").replace("\r", "\n").strip()
    return _checked(text, most)


def read_code(text: str, most: int) -> str | Bad:
    """Return a tag, serial or other code; refuse what a spreadsheet has made a number of."""
    code = " ".join(unguarded(text).split())
    if _LOST.match(code) and "E+" in code.upper():
        return Bad("lost_digits")
    return _checked(code, most)


def read_email(text: str) -> str | Bad:
    """Return an e-mail address; "" for an empty cell."""
    address = text.strip()
    if address in {"", "-", "–"}:
        return ""
    return address if _EMAIL.match(address) and len(address) <= 254 else Bad("not_an_email")


def looks_like_email(text: str) -> bool:
    """Say whether a text is an e-mail address."""
    return bool(_EMAIL.match(text.strip()))


def read_path(text: str, most: int) -> tuple[str, ...] | Bad:
    """Return the steps of a path: "Berlin > Store", "Berlin / Store" and "Berlin · Store"."""
    steps = tuple(" ".join(step.split()) for step in _STEPS.split(unguarded(text)))
    steps = tuple(step for step in steps if step)
    if steps in {("-",), ("–",)}:
        return ()
    for step in steps:
        if isinstance(bad := _checked(step, most), Bad):
            return bad
    return steps


def unguarded(text: str) -> str:
    """Take away the one apostrophe that our export puts before what could be a formula."""
    return text[1:] if text.startswith("'") and _FORMULA_GUARD.match(text) else text


def _checked(text: str, most: int) -> str | Bad:
    if _CONTROLS.search(text):
        return Bad("not_text", _CONTROLS.sub("", text))
    if len(text) > most:
        return Bad("too_long", length=len(text), most=most)
    return text
