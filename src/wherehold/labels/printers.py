"""Printer profiles: how fine a printer's dots are, and how far off it prints."""

from dataclasses import dataclass, replace
from math import ceil, floor

MM_PER_INCH = 25.4
# A length that is whole dots but for the last bit of a float is whole dots.
TINY = 1e-6


@dataclass(frozen=True, kw_only=True)
class Profile:
    """One printer as labels are made for it.

    Units: `right_mm` and `down_mm` move everything, `scale` is 1 for true size; a printer that
    prints 0.4 mm too far left has right_mm 0.4.
    """

    code: str
    name: str
    dpi: int
    is_thermal: bool = False
    right_mm: float = 0.0
    down_mm: float = 0.0
    scale: float = 1.0

    def dots(self, mm: float) -> int:
        """Return how many whole dots a length has room for."""
        return floor(mm * self.dpi / MM_PER_INCH + TINY)

    def dots_for(self, mm: float) -> int:
        """Return how many dots a length needs at least."""
        return ceil(mm * self.dpi / MM_PER_INCH - TINY)

    def mm(self, dots: int) -> float:
        """Return how long so many dots are."""
        return dots * MM_PER_INCH / self.dpi

    def snapped(self, mm: float) -> float:
        """Return the nearest length that is made of whole dots."""
        return self.mm(round(mm * self.dpi / MM_PER_INCH))

    def calibrated(self, right_mm: float, down_mm: float, scale: float) -> "Profile":
        """Return the same printer with what was measured on its calibration page."""
        return replace(self, right_mm=right_mm, down_mm=down_mm, scale=scale)


PROFILES: dict[str, Profile] = {
    one.code: one
    for one in (
        Profile(code="laser", name="Laser or ink, 600 dpi", dpi=600),
        Profile(code="laser-300", name="Laser or ink, 300 dpi", dpi=300),
        Profile(code="dymo", name="Dymo LabelWriter, 300 dpi", dpi=300, is_thermal=True),
        Profile(code="brother", name="Brother QL, 300 dpi", dpi=300, is_thermal=True),
        Profile(code="thermal-203", name="Thermal, 203 dpi", dpi=203, is_thermal=True),
        Profile(code="thermal-300", name="Thermal, 300 dpi", dpi=300, is_thermal=True),
        Profile(code="thermal-600", name="Thermal, 600 dpi", dpi=600, is_thermal=True),
    )
}
