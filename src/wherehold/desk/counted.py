"""What a count said of a thing, in words."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wherehold.stocktake.rules import OUTCOMES
from wherehold.stocktake.words import RESULTS

TONES = {"elsewhere": "warn", "missing": "bad", "found": "ok", "moved": "acc"}


def settled(data: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, str, SafeString]:
    """Say what a count found, and what was made of it."""
    result, outcome = str(data.get("result") or ""), str(data.get("outcome") or "")
    said = str(RESULTS.get(result, result))
    if word := OUTCOMES.get(outcome):
        said += f" · {word}"
    key = data.get("stocktake_id")
    url = reverse("stocktake:stocktake", args=[key]) if isinstance(key, int) else ""
    text = format_html(
        '<b>{}</b> {} · <a class="lk" href="{}">{}</a>', _("Counted"), said, url, data.get("name")
    )
    return "clipboard-check", TONES.get(result, ""), text
