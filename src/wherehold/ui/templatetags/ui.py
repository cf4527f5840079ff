"""What templates say in short: icons, initials, times, money. Loaded everywhere as a builtin."""

from collections.abc import Hashable
from datetime import date, datetime, timedelta
from functools import lru_cache

from babel.numbers import format_currency, get_currency_precision
from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BoundField
from django.template import Context, defaulttags
from django.template.base import Parser, Token
from django.template.defaulttags import URLNode
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, escape, format_html, json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from wherehold.kernel import clock
from wherehold.ui import icons, toasts, words

register = template.Library()

NOTHING = SafeString('<span class="mut nil">–</span>')
STEPS = ((60, 1, "s"), (3600, 60, "min"), (86_400, 3600, "h"), (60 * 86_400, 86_400, "d"))
MONTH_S, YEAR_S = 30.44 * 86_400, 365.25 * 86_400


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """Draw an icon: `{% icon "map-pin" %}`, `{% icon "x" "s" %}`."""
    return icons.icon(name, size, label)


@register.simple_tag
def drawn(template_name: str, **words: Hashable) -> SafeString:
    """Draw a template from these words alone, once a language, and keep it for the next page.

    Neither a request nor a person reaches the template, so what it says of one is said to no other.
    """
    return _drawn(template_name, get_language(), tuple(words.items()))


@lru_cache(512)
def _drawn(name: str, _language: str, words: tuple[tuple[str, Hashable], ...]) -> SafeString:
    return mark_safe(render_to_string(name, dict(words)))  # noqa: S308 - drawn by a template


class _Address(URLNode):
    """`{% url %}` that remembers: looking an address up takes longer than most of a page does."""

    def render(self, context: Context) -> str:
        if self.kwargs or self.asvar:
            return super().render(context)
        args = tuple(arg.resolve(context) for arg in self.args)
        return _address(self.view_name.resolve(context), args)


@register.tag
def url(parser: Parser, token: Token) -> URLNode:
    """Write an address as Django does: `{% url 'desk:asset' line.id %}`."""
    node = defaulttags.url(parser, token)
    return _Address(node.view_name, node.args, node.kwargs, node.asvar)


@lru_cache(4_096)
def _address(name: str, args: tuple[Hashable, ...]) -> str:
    return conditional_escape(reverse(name, args=args))


@register.filter
def initials(name: str) -> str:
    """Return the letters that stand for a name: "Lena Hoffmann" is LH."""
    parts = [part for part in str(name).replace("-", " ").split() if part[0].isalnum()]
    letters = parts[:1] + parts[1:][-1:]
    return "".join(part[0] for part in letters).upper()


@register.filter
def toast(message: Message) -> toasts.Toast:
    """Return a Django message with its level, icon and undo."""
    return toasts.read(message)


@register.filter
def yesno_is(value: object, other: object) -> str:
    """Say "true" or "false", as ARIA wants it, for whether two things are the same."""
    return "true" if str(value) == str(other) else "false"


@register.filter
def ago(at: datetime | None) -> str:
    """Return how long ago something was, in one figure: "now", "12 min", "2 h", "9 d", "3 y"."""
    if at is None:
        return ""
    seconds = (clock.now() - at) / timedelta(seconds=1)
    if seconds < 60:
        return _("now")
    for limit, unit, sign in STEPS:
        if seconds < limit:
            return f"{int(seconds // unit)} {_(sign)}"
    if seconds < 2 * YEAR_S:
        return f"{int(seconds // MONTH_S)} {_('months')}"
    return f"{int(seconds // YEAR_S)} {_('y')}"


@register.simple_tag
def status(code: str, label: object) -> SafeString:
    """Say a state by word and tone: `<c-status>` for tables of many rows."""
    return _status(code, str(label)) if label else NOTHING


@lru_cache(4_096, typed=True)
def _status(code: str, label: str) -> SafeString:
    """Say a state: many on a page are alike. Kept apart from one that is safe as it is."""
    return format_html('<span class="tag {}">{}</span>', tone(code), label)


