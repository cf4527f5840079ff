"""From labels to pages: placed in whole dots, drawn by Typst, which loads when pages are made."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from wherehold.labels.content import Label, symbol_of
from wherehold.labels.design import Design
from wherehold.labels.layout import Plan, fit
from wherehold.labels.printers import Profile
from wherehold.labels.stocks import Stock
from wherehold.labels.symbols import Symbol

TEMPLATE = Path(__file__).with_name("sheet.typ")
Form = Literal["pdf", "png", "svg"]
Page = list[dict[str, Any]]


@dataclass(frozen=True)
class Press:
    """On what labels are printed, by what, and how they look."""

    stock: Stock
    profile: Profile
    design: Design

    def plan(self, label: Label) -> tuple[Symbol | None, Plan]:
        """Make the code of a label and find room for everything on it.

        Raises: NoCode, WouldNotScan, DoesNotFit.
        """
        symbol = symbol_of(label, self.design)
        return symbol, fit(self.stock, self.profile, symbol, label.lines, self.design.code_mm)

    def origin(self, index: int) -> tuple[float, float]:
        """Return where a label begins on its page, moved as the printer was calibrated."""
        x, y = self.stock.corner(index)
        own = self.profile
        return own.snapped(x * own.scale + own.right_mm), own.snapped(y * own.scale + own.down_mm)


def pages(press: Press, labels: Sequence[Label]) -> Iterator[Page]:
    """Yield pages of placed labels, beginning at a label of a sheet that is already begun.

    Raises: NoCode, WouldNotScan, DoesNotFit.
    """
    page: Page = []
    for index, label in enumerate(labels, start=press.design.start_at - 1):
        if page and index % press.stock.labels == 0:
            yield page
            page = []
        page.append(_placed(press, label, index))
    if page:
        yield page


def _placed(press: Press, label: Label, index: int) -> dict[str, Any]:
    symbol, plan = press.plan(label)
    x, y = press.origin(index)
    mm = press.profile.mm
    code = None
    if symbol is not None:
        code = {
            "svg": symbol.svg(),
            "x": x + mm(plan.x),
            "y": y + mm(plan.y),
            "width": mm(plan.width),
            "height": mm(plan.height),
            "alt": label.content,
        }
    lines = [
        {"x": x + one.x_mm, "y": y + one.y_mm, "pt": one.points, "text": one.text, "bold": one.bold}
        for one in plan.lines
    ]
    return {"code": code, "lines": lines}


def draw(press: Press, labels: Sequence[Label], form: Form = "pdf") -> list[bytes]:
    """Draw labels: one PDF of all pages, or one picture a page, made for the printer's dots.

    Raises: NoCode, WouldNotScan, DoesNotFit.
    """
    return compiled(press, list(pages(press, labels)), form, press.profile.dpi)


def compiled(
    press: Press, placed: Sequence[Page], form: Form, ppi: float, edges: bool = False
) -> list[bytes]:
    """Have Typst draw pages that are placed; `edges` shows where labels are cut.

    Units: `ppi` is for pictures, in pixels an inch.
    """
    import typst

    about = {
        "page": press.stock.page_mm,
        "pages": placed,
        "edges": _edges(press) if edges else [],
        "label": press.stock.label_mm,
    }
    made = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        format=form,
        ppi=ppi,
        sys_inputs={"data": json.dumps(about)},
    )
    return list(made) if isinstance(made, list) else [made]


def _edges(press: Press) -> list[tuple[float, float]]:
    return [press.stock.corner(index) for index in range(press.stock.labels)]
