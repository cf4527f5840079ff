"""What was settled of a thing afterwards, in words: by a count, or of what a phone brought late."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wherehold.scan import wording
from wherehold.stocktake.rules import OUTCOMES
from wherehold.stocktake.words import RESULTS

TONES = {"elsewhere": "warn", "missing": "bad", "found": "ok", "moved": "acc"}


def counted(data: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, str, SafeString]:
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


def came_late(data: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, str, SafeString]:
    """Say what became of an act of a phone that others had overtaken."""
    said = wording.settled(str(data.get("what") or ""), str(data.get("choice") or ""))
    return "smartphone", "", format_html("<b>{}</b> {}", _("Came late from a phone"), said)
