"""Refusals in words that a page can show: beside its form, or as a page of their own."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from wherehold.kernel.errors import Refusal

LINES_MAX = 20


@dataclass(frozen=True)
class Shown:
    """What was refused, why, and each offender where there is more than one."""

    title: str
    text: str
    code: str
    lines: list[str] = field(default_factory=list)


def shown(refusal: Refusal) -> Shown:
    """Return a refusal in words, for `ui/refusal.html`."""
    message, fields = str(refusal.message), refusal.fields
    if len(fields) == 1:
        return Shown(str(refusal.title), str(refusal), refusal.code)
    lines = [message.format(**one) for one in fields[:LINES_MAX]]
    if more := len(fields) - len(lines):
        lines.append(_("And {more} more.").format(more=more))
    text = _("{count} things stand in the way. Nothing was done.").format(count=len(fields))
    return Shown(str(refusal.title), text, refusal.code, lines)
