"""What a label looks like: stock, code, words, printer. A value; `layout` makes room for it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from wherehold.labels.refusals import BadDesign
from wherehold.labels.stocks import DEFAULT
from wherehold.labels.symbols import KINDS

FIELDS: dict[str, Any] = {
    "tag": _("Tag"),
    "name": _("Name"),
    "serial": _("Serial number"),
    "model": _("Model"),
    "category": _("Category"),
    "place": _("Place"),
    "owner": _("Owner"),
}
KEYS: dict[str, Any] = {"giai": _("GIAI, one thing"), "grai": _("GRAI, a returnable of a kind")}
CODE_MM_MAX = 100.0


@dataclass(frozen=True, kw_only=True)
class Design:
    """How labels are made.

    Units: `code_mm` is the width of the code without its white edge, at most; none takes what
        there is room for. `start_at` is the first label of the sheet to use, counted from 1.
    """

    stock: str = DEFAULT
    code: str = "qr"
    key: str = "giai"
    fields: tuple[str, ...] = ("tag", "name", "owner")
    code_mm: float | None = None
    printer: str = ""
    start_at: int = 1

    def packed(self) -> dict[str, Any]:
        """Return it as JSON keeps it, without fractions: the ledger takes none."""
        width = None if self.code_mm is None else f"{self.code_mm:g}"
        return {**asdict(self), "fields": list(self.fields), "code_mm": width}


def unpacked(kept: Mapping[str, Any]) -> Design:
    """Return a design as it was packed."""
    width = kept["code_mm"]
    fields = tuple(kept["fields"])
    return Design(**{**kept, "fields": fields, "code_mm": float(width) if width else None})


def checked(design: Design) -> Design:
    """Return a design whose words are known to us, or refuse it.

    Raises: BadDesign.
    """
    wrong = [
        ("code", design.code, design.code in KINDS),
        ("key", design.key, design.key in KEYS),
        *(("fields", field, field in FIELDS) for field in design.fields),
        ("fields", _("twice the same"), len(set(design.fields)) == len(design.fields)),
        ("fields", _("nothing to print"), bool(design.fields) or design.code != "none"),
        ("code_mm", design.code_mm, design.code_mm is None or 0 < design.code_mm <= CODE_MM_MAX),
    ]
    if offenders := [{"field": field, "reason": str(why)} for field, why, ok in wrong if not ok]:
        raise BadDesign(*offenders)
    return design