@register.simple_tag
def who(name: str, href: str = "") -> SafeString:
    """Name a person with their initials: `<c-who>` for tables of many rows."""
    return _who(name, href) if name else NOTHING


@lru_cache(4_096, typed=True)
def _who(name: str, href: str) -> SafeString:
    """Name a person; what is safe to write and what is to be escaped are kept apart."""
    face = format_html('<span class="av s" aria-hidden="true">{}</span>', initials(name))
    if href:
        link = format_html('<a class="hv trunc" href="{}">{}</a>', href, name)
        return format_html('<span class="who">{}{}</span>', face, link)
    return format_html('<span class="who">{}<span class="trunc">{}</span></span>', face, name)


@register.simple_tag
def when(at: datetime | None) -> SafeString:
    """Say how long ago something was, the instant in its title: `<c-time>` for many rows."""
    if at is None:
        return NOTHING
    exact = timezone.localtime(at).isoformat(timespec="seconds")
    said = f"{exact[:10]} {exact[11:16]}"
    text = f'<time datetime="{exact}" title="{said}">{escape(ago(at))}</time>'
    return mark_safe(text)  # noqa: S308 - an instant, and words that are escaped


@register.filter
def days_from_now(day: date | None) -> int | None:
    """Return in how many days a date is; negative when it is over."""
    return None if day is None else (day - clock.today()).days


@register.filter
def money(minor: int | None, currency: str = "EUR") -> str:
    """Return an amount of minor units with its currency: `148000|money:"EUR"` is € 1,480.00."""
    return "–" if minor is None else _money(minor, currency, get_language() or "en")


@lru_cache(4_096)
def _money(minor: int, currency: str, language: str) -> str:
    """Write an amount: many on a page are alike, and writing one takes a while."""
    amount = minor / 10 ** get_currency_precision(currency)
    return format_currency(
        amount, currency, format="¤ #,##0.00", locale=to_locale(language), group_separator=True
    )


@register.filter
def whole_money(minor: int | None, currency: str = "EUR") -> str:
    """Return an amount of minor units in whole units of its currency: for sums, not for prices."""
    if minor is None:
        return "–"
    whole = round(minor / 10 ** get_currency_precision(currency))
    locale = to_locale(get_language() or "en")
    return format_currency(
        whole, currency, "¤ #,##0", locale=locale, currency_digits=False, group_separator=True
    )


@register.filter
def units(minor: int, currency: str = "EUR") -> str:
    """Return an amount in whole units of its currency for a table of many; "–" for nothing."""
    whole = round(minor / 10 ** get_currency_precision(currency))
    return f"{whole:,}".replace("-", "−") if whole else "–"


@register.filter
def short_number(value: int | float | None) -> str:
    """Return a figure with its thousands apart; "–" when there is none."""
    return "–" if value is None else f"{value:,}"


@register.simple_tag
def ui_strings() -> SafeString:
    """Give the islands their words."""
    return _ui_strings(get_language())


@lru_cache(16)
def _ui_strings(_language: str) -> SafeString:
    return json_script({name: str(text) for name, text in words.ISLANDS.items()}, "ui-strings")


@register.simple_tag
def palette_kinds() -> SafeString:
    """Give the palette the kinds that Tab goes through."""
    kinds = [{"value": kind, "label": str(label)} for kind, label in words.PALETTE_KINDS]
    return json_script(kinds, "palette-kinds")


@register.simple_tag
def field_id(given: str, name: str) -> str:
    """Return the id of a field: the one it was given, else one made of its name."""
    return given or f"f-{name}"


@register.filter
def dressed(field: BoundField) -> SafeString:
    """Render a Django form field with our class for its kind of widget."""
    kind = field.widget_type
    css = {"select": "sel", "textarea": "area", "radioselect": ""}.get(kind, "inp")
    own = field.field.widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"{css} {own}".strip()})


@register.filter
def tone(code: str) -> str:
    """Return the tone of a stage, a condition or a state: ok, warn, bad, acc, or none."""
    return words.TONES.get(code, "")
