"""How wide words are, before any font is loaded: an upper bound for the fonts that may be used.

Labels are set in Inter, Liberation Sans or, where neither is installed, DejaVu Sans Mono, whose
letters are all 0.602 em wide. What fits by this measure fits in each of them.
"""

from functools import lru_cache

MM_PER_POINT = 25.4 / 72
MONO_EM = 0.603
_WIDE_EM = {"W": 1.0, "M": 0.9, "m": 0.92, "w": 0.85, "@": 1.05, "%": 0.98, "—": 1.0, "…": 1.0}
_CAPITAL_EM = 0.75
_WIDE_SCRIPTS_FROM = 0x2E80


@lru_cache(maxsize=4096)
def width_em(text: str, bold: bool = False) -> float:
    """Return the width of a line in ems of its size, at most."""
    return sum(_letter(letter) for letter in text) * (1.03 if bold else 1.0)


def fitted(text: str, room_em: float) -> str:
    """Return the text, or as much of it as fits with an ellipsis after it."""
    if width_em(text) <= room_em:
        return text
    left = room_em - _WIDE_EM["…"]
    for index, letter in enumerate(text):
        left -= _letter(letter)
        if left < 0:
            return f"{text[:index].rstrip()}…"
    return text


def split(text: str, room_em: float) -> tuple[str, str]:
    """Return as many words as fit into a line, and the rest; no rest if all fit, or none."""
    if width_em(text) <= room_em:
        return text, ""
    words = text.split()
    for number in range(len(words) - 1, 0, -1):
        if width_em(first := " ".join(words[:number])) <= room_em:
            return first, " ".join(words[number:])
    return text, ""


def _letter(letter: str) -> float:
    if ord(letter) >= _WIDE_SCRIPTS_FROM:
        return 1.05
    if letter in _WIDE_EM:
        return _WIDE_EM[letter]
    return _CAPITAL_EM if letter.isupper() else MONO_EM
