"""Words and drawings that the pages of hand-overs show."""

from collections.abc import Mapping
from typing import Any

from django import template

from wherehold.handover import signing, words

register = template.Library()
LISTS: Mapping[str, Mapping[str, Any]] = {
    "condition": words.CONDITIONS,
    "verdict": words.VERDICTS,
    "outcome": words.OUTCOMES,
    "side": words.SIDES,
    "leg": words.LEGS,
    "way": words.WAYS,
}


@register.filter
def word(code: str, of: str) -> str:
    """Return what a code is called: `{{ "worn"|word:"condition" }}` is Worn."""
    return str(LISTS[of].get(code, code))


@register.filter
def drawn(signed: Mapping[str, Any]) -> str:
    """Return a drawn signature as the path of an SVG."""
    return signing.path(dict(signed))


@register.filter
def given(posted: Mapping[str, str], name: str) -> str:
    """Return what was filled in under a name that is put together: `given|given:"note-7"`."""
    return posted.get(name, "")
