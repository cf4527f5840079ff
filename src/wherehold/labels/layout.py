"""Where everything goes on a label. Pure: sizes in, places out, or the sentence that says why not.

Codes are made of whole printer dots and begin on one, so that what comes out is what was made.
The code is as large as leaves the words readable; if they fit at no size that scans, it is refused.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from wherehold.labels.printers import Profile
from wherehold.labels.refusals import DoesNotFit, WouldNotScan
from wherehold.labels.stocks import Stock
from wherehold.labels.symbols import Symbol
from wherehold.labels.typography import MM_PER_POINT, fitted, split, width_em

MODULE_2D_MM_MAX = 0.85
MODULE_1D_MM_MAX = 0.50
GAP_MM = 1.5
# Lower bars than this are missed by a scanner that is held askew.
BARS_MM_MIN, BARS_MM_MAX = 5.0, 16.0
BARS_SHARE = 0.15
TAG_POINTS_MAX, TAG_POINTS_GOOD, TAG_POINTS_MIN = 16.0, 8.0, 5.5
WORD_POINTS_MAX, WORD_POINTS_GOOD, WORD_POINTS_MIN = 8.5, 6.5, 5.0
LEADING = 1.25
# Words, whether they are bold, and how many points they are high.
Sized = tuple[str, bool, float]


@dataclass(frozen=True)
class Line:
    """One line of words; its place is its upper left corner."""

    x_mm: float
    y_mm: float
    points: float
    text: str
    bold: bool = False


@dataclass(frozen=True)
class Box:
    """A part of a label, in millimetres."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Return where it ends to the right."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Return where it ends below."""
        return self.y + self.height


@dataclass(frozen=True)
class Plan:
    """Where things go on one label. The code is counted in dots of the printer."""

    x: int = 0
    y: int = 0
    module: int = 0
    width: int = 0
    height: int = 0
    lines: tuple[Line, ...] = ()


def fit(
    stock: Stock,
    profile: Profile,
    symbol: Symbol | None,
    words: Sequence[tuple[str, bool]],
    code_mm: float | None = None,
) -> Plan:
    """Find room for a code and words on a label; `words` are lines with whether they are bold.

    Raises: WouldNotScan, DoesNotFit.
    """
    inset = stock.inset_mm
    inner = Box(inset, inset, stock.label_mm[0] - 2 * inset, stock.label_mm[1] - 2 * inset)
    words = [(text, bold) for text, bold in words if text]
    if symbol is None:
        if (lines := _lines(inner, words, good=False)) is None:
            raise DoesNotFit(_no_words(stock, words))
        return Plan(lines=lines)
    modules = list(_modules(profile, symbol, code_mm))
    arrange = _bars if symbol.kind.is_linear else _square
    for good in (True, False):
        for module in modules:
            if plan := arrange(inner, profile, symbol, words, module, good):
                return plan
    raise _refusal(stock, profile, symbol, words, modules[-1], inner)


def _modules(profile: Profile, symbol: Symbol, code_mm: float | None) -> Iterator[int]:
    """Yield how wide a module may be, in dots, the widest first.

    Raises: WouldNotScan when a code of the width asked for would be too fine.
    """
    least = profile.dots_for(symbol.kind.module_mm_min)
    most = profile.dots(MODULE_1D_MM_MAX if symbol.kind.is_linear else MODULE_2D_MM_MAX)
    if code_mm is not None:
        asked = profile.dots(code_mm) // symbol.columns
        if asked < least:
            raise WouldNotScan(_too_fine(profile, symbol, asked, least))
        most = min(most, asked)
    yield from range(max(most, least), least - 1, -1)


def _square(
    inner: Box,
    profile: Profile,
    symbol: Symbol,
    words: Sequence[tuple[str, bool]],
    module: int,
    good: bool,
) -> Plan | None:
    """Put the code to the left of the words, or above them where the label is narrow."""
    quiet = symbol.kind.quiet * module
    width, height = symbol.columns * module, symbol.height * module
    left, top = (profile.dots_for(edge) + quiet for edge in (inner.x, inner.y))
    right, bottom = profile.mm(left + width + quiet), profile.mm(top + height + quiet)
    if right > inner.right or bottom > inner.bottom:
        return None
    beside = Box(right, inner.y, inner.right - right, inner.height)
    under = Box(inner.x, bottom, inner.width, inner.bottom - bottom)
    middle = top + profile.dots((inner.bottom - bottom) / 2)
    if not words:
        return Plan(left, middle, module, width, height)
    if (lines := _lines(beside, words, good)) is not None:
        return Plan(left, middle, module, width, height, lines)
    if inner.height >= inner.width * 0.8 and (lines := _lines(under, words, good)) is not None:
        return Plan(left, top, module, width, height, lines)
    return None


def _bars(
    inner: Box,
    profile: Profile,
    symbol: Symbol,
    words: Sequence[tuple[str, bool]],
    module: int,
    good: bool,
) -> Plan | None:
    """Put the words above and the bars below, as high as is left."""
    quiet, width = symbol.kind.quiet * module, symbol.columns * module
    left = profile.dots_for(inner.x) + quiet
    if profile.mm(left + width + quiet) > inner.right:
        return None
    least = max(BARS_MM_MIN, BARS_SHARE * profile.mm(width))
    room = Box(inner.x, inner.y, inner.width, inner.height - least - GAP_MM)
    lines = _lines(room, words, good, at_top=True) if words else ()
    if lines is None or room.height < 0:
        return None
    used = max((line.y_mm + line.points * MM_PER_POINT * LEADING for line in lines), default=0)
    top = profile.dots_for(max(inner.y, used + GAP_MM))
    height = min(profile.dots(BARS_MM_MAX), profile.dots(inner.bottom) - top)
    y = profile.dots(inner.bottom) - height
    return Plan(left, y, module, width, height, lines)


def _lines(
    box: Box, words: Sequence[tuple[str, bool]], good: bool, at_top: bool = False
) -> tuple[Line, ...] | None:
    """Set words into a box, each as large as fits; nothing if the tag would be too small to read.

    The tag stays whole; other words end in an ellipsis where they have to.
    """
    tag_least = TAG_POINTS_GOOD if good else TAG_POINTS_MIN
    word_least = WORD_POINTS_GOOD if good else WORD_POINTS_MIN
    for shrink in (1.0, 0.9, 0.8, 0.7, 0.6):
        sized = []
        for text, bold in words:
            most = (TAG_POINTS_MAX if bold else WORD_POINTS_MAX) * shrink
            points = min(most, box.width / MM_PER_POINT / max(width_em(text, bold), 0.1))
            if bold and points < tag_least:
                return None
            sized.append((text, bold, max(points, word_least)))
        height = sum(points for *_rest, points in sized) * MM_PER_POINT * LEADING
        if height <= box.height and (box.width > 5 or not sized):
            spare = box.height - height
            broken = list(_broken(box, sized, spare))
            height = sum(points for *_rest, points in broken) * MM_PER_POINT * LEADING
            return tuple(_stacked(box, broken, 0 if at_top else (box.height - height) / 2))
    return None


def _broken(box: Box, sized: Sequence[Sized], spare: float) -> Iterator[Sized]:
    """Break words that are too long for their line into two, as far as there is height for it."""
    for text, bold, points in sized:
        room, more = box.width / MM_PER_POINT / points, points * MM_PER_POINT * LEADING
        first, rest = (text, "") if bold else split(text, room)
        if rest and more <= spare:
            spare -= more
            yield first, bold, points
            yield rest, bold, points
        else:
            yield text, bold, points


def _stacked(box: Box, sized: Sequence[Sized], y: float) -> Iterator[Line]:
    for text, bold, points in sized:
        shown = text if bold else fitted(text, box.width / MM_PER_POINT / points)
        yield Line(round(box.x, 3), round(box.y + y, 3), round(points, 2), shown, bold)
        y += points * MM_PER_POINT * LEADING


def _refusal(
    stock: Stock,
    profile: Profile,
    symbol: Symbol,
    words: Sequence[tuple[str, bool]],
    module: int,
    inner: Box,
) -> WouldNotScan | DoesNotFit:
    """Say what is in the way, and what to change."""
    arrange: Callable[..., Plan | None] = _bars if symbol.kind.is_linear else _square
    if arrange(inner, profile, symbol, (), module, False):
        return DoesNotFit(_no_words(stock, words))
    wide = profile.mm((symbol.columns + 2 * symbol.kind.quiet) * module)
    high = profile.mm((symbol.height + 2 * symbol.kind.quiet) * module)
    if symbol.kind.is_linear:
        high = max(BARS_MM_MIN, BARS_SHARE * profile.mm(symbol.columns * module))
    problem = _(
        "This code needs {wide} × {high} mm with its white edge; {stock} has {has_wide} × "
        "{has_high} mm for it."
    ).format(
        wide=f"{wide:.1f}",
        high=f"{high:.1f}",
        stock=stock.name,
        has_wide=f"{inner.width:.1f}",
        has_high=f"{inner.height:.1f}",
    )
    smaller = _("Choose a larger stock, or Data Matrix, which is the smallest code.")
    larger = _("Choose a larger stock.")
    is_smallest = symbol.kind.code == "datamatrix"
    return WouldNotScan({"problem": problem, "remedy": larger if is_smallest else smaller})


def _too_fine(profile: Profile, symbol: Symbol, asked: int, least: int) -> dict[str, str]:
    problem = _(
        "A module of {module} mm is too fine: this code is read from {least} mm on, and this "
        "printer makes it in steps of {step} mm."
    ).format(
        module=f"{profile.mm(asked):.2f}",
        least=f"{symbol.kind.module_mm_min:.2f}",
        step=f"{profile.mm(1):.3f}",
    )
    needed = profile.mm(least * symbol.columns) + 0.05
    remedy = _("Make the code {needed} mm wide or more, or use Data Matrix.").format(
        needed=f"{needed:.1f}"
    )
    return {"problem": problem, "remedy": remedy}


def _no_words(stock: Stock, words: Sequence[tuple[str, bool]]) -> dict[str, str]:
    problem = _("{count} lines of words have no room on {stock} ({size}).").format(
        count=len(words), stock=stock.name, size=stock.size
    )
    remedy = _("Leave a line out, or choose a larger stock.")
    return {"problem": problem, "remedy": remedy}
