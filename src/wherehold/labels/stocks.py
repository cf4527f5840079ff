"""Label stocks, as data. To add one: an entry here; the decode test then covers it.

Source: the makers' own templates (Avery Zweckform L7160: A4, 3 by 7 labels of 63.5 x 38.1 mm,
2.5 mm between columns, none between rows).
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Stock:
    """One kind of label sheet. All lengths in millimetres."""

    code: str
    name: str
    page_mm: tuple[float, float]
    label_mm: tuple[float, float]
    columns: int
    rows: int
    left_mm: float
    top_mm: float
    pitch_mm: tuple[float, float]

    @property
    def labels(self) -> int:
        """Say how many labels a sheet has."""
        return self.columns * self.rows

    def corner(self, index: int) -> tuple[float, float]:
        """Return where a label begins on its page: x and y in millimetres, counted from 0."""
        row, column = divmod(index % self.labels, self.columns)
        return (
            round(self.left_mm + column * self.pitch_mm[0], 3),
            round(self.top_mm + row * self.pitch_mm[1], 3),
        )


STOCKS: dict[str, Stock] = {
    stock.code: stock
    for stock in (
        Stock(
            code="L7160",
            name="Avery L7160",
            page_mm=(210.0, 297.0),
            label_mm=(63.5, 38.1),
            columns=3,
            rows=7,
            left_mm=7.25,
            top_mm=15.15,
            pitch_mm=(66.0, 38.1),
        ),
    )
}
DEFAULT = "L7160"
