"""What the gallery's components are given to show."""

from datetime import date, timedelta
from typing import Any

from wherehold.kernel import clock
from wherehold.ui import charts
from wherehold.ui.charts import Bar, Lane, Mark, Point, Series, Share, Span

ROWS = (
    ("AST-004821", "ThinkPad T14 Gen 5", "Laptop", "checked_out", "Checked out", "Lena Hoffmann"),
    ("AST-004822", "ThinkPad T14 Gen 5", "Laptop", "in_stock", "In stock", ""),
    ("PX-2", "Epson EB-L730U", "Projector", "overdue", "Overdue 19 d", "Aino Korhonen"),
    ("L-14", "Hymer ladder 4 m", "Safety", "blocked", "Blocked", ""),
    ("AST-020117", "Logitech Rally Bar", "Room kit", "in_service", "In use", ""),
    ("AST-000017", "Steelcase Gesture", "Furniture", "retired", "Retired", "Jonas Weber"),
)
NAMES = ("tag", "name", "kind", "code", "status", "holder")


def samples() -> dict[str, Any]:
    """Return the things that the gallery shows components with."""
    today = clock.today()
    return {
        "rows": [dict(zip(NAMES, row, strict=True)) for row in ROWS],
        "recently": clock.now() - timedelta(hours=2),
        "options": [("good", "Good"), ("worn", "Worn"), ("broken", "Broken")],
        "path": [("Assets", "#"), ("Laptops", "#")],
        "stages": ["File", "Columns", "Trial run", "Import"],
        "legend": [(0, "In stock"), (2, "Earlier holder"), (1, "Current holder"), (4, "In repair")],
        "trend": charts.sparkline([3, 4, 4.2, 5, 5.4, 6, 6.1, 7, 7.4, 8]),
        "fall": charts.sparkline([8, 7.2, 6.9, 7.1, 6, 5.2, 4.1, 4.6, 3.4, 3], colour=5),
        "life": _life(today),
        "lanes": _lanes(today),
        "value": _value(today),
        "plan": _plan(),
        "cost": charts.share_bar(
            [
                Share("Purchase", 1480, 1),
                Share("Software", 318, 2),
                Share("Repair", 186, 4),
                Share("Support", 140, 3),
            ],
            title="Cost so far",
            size="tall",
        ),
        "zone": charts.share_bar(
            [Share("Found", 318, 3), Share("Missing", 7, 5)], title="Racking B", total=360
        ),
    }


def _life(today: date) -> str:
    def day(ago: int) -> date:
        return today - timedelta(ago)

    return charts.life_line(
        [
            Span("In stock", day(985), day(950), 0),
            Span("Jonas Weber", day(950), day(468), 2),
            Span("Repair", day(468), day(433), 4),
            Span("In stock", day(433), day(418), 0),
            Span("Lena Hoffmann", day(418), None, 1),
        ],
        [
            Mark("Bought", day(985)),
            Mark("Audit", day(733), "ok"),
            Mark("Repair € 186", day(460), "warn"),
            Mark("Audit", day(365), "ok"),
            Mark("Warranty ends", day(-110), "hollow"),
            Mark("Refresh planned", day(-475), "hollow"),
        ],
        begins=day(985),
        today=today,
        ends=day(-475),
        title="Life of the asset",
    )


def _lanes(today: date) -> str:
    def day(ago: int) -> date:
        return today - timedelta(ago)

    return charts.lanes(
        [
            Lane(
                "Laptop",
                [
                    Span("MacBook Pro 14 M1", day(2060), day(1020), 2),
                    Span("", day(1015), day(955), 4, "in repair"),
                    Span("ThinkPad T14 Gen 5", day(950), day(470), 2),
                    Span("MacBook Pro 14 M4", day(460), day(2), 3),
                ],
            ),
            Lane(
                "Phone", [Span("iPhone 12", day(2040), day(1180), 2), Span("iPhone 16e", day(1170))]
            ),
            Lane("Screen, dock", [Span("Dell U2720Q", day(2040))]),
            Lane("Loans", [Span("FX3 kit", day(86), day(26), 1), Span("", day(26), None, "bad")]),
        ],
        begins=day(2060),
        today=today,
        title="What Jonas Weber held",
        as_at=Mark("On that day: 6 things", day(480)),
        later=Mark("leaves", day(-66)),
    )


def _value(today: date) -> str:
    months = [Point(today + timedelta(30 * n), 1480 - 28.75 * (n + 32)) for n in range(-32, 17)]
    return charts.area(months, title="Book value", today=today, label="Today € 560")


def _plan() -> str:
    figures = ((210, 38, 350), (340, 60, 350), (190, 90, 350), (420, 50, 350), (260, 70, 400))
    return charts.bars(
        [Bar(f"Q{n % 4 + 1}", (a, b), limit) for n, (a, b, limit) in enumerate(figures)],
        [Series("Replace", 1), Series("Extend warranty", 2)],
        title="Refresh spend by quarter in thousand euro",
    )
