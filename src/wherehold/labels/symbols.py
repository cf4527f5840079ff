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
    """A code that is made, without its quiet zone: how many modules it is wide and high.

    One that is linear is one module high. `path` draws the dark ones, as that of an SVG.
    """

    kind: Kind
    columns: int
    height: int
    path: str
    made: Any

    def rows(self) -> list[bytes]:
        """Return its rows from above; dark modules are 1."""
        picture = self.made.to_image(scale=1, add_quiet_zones=False)
        flat = bytes(memoryview(picture)).translate(_DARK)
        return [flat[at * self.columns : (at + 1) * self.columns] for at in range(self.height)]

    def svg(self) -> str:
        """Return it as SVG, which may be stretched to any size."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.columns} {self.height}" '
            f'width="{self.columns}" height="{self.height}" preserveAspectRatio="none">'
            f'<path shape-rendering="crispEdges" d="{self.path}"/></svg>'
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
    drawn = str(made.to_svg(scale=1, add_quiet_zones=False))
    columns, height = (int(n) for n in _SIZE.search(drawn).groups())  # type: ignore[union-attr]
    if kind.is_linear:
        height = 1
    return Symbol(kind, columns, height, _path(drawn, height), made)


def _path(drawn: str, height: int) -> str:
    """Return the path that the library draws; bars are cut down to one module."""
    path = drawn.split('<path d="', 1)[1].split('"', 1)[0]
    return _BAR.sub(r"M\1 0h\2v1h-\2Z", path) if height == 1 else path


_DARK = bytes(1 if value < 128 else 0 for value in range(256))
_SIZE = re.compile(r'width="(\d+)" height="(\d+)"')
_BAR = re.compile(r"M(\d+) 0h(\d+)v\d+h-\d+Z")
