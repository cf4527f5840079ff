"""Codes as squares and bars: what is to be printed, before anyone says how large.

Made by zxing-cpp, which loads when the first code is made.

Source: ISO/IEC 18004 (QR, quiet zone 4 modules), ISO/IEC 16022 (Data Matrix, 1 module),
ISO/IEC 15417 (Code 128, 10 modules); GS1 General Specifications 24, sections 5.4, 5.6 and 5.12.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

# The least width of a module: what a phone reads at arm's length, what a laser gun reads.
MODULE_2D_MM_MIN = 0.33
MODULE_1D_MM_MIN = 0.30


@dataclass(frozen=True)
class Kind:
    """One sort of code. `holds` says what is in it: the address, the tag, or a GS1 key."""

    code: str
    name: Any
    hint: Any
    holds: str
    format: str = ""
    is_linear: bool = False
    quiet: int = 0

    @property
    def module_mm_min(self) -> float:
        """Return the least width of a module."""
        return MODULE_1D_MM_MIN if self.is_linear else MODULE_2D_MM_MIN


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind(
            "qr",
            _("QR"),
            _("Any phone camera opens it. A stranger sees your lost-and-found page only."),
            "address",
            "QRCode",
            quiet=4,
        ),
        Kind(
            "datamatrix",
            _("Data Matrix"),
            _("Holds the tag. The smallest code: for small things and camera scanners."),
            "tag",
            "DataMatrix",
            quiet=2,
        ),
        Kind(
            "code128",
            _("Code 128"),
            _("Holds the tag. For laser scanners, which read bars alone."),
            "tag",
            "Code128",
            is_linear=True,
            quiet=10,
        ),
        Kind(
            "gs1_qr",
            _("GS1 Digital Link"),
            _("A QR code with the GS1 key in its address."),
            "link",
            "QRCode",
            quiet=4,
        ),
        Kind(
            "gs1_datamatrix",
            _("GS1 Data Matrix"),
            _("Holds the GS1 key that your trading partners read."),
            "elements",
            "DataMatrix",
            quiet=2,
        ),
        Kind(
            "gs1_128",
            _("GS1-128"),
            _("Holds the GS1 key, for laser scanners."),
            "elements",
            "Code128",
            is_linear=True,
            quiet=10,
        ),
        Kind("none", _("None"), _("Words alone: nothing to scan."), ""),
    )
}


@dataclass(frozen=True)
class Symbol:
    """A code that is made: its rows of modules, dark ones True; one row where it is linear.

    Its quiet zone is not among them.
    """

    kind: Kind
    rows: tuple[bytes, ...]

    @property
    def columns(self) -> int:
        """Return how many modules it is wide."""
        return len(self.rows[0])

    def path(self) -> str:
        """Return its dark modules as the path of an SVG, in modules."""
        return "".join(
            f"M{run.start()} {y}h{len(run[0])}v1h-{len(run[0])}z"
            for y, row in enumerate(self.rows)
            for run in _RUN.finditer(row)
        )

    def svg(self) -> str:
        """Return it as SVG, which may be stretched to any size."""
        width, height = self.columns, len(self.rows)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" preserveAspectRatio="none">'
            f'<path shape-rendering="crispEdges" d="{self.path()}"/></svg>'
        )


class Unmakeable(ValueError):
    """The content has letters that such a code cannot hold, or too many of them."""


def make(kind: Kind, content: str) -> Symbol:
    """Make a code. GS1 element strings are given with brackets, as (8004)06141415678.

    Raises: Unmakeable.
    """
    import zxingcpp

    options: dict[str, Any] = {"ec_level": "M"} if kind.format == "QRCode" else {}
    if kind.holds == "elements":
        options["gs1"] = True
    if kind.is_linear and not content.isascii():
        raise Unmakeable(content)
    try:
        made = zxingcpp.create_barcode(
            content, getattr(zxingcpp.BarcodeFormat, kind.format), **options
        )
    except ValueError as error:
        raise Unmakeable(str(error)) from None
    picture: Any = made.to_image(scale=1, add_quiet_zones=False)
    height, width = picture.shape
    flat = bytes(memoryview(picture)).translate(_DARK)
    rows = [flat[y * width : (y + 1) * width] for y in range(1 if kind.is_linear else height)]
    return Symbol(kind, tuple(rows))


_DARK = bytes(1 if value < 128 else 0 for value in range(256))
_RUN = re.compile(rb"\x01+")
