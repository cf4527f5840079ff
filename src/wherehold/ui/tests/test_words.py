from datetime import timedelta

import pytest

from wherehold.conftest import NOON
from wherehold.kernel.errors import Conflict
from wherehold.ui.refusals import shown
from wherehold.ui.templatetags import ui


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Lena Hoffmann", "LH"),
        ("Tomás", "T"),
        ("Anna-Lena von der Heide", "AH"),
        ("(external) Åsa Öberg", "ÅÖ"),
        ("", ""),
    ],
)
def test_initials(name, letters):
    assert ui.initials(name) == letters


@pytest.mark.parametrize(
    ("past", "said"),
    [
        (timedelta(seconds=20), "now"),
        (timedelta(minutes=12), "12 min"),
        (timedelta(hours=2, minutes=59), "2 h"),
        (timedelta(days=9), "9 d"),
        (timedelta(days=95), "3 months"),
        (timedelta(days=1200), "3 y"),
        (timedelta(seconds=-30), "now"),
    ],
)
def test_ago_is_one_figure(past, said):
    assert ui.ago(NOON - past) == said


def test_money_comes_from_minor_units_by_currency():
    assert ui.money(148000, "EUR").replace("\xa0", " ") == "€ 1,480.00"
    assert ui.money(1500, "JPY").replace("\xa0", " ") == "¥ 1,500"
    assert ui.money(None, "EUR") == "–"


class InUse(Conflict):
    code = "in_use_for_a_test"
    title = "In use"
    message = "{tag} is with {holder}."


def test_a_refusal_of_one_is_a_sentence_and_one_of_many_a_list():
    one = shown(InUse({"tag": "A-1", "holder": "Lena"}))
    many = shown(InUse(*({"tag": f"A-{n}", "holder": "Lena"} for n in range(25))))

    assert (one.title, one.text, one.lines) == ("In use", "A-1 is with Lena.", [])
    assert many.text == "25 things stand in the way. Nothing was done."
    assert len(many.lines) == 21
    assert many.lines[0] == "A-0 is with Lena."
    assert many.lines[-1] == "And 5 more."


def test_tags_for_many_rows_escape_and_say_nothing_for_nothing():
    assert ui.status("overdue", "<b>") == '<span class="tag bad">&lt;b&gt;</span>'
    assert 'href="/x?a=1&amp;b=2"' in ui.who("Lena <i>", "/x?a=1&b=2")
    assert "&lt;i&gt;" in ui.who("Lena <i>")
    assert "–" in ui.status("", "") and "–" in ui.who("") and "–" in ui.when(None)


def test_when_tells_the_instant_in_its_title():
    drawn = ui.when(NOON - timedelta(hours=2))

    assert 'datetime="2026-03-02T10:00:00+00:00" title="2026-03-02 10:00">2 h<' in drawn
