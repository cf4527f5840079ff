"""What all charts share: elements, scales, ticks, and the table beside the picture."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from math import ceil, floor, log10

from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

Colour = int | str
Value = str | float | None
CHARACTER_PX = 5.9
_number = count(1)


def el(tag: str, *content: str, **attributes: Value) -> SafeString:
    """Return an element; text and attributes are escaped, other elements go in as they are.

    Names are written as Python has them: `text_anchor`, `class_`. None leaves one out.
    """
    pairs = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{conditional_escape(_plain(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    inner = "".join(conditional_escape(one) for one in content)
    return mark_safe(f"<{tag}{pairs}>{inner}</{tag}>")  # noqa: S308


def _plain(value: Value) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def join(parts: Iterable[str]) -> SafeString:
    """Return elements one after the other."""
    return mark_safe("".join(conditional_escape(part) for part in parts))  # noqa: S308


def text_px(text: str, character: float = CHARACTER_PX) -> float:
    """Return about how wide a text is; the server has no fonts to measure with."""
    return len(text) * character


def figure(
    *content: str,
    width: float,
    height: float,
    title: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    css: str = "chart",
) -> SafeString:
    """Return a picture with its title, and the same content as a table to unfold."""
    name = f"chart-{next(_number)}"
    picture = el(
        "svg",
        el("title", title, id=name),
        *content,
        class_=css,
        viewBox=f"0 0 {width:g} {height:g}",
        role="img",
        aria_labelledby=name,
    )
    return el("figure", picture, twin(title, head, rows), class_="plot")


def twin(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> SafeString:
    """Return the table that says what a picture shows."""
    top = el("thead", el("tr", *(el("th", cell, scope="col") for cell in head)))
    body = el("tbody", *(el("tr", *(el("td", cell) for cell in row)) for row in rows))
    table = el("table", el("caption", title, class_="vh"), top, body)
    return format_html(
        '<details class="twin"><summary>{}</summary>{}</details>', _("As a table"), table
    )


@dataclass(frozen=True)
class Scale:
    """Maps values between `low` and `high` to pixels between `start` and `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the pixel of a value."""
        share = (value - self.low) / ((self.high - self.low) or 1)
        return self.start + share * (self.end - self.start)


def nice_steps(top: float, lines: int = 4) -> list[float]:
    """Return round figures from nought to at least `top`, about as many as lines are wanted."""
    if top <= 0:
        return [0.0, 1.0]
    rough = top / lines
    power = 10 ** floor(log10(rough))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough)
    return [step * n for n in range(ceil(top / step) + 1)]


def ticks(begins: date, ends: date) -> Iterator[tuple[date, str]]:
    """Return the days to name on a time axis: years, months or days, as the span is long."""
    days = (ends - begins).days
    if days > 550:
        step = 1 if days < 366 * 14 else 5
        for year in range(begins.year + 1, ends.year + 1, step):
            yield date(year, 1, 1), str(year)
    elif days > 62:
        yield from _months(begins, ends, step=1 if days < 250 else 3)
    else:
        step = max(1, days // 6)
        for offset in range(step, max(days, 1), step):
            day = begins + timedelta(offset)
            yield day, date_format(day, "j M")


def _months(begins: date, ends: date, step: int) -> Iterator[tuple[date, str]]:
    month = date(begins.year, begins.month, 1)
    while month <= ends:
        if month > begins and (month.month - 1) % step == 0:
            yield month, date_format(month, "M Y" if month.month == 1 else "M")
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)


def named_day(day: date) -> str:
    """Return a day as tables and tooltips name it."""
    return date_format(day, "j M Y")


def fill(colour: Colour) -> str:
    """Return the class that fills with a colour."""
    return f"f-{colour}"


def stroke(colour: Colour) -> str:
    """Return the class that draws with a colour."""
    return f"s-{colour}"
