"""Room on a label: what has none is refused with what to change."""

import pytest

from wherehold.labels.content import Label
from wherehold.labels.design import Design
from wherehold.labels.printers import PROFILES
from wherehold.labels.refusals import DoesNotFit, NoCode, WouldNotScan
from wherehold.labels.sheet import Press, draw, pages
from wherehold.labels.stocks import STOCKS, of_table
from wherehold.labels.typography import fitted, width_em

ADDRESS = "https://assets.example.org/t/7Q2M5T8V0W3X6Y9Z"
WORDS = (("AST-000123", True), ("ThinkPad T14 Gen 5", False))


def press(stock="L7160", code="qr", printer="laser", **design):
    return Press(STOCKS[stock], PROFILES[printer], Design(stock=stock, code=code, **design))


def test_bars_too_long_for_the_label_are_refused_with_a_smaller_code():
    with pytest.raises(WouldNotScan, match=r"needs 48\.4 .* Avery L7651 .* Data Matrix"):
        press("L7651", "code128").plan(Label("AST-000123", WORDS))


def test_a_code_made_too_small_by_hand_is_refused_with_the_size_that_scans():
    with pytest.raises(WouldNotScan, match=r"too fine.*0\.33.*9\.9 mm wide or more"):
        press(code_mm=8.0).plan(Label(ADDRESS, WORDS))

    _symbol, plan = press(code_mm=9.9).plan(Label(ADDRESS, WORDS))
    assert plan.module == 8


def test_an_address_too_long_for_the_label_is_refused():
    long = f"https://{'assets.' * 30}example.org/t/7Q2M5T8V0W3X6Y9Z"

    with pytest.raises(WouldNotScan):
        press("L7651").plan(Label(long, WORDS))


def test_more_than_any_code_holds_is_refused():
    with pytest.raises(NoCode, match="cannot hold"):
        press().plan(Label("x" * 8_000, WORDS))


def test_letters_that_bars_do_not_have_are_refused():
    with pytest.raises(NoCode, match="Größe-1"):
        press(code="code128").plan(Label("Größe-1", WORDS))


def test_a_tag_that_cannot_be_read_is_refused():
    with pytest.raises(DoesNotFit, match="larger stock"):
        press("L7651").plan(Label(ADDRESS, (("X" * 60, True),)))


def test_a_long_name_ends_in_an_ellipsis_and_within_the_label():
    name = "Universal measuring instrument for pressure, flow and temperature"
    stock = STOCKS["L7651"]
    _symbol, plan = press("L7651").plan(Label(ADDRESS, (*WORDS[:1], (name, False))))

    assert plan.lines[2].text.endswith("…")
    for line in plan.lines:
        wide = width_em(line.text, line.bold) * line.points * 25.4 / 72
        assert line.x_mm + wide <= stock.label_mm[0] - stock.inset_mm + 0.01


def test_narrow_labels_have_their_words_below_the_code():
    narrow = of_table("own", {"name": "Own", "label": [25, 40], "printer": "thermal-203"})
    chosen = Press(narrow, PROFILES["thermal-203"], Design())
    _symbol, plan = chosen.plan(Label(ADDRESS, (("A-1", True),)))

    assert plan.lines[0].y_mm > chosen.profile.mm(plan.y + plan.height)


def test_a_begun_sheet_is_used_from_its_first_free_label():
    three = [Label(ADDRESS, WORDS)] * 3
    first, second = pages(press(start_at=20), three)

    assert [len(first), len(second)] == [2, 1]
    assert [one["lines"][0]["y"] > 240 for one in first] == [True, True]
    assert second[0]["lines"][0]["y"] < 40


def test_a_calibrated_printer_moves_everything_by_whole_dots():
    from dataclasses import replace

    plain = press()
    off = plain.profile.calibrated(right_mm=0.4, down_mm=-0.6, scale=1.0)
    moved = replace(plain, profile=off)
    [[before]], [[after]] = (list(pages(one, [Label(ADDRESS, WORDS)])) for one in (plain, moved))

    assert after["code"]["x"] - before["code"]["x"] == pytest.approx(0.4, abs=0.05)
    assert after["code"]["y"] - before["code"]["y"] == pytest.approx(-0.6, abs=0.05)
    dots = after["code"]["x"] / off.mm(1)
    assert dots == pytest.approx(round(dots), abs=1e-6)


def test_names_that_look_like_markup_stay_text():
    hostile = Label(ADDRESS, (("#tag", True), ('#read("/etc/passwd") $x$ <b> \\ "', False)))

    [made] = draw(press(), [hostile])
    assert made.startswith(b"%PDF")


def test_a_name_takes_two_lines_where_there_is_height_for_them():
    name = "ThinkPad T14 and dock"
    _symbol, plan = press("L7651").plan(Label(ADDRESS, (*WORDS[:1], (name, False))))

    assert " ".join(line.text for line in plan.lines[1:]) == name and len(plan.lines) == 3


def test_words_are_cut_only_where_they_must_be():
    assert fitted("Drill", 10) == "Drill"
    assert fitted("A very long name indeed", 5.5) == "A very…"
