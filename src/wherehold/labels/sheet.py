"""From labels to a sheet: pure layout, drawn by Typst, codes by zxing-cpp.

Both libraries load when a sheet is made, not when the program starts.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten
from typing import Any, Literal

from wherehold.labels.stocks import Stock

TEMPLATE = Path(__file__).with_name("sheet.typ")
# What a phone reads at arm's length. Source: GS1 General Specifications, two-dimensional
# symbols for general scanning; measured again by the decode test on every stock.
MODULE_MM_MIN = 0.33
CODE_MM = 27.0
INSET_MM = 3.0
# The largest type in which a tag of so many letters fits beside the code.
_TAG_POINTS = ((10, 13.0), (12, 10.5), (15, 8.5), (19, 6.8), (10_000, 5.5))
_NAME_LETTERS = 48


@dataclass(frozen=True)
class Label:
    """What is printed on one label: the address in the code, and words for people."""

    address: str
    tag: str
    name: str


class WouldNotScan(ValueError):
    """The code does not fit the label in modules that scanners read."""


def qr_svg(address: str, code_mm: float = CODE_MM) -> str:
    """Draw an address as a QR code with its quiet zone, as SVG.

    Units: `code_mm` is the width on paper, quiet zone included.
    Raises: WouldNotScan.
    Source: ISO/IEC 18004; error correction M, quiet zone of 4 modules.
    """
    import zxingcpp

    kind = zxingcpp.BarcodeFormat.QRCode
    code = zxingcpp.create_barcode(address, kind, ec_level="M")
    svg = str(code.to_svg(scale=1))
    modules = int(svg.split('width="', 1)[1].split('"', 1)[0])
    if code_mm / modules < MODULE_MM_MIN:
        raise WouldNotScan(f"{modules} modules on {code_mm} mm")
    return svg


def pages(labels: Sequence[Label], stock: Stock, start_at: int = 1) -> list[list[dict[str, Any]]]:
    """Place labels on sheets, beginning at a label of a sheet that is already begun.

    Units: `start_at` counts from 1, row by row.
    Raises: ValueError when the sheet has no such label; WouldNotScan.
    """
    if not 1 <= start_at <= stock.labels:
        raise ValueError(f"{stock.name} has labels 1 to {stock.labels}")
    sheets: list[list[dict[str, Any]]] = []
    for index, label in enumerate(labels, start=start_at - 1):
        if not sheets or index % stock.labels == 0:
            sheets.append([])
        x, y = stock.corner(index)
        sheets[-1].append(
            {
                "x": x,
                "y": y,
                "qr": qr_svg(label.address),
                "tag": label.tag,
                "tag_pt": next(size for most, size in _TAG_POINTS if len(label.tag) <= most),
                "name": shorten(label.name, _NAME_LETTERS, placeholder="…"),
            }
        )
    return sheets


def draw(
    labels: Sequence[Label],
    stock: Stock,
    *,
    owner: str,
    start_at: int = 1,
    form: Literal["pdf", "svg", "png"] = "pdf",
    ppi: float = 144,
) -> bytes:
    """Draw a sheet. PDF has every page; SVG and PNG, for the screen, the first.

    Units: `ppi` is for PNG, in pixels an inch.
    Raises: ValueError, WouldNotScan.
    """
    import typst

    sheets = pages(labels, stock, start_at)
    about = {
        "title": "Labels",
        "page": stock.page_mm,
        "label": stock.label_mm,
        "inset": INSET_MM,
        "code_mm": CODE_MM,
        "owner": owner,
        "sheets": sheets if form == "pdf" else sheets[:1],
    }
    made = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        format=form,
        ppi=ppi,
        sys_inputs={"data": json.dumps(about)},
    )
    return made[0] if isinstance(made, list) else made
