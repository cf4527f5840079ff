"""What the page of a book shows: the month that is worked on, and what there is to know of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wherehold.finance import access, months, posting, running
from wherehold.finance.queries import gaps, outlook, periods, rolls
from wherehold.finance.queries.periods import Month
from wherehold.finance.reports import kind_words
from wherehold.kernel import clock, money
from wherehold.kernel.actor import Actor
from wherehold.ui.charts import Bar, Series, bars

# Beyond these a page does not reckon all lines: it leads to the report.
LINES_AT_ONCE_MAX = 20_000
DRAWN_BACK, DRAWN_AHEAD = 11, 12
MENU_MAX = 36


@dataclass(frozen=True, kw_only=True)
class Step:
    """One of three: preview, post, close."""

    name: str
    state: str
    said: str


def page(*, actor: Actor, book: dict[str, Any], month: str) -> dict[str, Any]:
    """Return what the page of a book shows of a month; none named: the one to work on.

    Raises: NotFound; Wrong, for a month that cannot be read.
    """
    if not actor.may_everywhere(access.SEE):
        return {}
    known = periods.months(actor=actor, book_id=book["id"])
    following = posting.following(actor, book["id"])
    shown = _shown(known, following, month)
    if shown is None:
        return {"gaps": gaps.exceptions(actor=actor, book_id=book["id"])}
    size = periods.size(actor=actor, book_id=book["id"])
    small = size <= LINES_AT_ONCE_MAX
    return {
        "month": shown,
        "month_words": words_of(shown.begins),
        "place": _place(shown, book),
        "menu": [(one.key, words_of(one.begins), one.state) for one in _menu(known, following)],
        "steps": _steps(shown, book["currency"]),
        "open": following == shown.begins,
        "behind": _behind(following),
        "progress": running.progress(actor, book["id"]),
        "gaps": gaps.exceptions(actor=actor, book_id=book["id"]),
        "known": gaps.known(actor=actor),
        "roll": rolled(actor, book, shown.begins, shown.ends) if small else None,
        "chart": _chart(actor, book, known, following) if small else None,
        "small": small,
    }


def rolled(actor: Actor, book: dict[str, Any], begins: date, ends: date) -> dict[str, Any]:
    """Return a roll-forward as its table shows it: whole units, a dash for nothing."""
    found = rolls.roll_forward(actor=actor, code=book["code"], begins=begins, ends=ends)
    return {
        "begins": found.begins,
        "ends": found.ends,
        "rows": [{"kind": kind_words(one.kind), "roll": one} for one in found.rolls],
        "whole": found.whole,
        "difference": found.whole.cost.difference + found.whole.accumulated.difference,
        "to_journal": found.difference,
        "waiting": next((one for one in found.rolls if one.kind == rolls.WAITING), None),
    }


def words_of(day: date) -> str:
    """Return what a month is called: November 2026."""
    return f"{MONTHS[day.month]} {day.year}"


def _shown(known: list[Month], following: date | None, asked: str) -> Month | None:
    """Return the month that is asked for, else the first open one that has begun, else the last."""
    by_key = {one.key: one for one in known}
    if asked:
        begins = months.named(asked)
        return by_key.get(asked) or Month(begins=begins, ends=months.last_day(begins))
    if following and (following <= clock.today() or not known):
        key = f"{following:%Y-%m}"
        return by_key.get(key) or Month(begins=following, ends=months.last_day(following))
    return known[0] if known else None


def _menu(known: list[Month], following: date | None) -> list[Month]:
    """Return the months to choose from: those posted, and the open one."""
    listed = known[:MENU_MAX]
    if following and all(one.begins != following for one in listed):
        listed = [Month(begins=following, ends=months.last_day(following)), *listed]
    return listed


def _place(shown: Month, book: dict[str, Any]) -> str:
    number = (shown.begins.month - book["fiscal_start"]) % 12 + 1
    states = {"posted": _("posted"), "closed": _("closed")}
    state = states.get(shown.state, _("open"))
    return _("period {number} of 12, {state}").format(number=number, state=state)


def _behind(following: date | None) -> int:
    """Return how many months are over and not posted."""
    if following is None:
        return 0
    last = months.over(clock.today())
    return max(0, (last.year - following.year) * 12 + last.month - following.month + 1)


def _steps(shown: Month, currency: str) -> list[Step]:
    reckoned = shown.staged_at is not None or shown.state in ("posted", "closed")
    posted, closed = shown.state in ("posted", "closed"), shown.state == "closed"
    amount = money.shown(shown.charge, currency)
    lines = _("{lines} lines, {amount}").format(lines=f"{shown.lines:,}", amount=amount)
    return [
        _step("preview", reckoned, True, _done(shown.staged_at, shown.staged_by), _("not yet")),
        _step("post", posted, reckoned, lines, lines if reckoned else _("once it is reckoned")),
        _step("close", closed, posted, _done(shown.closed_at, shown.closed_by), _("after that")),
    ]


def _step(name: str, done: bool, due: bool, when_done: str, before: str) -> Step:
    state = "done" if done else "due" if due else "later"
    return Step(name=name, state=state, said=when_done if done else before)


def _done(at: Any, by: str) -> str:  # noqa: ANN401
    if at is None:
        return _("done")
    when = date_format(at.astimezone(clock.zone()), "j M H:i")
    return _("{when} by {who}").format(when=when, who=by) if by else when


def _chart(
    actor: Actor, book: dict[str, Any], known: list[Month], following: date | None
) -> SafeString:
    """Draw what months charged, and what they are going to."""
    posted = periods.latest(actor=actor, book_id=book["id"], number=DRAWN_BACK)
    scale = 10 ** money.exponent(book["currency"])
    drawn = [
        Bar(_short(day), (max(0, charge) / scale, 0.0)) for day, charge in sorted(posted.items())
    ]
    if following:
        until = following + timedelta(days=31 * DRAWN_AHEAD)
        found = outlook.outlook(
            actor=actor, book_id=book["id"], begins=following, until=months.before(until)
        )
        totals = zip(found.ends, found.totals, strict=True)
        drawn += [Bar(_short(end), (0.0, max(0, total) / scale)) for end, total in totals]
    series = [Series(_("Posted"), 1), Series(_("To come"), 3)]
    return bars(drawn, series, title=_("Depreciation by month"), width=560, height=200)


def _short(day: date) -> str:
    """Return what stands below a bar: the month of quarters only, since there are many."""
    return date_format(day, "M") if day.month % 3 == 1 else ""
