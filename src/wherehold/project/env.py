"""Settings from the environment: each is declared once, with its default and a sentence.

What is declared here is what `docs/reference/settings.md` lists. A secret may also be given as a
file: `WHEREHOLD_X_FILE` names it.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

PREFIX = "WHEREHOLD_"


@dataclass(frozen=True)
class Setting:
    """One variable: what it is called, what holds without it, what it is for."""

    name: str
    default: str
    sentence: str
    secret: bool = False


DECLARED: dict[str, Setting] = {}


def text(name: str, default: str, sentence: str) -> str:
    """Read a setting that is a text."""
    DECLARED[name] = Setting(name, default, sentence)
    return os.environ.get(name, default).strip()


def tiles(name: str, sentence: str) -> str:
    """Read the address of map tiles, which a policy can name by where they come from.

    Raises: ImproperlyConfigured for anything else.
    """
    value = text(name, "", sentence)
    whole = all(part in value for part in ("{z}", "{x}", "{y}"))
    if value and not (whole and re.fullmatch(r"https?://[A-Za-z0-9.:-]+/[^\s;,'\"]*", value)):
        raise ImproperlyConfigured(f"{name} is an address with {{z}}, {{x}} and {{y}}: {value!r}")
    return value


def secret(name: str, sentence: str) -> str:
    """Read a secret, from its variable or from the file that `<name>_FILE` names.

    Raises: ImproperlyConfigured when the file cannot be read, or both are given.
    """
    DECLARED[name] = Setting(name, "", sentence, secret=True)
    file = os.environ.get(f"{name}_FILE", "")
    value = os.environ.get(name, "")
    if file and value:
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
    try:
        return Path(file).read_text().strip() if file else value.strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE: {error.strerror}: {file}") from None


def number(name: str, default: int, sentence: str, *, least: int, most: int) -> int:
    """Read a whole number within bounds.

    Raises: ImproperlyConfigured for anything else.
    """
    value = text(name, str(default), f"{sentence} From {least} to {most}.")
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise ImproperlyConfigured(f"{name} is a whole number from {least} to {most}: {value!r}")
    return int(value)


def words(name: str, default: str, sentence: str) -> list[str]:
    """Read a list of words with commas between."""
    return [w.strip() for w in text(name, default, sentence).split(",") if w.strip()]


def choice(name: str, default: str, sentence: str, options: tuple[str, ...]) -> str:
    """Read one of a few words.

    Raises: ImproperlyConfigured for any other.
    """
    value = text(name, default, f"{sentence} One of {', '.join(options)}.")
    if value not in options:
        raise ImproperlyConfigured(f"{name} is one of {', '.join(options)}: {value!r}")
    return value


def unknown() -> list[str]:
    """Return the variables that look like settings and are none: misspelt, most likely."""
    known = set(DECLARED) | {f"{s.name}_FILE" for s in DECLARED.values() if s.secret}
    ours = {n for n in os.environ if n.startswith(PREFIX) and not n.startswith(f"{PREFIX}TEST_")}
    return sorted(ours - known)
