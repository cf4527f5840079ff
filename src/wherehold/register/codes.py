"""Codes as they are looked up: what a scanner, a spreadsheet and a person mean alike."""

import unicodedata
from urllib.parse import urlsplit

KEY_LENGTH_MAX = 128
ROUNDS_MAX = 8
# In these kinds separators carry no meaning: 8C:1D:96:4A:0E:77 is 8c1d964a0e77.
_BARE = frozenset({"mac", "imei", "epc"})


def key_of(kind: str, value: str) -> str:
    """Return the form of a code by which it is stored and found.

    Case, width and surrounding space never tell two codes apart; inside MACs, IMEIs and EPCs
    separators do not either.
    """
    if value.isascii():
        return _bare(kind, value.casefold())
    # Folding may leave what normalising would compose, and the other way round.
    for _ in range(ROUNDS_MAX):
        key = _bare(kind, unicodedata.normalize("NFKC", value.casefold()))
        if key == value:
            break
        value = key
    return value


def token_in(code: str) -> str:
    """Return the token in the address of a label, or nothing. Any host: addresses change."""
    if code[:4].lower() != "http" or not code.lower().startswith(("http://", "https://")):
        return ""
    try:
        parts = [part for part in urlsplit(code).path.split("/") if part]
    except ValueError:
        return ""
    return parts[-1] if len(parts) >= 2 and parts[-2] == "t" else ""


def _bare(kind: str, text: str) -> str:
    if kind not in _BARE:
        return " ".join(text.split())
    # Asked by the thousand: a tenth of the time of a pattern.
    return "".join(text.split()).replace(":", "").replace(".", "").replace("-", "")
