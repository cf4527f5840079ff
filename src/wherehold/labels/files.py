"""Labels as a file: a PDF, ZPL, or one picture a page, several of them as ZIP."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from wherehold.labels import sheet, zpl
from wherehold.labels.content import Label
from wherehold.labels.sheet import Press

TYPES = {
    "pdf": "application/pdf",
    "zpl": "application/zpl",
    "png": "image/png",
    "svg": "image/svg+xml",
    "zip": "application/zip",
}
FORMATS = ("pdf", "zpl", "png", "svg")
# Every archive is the same whenever it is made.
_STAMP = (2020, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Made:
    """A file: what is in it, and what kind it is of."""

    content: bytes
    suffix: str

    @property
    def content_type(self) -> str:
        """Return how a browser is told what it is."""
        return TYPES[self.suffix]

    @property
    def name(self) -> str:
        """Return what it is called."""
        return f"labels.{self.suffix}"


def make(press: Press, labels: Sequence[Label], form: str) -> Made:
    """Draw labels as a file of a format.

    Raises: NoCode, WouldNotScan, DoesNotFit.
    """
    if form == "zpl":
        return Made("".join(zpl.write(press, labels)).encode(), "zpl")
    if form == "pdf":
        return Made(sheet.draw(press, labels, "pdf")[0], "pdf")
    drawn = sheet.draw(press, labels, "svg" if form == "svg" else "png")
    if len(drawn) == 1:
        return Made(drawn[0], form)
    return Made(_zipped({f"labels-{n:04}.{form}": one for n, one in enumerate(drawn, 1)}), "zip")


def _zipped(parts: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _STAMP), content)
    return whole.getvalue()
