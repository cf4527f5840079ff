"""Label stocks: sheets and rolls, ours from `stocks.toml`, and those that an organisation adds."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

INSET_MM = 2.0
FILE = Path(__file__).with_name("stocks.toml")
Pair = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Stock:
    """One kind of label sheet, or of roll: then a page is one label. All lengths in millimetres."""

    code: str
    name: str
    page_mm: Pair
    label_mm: Pair
    columns: int = 1
    rows: int = 1
    left_mm: float = 0.0
    top_mm: float = 0.0
    pitch_mm: Pair = (0.0, 0.0)
    inset_mm: float = INSET_MM
    printer: str = "laser"
    rfid: bool = False

    @property
    def labels(self) -> int:
        """Say how many labels a page has."""
        return self.columns * self.rows

    @property
    def is_roll(self) -> bool:
        """Say whether labels come one by one."""
        return self.page_mm == self.label_mm

    @property
    def size(self) -> str:
        """Say how large a label is."""
        return f"{self.label_mm[0]:g} × {self.label_mm[1]:g} mm"

    def corner(self, index: int) -> Pair:
        """Return where a label begins on its page: x and y in millimetres, counted from 0."""
        row, column = divmod(index % self.labels, self.columns)
        return (
            round(self.left_mm + column * self.pitch_mm[0], 3),
            round(self.top_mm + row * self.pitch_mm[1], 3),
        )


def of_table(code: str, table: Mapping[str, Any]) -> Stock:
    """Return the stock that a table of the file, or of an organisation's own, describes."""
    label = _pair(table["label"])
    grid = table.get("grid", (1, 1))
    first = _pair(table.get("first", (0, 0)))
    return Stock(
        code=code,
        name=table["name"],
        page_mm=_pair(table.get("page", label)),
        label_mm=label,
        columns=int(grid[0]),
        rows=int(grid[1]),
        left_mm=first[0],
        top_mm=first[1],
        pitch_mm=_pair(table.get("pitch", label)),
        inset_mm=float(table.get("inset", INSET_MM)),
        printer=table.get("printer", "laser"),
        rfid=bool(table.get("rfid", False)),
    )


def _pair(values: Any) -> Pair:  # noqa: ANN401 - two numbers of a file
    return (float(values[0]), float(values[1]))


STOCKS: dict[str, Stock] = {
    code: of_table(code, table) for code, table in tomllib.loads(FILE.read_text()).items()
}
DEFAULT = "L7160"
