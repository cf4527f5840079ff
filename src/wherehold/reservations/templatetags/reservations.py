"""Times in words."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def hours(minutes: int) -> str:
    """Write minutes as people say them: 4 h, 4 h 30 min, 45 min."""
    whole, rest = divmod(minutes, 60)
    if not whole:
        return _("{rest} min").format(rest=rest)
    words = _("{whole} h") if not rest else _("{whole} h {rest} min")
    return words.format(whole=whole, rest=rest)
