"""Charts say the same as a picture, as a title and as a table; and never leave their frame."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest

from wherehold.ui import charts
from wherehold.ui.charts import Bar, Lane, Mark, Point, Series, Share, Span
from wherehold.ui.charts.svg import nice_steps, ticks

TODAY = date(2026, 3, 2)
SPANS = [
    Span("In stock", date(2024, 3, 1), date(2024, 4, 1), 0),
    Span("Jonas Weber", date(2024, 4, 1), date(2025, 10, 1), 2),
    Span("Lena <b>Hoffmann</b>", date(2025, 10, 1)),
]


def parsed(chart):
    return ElementTree.fromstring(f"<div>{chart}</div>")


def texts(chart):
    return [node.text for node in parsed(chart).iter("text")]


def life(spans=SPANS, marks=(), **dates):
    dates = {"begins": date(2024, 3, 1), "today": TODAY} | dates
    return charts.life_line(spans, list(marks), title="Life of AST-1", **dates)


def edges(chart):
    """Return the left and right ends of all rectangles of the picture."""
    return [
        (float(r.get("x")), float(r.get("x")) + float(r.get("width")))
        for r in parsed(chart).find(".//svg").iter("rect")
    ]


@pytest.mark.parametrize(
    "chart",
    [
        life(),
        charts.lanes([Lane("Laptop", SPANS)], begins=date(2024, 3, 1), today=TODAY, title="Held"),
        charts.bars([Bar("Q1", (3.0,))], [Series("New")], title="Bought"),
        charts.area([Point(TODAY, 5)], title="Value", today=TODAY),
    ],
    ids=["life", "lanes", "bars", "area"],
)
def test_charts_have_a_title_a_table_and_no_style_or_script(chart):
    tree = parsed(chart)
    svg = tree.find(".//svg")

    assert svg.get("role") == "img"
    assert tree.find(f".//*[@id='{svg.get('aria-labelledby')}']").text
    assert tree.findall(".//table//tbody/tr/td")
    assert not re.search(r"\bstyle=|<script|\bon\w+=", chart)


def test_a_life_line_draws_each_span_in_its_colour_up_to_today():
    chart = life()

    colours = [r.get("class") for r in parsed(chart).iter("rect")]
    assert colours == ["f-0", "f-2", "f-1"]
    assert all(right <= 1156 for _left, right in edges(chart))
    assert texts(chart)[:2] == ["Jonas Weber", "Lena <b>Hoffmann</b>"]


def test_a_life_line_shows_what_is_planned_as_a_frame():
    chart = life(marks=[Mark("Warranty ends", date(2027, 3, 1), "hollow")])

    assert [r.get("class") for r in parsed(chart).iter("rect")][-1] == "future"
    assert "Warranty ends" in texts(chart)


def test_marks_on_the_same_days_do_not_write_over_one_another():
    marks = [Mark(f"Happening {n}", date(2025, 5, n + 1), "ok") for n in range(6)]

    chart = life(marks=marks)

    places = [
        (t.get("x"), t.get("y")) for t in parsed(chart).iter("text") if "Happen" in (t.text or "")
    ]
    assert len({y for _x, y in places}) == len(places) == 3
    assert len([c for c in parsed(chart).iter("circle")]) == 7
    assert all(f"Happening {n}" in chart for n in range(6)), "each stands in the table"


def test_a_thing_bought_today_has_a_life_line():
    chart = life(spans=[Span("In stock", TODAY)], begins=TODAY)

    assert edges(chart)


def test_lanes_name_short_spans_beside_themselves_where_there_is_room():
    lane = Lane(
        "Loans",
        [
            Span("Sony A7", date(2024, 6, 1), date(2024, 6, 10), 2),
            Span("Beamer", date(2025, 6, 1), date(2025, 6, 10), 2),
        ],
    )

    chart = charts.lanes([lane], begins=date(2024, 3, 1), today=TODAY, title="Held")

    assert {"Loans", "Sony A7", "Beamer", "Today"} <= set(texts(chart))


def test_lanes_mark_a_day_and_one_to_come():
    chart = charts.lanes(
        [Lane("Laptop", SPANS)],
        begins=date(2024, 3, 1),
        today=TODAY,
        title="Held",
        as_at=Mark("On 1 Aug 2025: 6 things", date(2025, 8, 1)),
        later=Mark("leaves 30 Nov", date(2026, 11, 30)),
    )

    assert {"On 1 Aug 2025: 6 things", "leaves 30 Nov"} <= set(texts(chart))
    lines = {line.get("class") for line in parsed(chart).iter("line")}
    assert {"now", "asat", "later"} <= lines


def test_bars_stack_and_mark_what_goes_beyond_its_limit():
    chart = charts.bars(
        [Bar("Q1", (30.0, 10.0), 50.0), Bar("Q2", (60.0, 10.0), 50.0)],
        [Series("Replace", 1), Series("Extend", 2)],
        title="Plan",
    )
    tree = parsed(chart)

    heights = [float(r.get("height")) for r in tree.iter("rect")]
    assert heights[2] == pytest.approx(heights[0] * 2, rel=0.05)
    assert len(list(tree.iter("circle"))) == 1
    assert [c.text for c in tree.findall(".//tbody/tr[2]/td")] == ["Q2", "60", "10"]


def test_a_goal_is_a_line_and_going_beyond_it_is_no_fault():
    tree = parsed(charts.bars([Bar("May", (60.0,), goal=50.0)], [Series("Counted")], title="Year"))

    assert len(list(tree.iter("path"))) == 1 and not list(tree.iter("circle"))


def test_bars_of_nothing_are_an_empty_frame():
    assert parsed(charts.bars([], [], title="Plan")).find(".//svg") is not None
    assert parsed(charts.bars([Bar("Q1", (0.0,))], [Series("New")], title="P")) is not None


def test_an_area_holds_its_value_until_it_changes_and_dashes_the_future():
    points = [
        Point(date(2024, 3, 1), 1500),
        Point(date(2025, 3, 1), 900),
        Point(date(2027, 3, 1), 0),
    ]

    chart = charts.area(points, title="Value", today=TODAY, label="Today € 900")

    line = next(p.get("d") for p in parsed(chart).iter("path") if "line" in p.get("class"))
    assert "H" in line and "L" not in line
    assert any("dash" in p.get("class") for p in parsed(chart).iter("path"))
    assert "Today € 900" in texts(chart)


def test_an_area_of_nothing_is_nothing():
    assert charts.area([], title="Value") == ""


def test_a_sparkline_runs_from_low_to_high_within_its_frame():
    chart = charts.sparkline([1, 5, 3])

    ys = [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", chart.split("</path>")[1])]
    assert ys[1] < ys[2] < ys[0]
    assert all(0 <= y <= 26 for y in ys)
    assert charts.sparkline([4, 4, 4])
    assert charts.sparkline([4]) == ""


def test_a_share_bar_adds_up_and_says_its_parts():
    chart = charts.share_bar([Share("Found", 75, 3), Share("Missing", 0, 5)], title="B", total=100)

    (rect,) = parsed(chart).iter("rect")
    assert rect.get("width") == "75.00%"
    assert 'aria-label="B: Found 75, Missing 0"' in chart
    assert charts.share_bar([], title="Nothing yet")


@pytest.mark.parametrize(
    ("top", "steps"),
    [(640, [0, 200, 400, 600, 800]), (1480, [0, 500, 1000, 1500]), (0, [0, 1]), (3, [0, 1, 2, 3])],
)
def test_steps_are_round_and_reach_the_top(top, steps):
    assert nice_steps(top, 3 if top == 1480 else 4) == steps


@pytest.mark.parametrize(
    ("begins", "ends", "names"),
    [
        (date(2024, 3, 1), date(2027, 2, 1), ["2025", "2026", "2027"]),
        (date(2025, 11, 10), date(2026, 3, 1), ["Dec", "Jan 2026", "Feb", "Mar"]),
        (date(2026, 3, 1), date(2026, 3, 4), ["2 Mar", "3 Mar"]),
    ],
)
def test_time_is_named_in_years_months_or_days(begins, ends, names):
    assert [name for _day, name in ticks(begins, ends)] == names
