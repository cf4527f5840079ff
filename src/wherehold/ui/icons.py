"""The icons: drawn once by the front-end build, put inline where they stand."""

import json
from functools import cache
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

FILE = Path(__file__).parent / "static/dist/icons.json"


class UnknownIcon(LookupError):
    """No such icon was built: add its name to `frontend/icons.json`."""


@cache
def _drawings() -> dict[str, str]:
    try:
        drawings: dict[str, str] = json.loads(FILE.read_text())
    except FileNotFoundError:
        raise ImproperlyConfigured(
            "The front end is not built: run `.venv/bin/python hatch_build.py`."
        ) from None
    return drawings


@cache
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """Return an icon as SVG; `size` is s, l or xl, and only one with a `label` is read aloud."""
    drawing = _drawings().get(name)
    if drawing is None:
        raise UnknownIcon(name)
    classes = f"i {size}".strip()
    voice = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return mark_safe(f'<svg class="{classes}" viewBox="0 0 24 24" {voice}>{drawing}</svg>')  # noqa: S308
