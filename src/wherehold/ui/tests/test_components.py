"""Components: what they render for what they are given."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template import engines
from django.utils import translation

from wherehold.conftest import NOON


def draw(source, **context):
    """Render a piece of template, cotton tags and all."""
    from django_cotton.compiler_regex import CottonCompiler

    compiled = CottonCompiler().process(source)
    return engines["django"].from_string(compiled).render(context).strip()


class Tags(HTMLParser):
    """Collects the elements of a piece of markup, and whether all were closed."""

    VOID = frozenset({"input", "img", "br", "hr", "link", "meta"})

    def __init__(self, markup):
        super().__init__()
        self.found, self.open = [], []
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def elements(markup, tag):
    parsed = Tags(markup)
    assert parsed.open == [], "everything is closed"
    return [attributes for name, attributes in parsed.found if name == tag]


def test_a_button_is_a_button_unless_it_leads_somewhere():
    (button,) = elements(
        draw('<c-button variant="p" icon="plus" name="go">Add</c-button>'), "button"
    )
    (link,) = elements(draw('<c-button href="/x?a=1&b=2">Open</c-button>'), "a")

    assert (button["type"], button["class"], button["name"]) == ("button", "btn p", "go")
    assert link["href"] == "/x?a=1&b=2"


def test_a_button_of_an_icon_alone_has_a_name():
    (button,) = elements(draw('<c-button label="Edit" icon="pencil" />'), "button")

    assert (button["aria-label"], button["class"]) == ("Edit", "btn sq")


def test_what_a_page_calls_its_values_does_not_leak_into_components():
    markup = draw('<c-progress label="Rows" />', value=70, label="Other", max=3)

    assert elements(markup, "progress") == [
        {"class": "", "max": "100", "aria-label": "Rows"},
    ]


def test_values_are_escaped():
    markup = draw('<c-field label="Name" name="name" :value="given" />', given='"><script>')

    assert "<script>" not in markup
    assert elements(markup, "input")[0]["value"] == '"><script>'


def test_a_field_ties_label_help_and_error_to_its_control():
    markup = draw('<c-field label="Tag" name="tag" value="A-1" error="In use." required />')

    (control,) = elements(markup, "input")
    assert elements(markup, "label") == [{"for": "f-tag"}]
    assert control["id"] == "f-tag" and "required" in control
    assert control["aria-invalid"] == "true"
    assert f'id="{control["aria-describedby"]}"' in markup and "In use." in markup


@pytest.mark.parametrize(
    ("type_", "tag"),
    [("text", "input"), ("date", "input"), ("textarea", "textarea"), ("select", "select")],
)
def test_every_kind_of_field_sends_its_name_and_value(type_, tag):
    markup = draw(
        f'<c-field label="X" name="x" type="{type_}" value="b" :options="options" />',
        options=[("a", "A"), ("b", "B")],
    )

    (control,) = elements(markup, tag)
    assert control["name"] == "x"
    assert ("selected" in markup) == (type_ == "select")
    assert type_ == "select" or control.get("value", markup) and "b" in markup


def test_a_choice_by_number_is_found_among_texts():
    markup = draw(
        '<c-field label="X" name="x" type="radio" :value="chosen" :options="options" />',
        options=[(1, "One"), (2, "Two")],
        chosen="2",
    )

    assert ["checked" in radio for radio in elements(markup, "input")] == [False, True]


@pytest.mark.parametrize("kind", ["switch", "checkbox"])
def test_a_yes_or_no_is_checked_by_its_value(kind):
    def drawn(value):
        source = f'<c-field label="Mail" name="mail" type="{kind}" :value="v" />'
        return elements(draw(source, v=value), "input")[0]

    assert "checked" in drawn(True) and "checked" not in drawn(False)


def test_a_number_shows_its_unit():
    assert ">kg<" in draw('<c-field label="Weight" name="w" type="number" unit="kg" />')


def test_a_combobox_is_a_plain_field_until_the_script_comes():
    markup = draw(
        '<c-field label="Holder" name="holder" type="combobox" url="/p" value="7" text="Lena" />'
    )

    hidden, shown = elements(markup, "input")
    assert (hidden["name"], hidden["value"]) == ("holder", "7")
    assert (shown["id"], shown["name"], shown["value"]) == ("f-holder", "holder_text", "Lena")


@pytest.mark.parametrize(
    ("code", "tone"), [("in_stock", "ok"), ("overdue", "bad"), ("unheard_of", "")]
)
def test_a_status_has_the_tone_of_its_code(code, tone):
    markup = draw(f'<c-status code="{code}">Word</c-status>')

    assert elements(markup, "span")[0]["class"].split() == ["tag", *tone.split()]


def test_nothing_is_said_for_nothing():
    assert draw("<c-tag />") == ""
    assert draw('<c-status code="overdue" />') == ""
    assert "–" in draw('<c-who name="" />')
    assert "–" in draw('<c-time :at="never" />', never=None)


def test_a_time_is_exact_in_its_title_and_short_in_the_text():
    markup = draw('<c-time :at="at" short />', at=NOON)

    assert 'datetime="2026-03-02T12:00:00+00:00"' in markup
    assert ">now<" in markup


def test_the_pager_leads_only_where_there_is_something():
    first = draw('<c-pager text="1–50" older="/?after=x" />')
    only = draw('<c-pager text="3" />')

    assert [link["href"] for link in elements(first, "a")] == ["/?after=x"]
    assert 'aria-disabled="true">Newer' in first
    assert elements(only, "a") == []


def test_a_sorted_column_says_so():
    markup = draw('<c-sort href="?s=-tag" direction="up" num>Tag</c-sort>')

    assert elements(markup, "th")[0]["aria-sort"] == "ascending"
    assert "aria-sort" not in draw('<c-sort href="?s=tag">Tag</c-sort>')


def test_steps_tell_what_is_done_and_where_one_is():
    markup = draw('<c-steps :items="names" current="2" />', names=["File", "Columns", "Trial"])

    assert [item.get("class", item.get("aria-current")) for item in elements(markup, "li")] == [
        "done",
        "step",
        None,
    ]


def test_a_dialog_form_posts_with_its_token(render):
    markup = draw(
        '<c-dialog-form id="d" title="Move" action="/m" submit="Move">x</c-dialog-form>',
        csrf_token="t0ken",
    )

    assert elements(markup, "form")[0]["action"] == "/m"
    assert "t0ken" in markup
    assert elements(markup, "dialog")[0]["aria-labelledby"] == "d-title"


def test_the_bulk_bar_waits_hidden_and_offers_everything_only_with_a_token():
    with_token = draw('<c-bulk-bar list="L" matching="31,044" token="t">x</c-bulk-bar>')
    without = draw('<c-bulk-bar list="L">x</c-bulk-bar>')

    assert "hidden" in elements(with_token, "div")[0]
    assert "Select all 31,044 matching" in with_token
    assert "Select all" not in without


def test_what_is_drawn_once_knows_its_words_and_nothing_of_the_page():
    source = '{% drawn "ui/keys_help.html" scan="" palette="" keys=keys %}'
    hers = draw(source, keys=(("a", "Assets <1>"),), shell={"user_name": "Ada"})
    with translation.override("de"):
        draw(source, keys=(("a", "Anlagen"),))
    assert "Assets &lt;1&gt;" in hers
    assert draw(source, keys=(("a", "Assets <1>"),)) == hers
    assert "Assets" not in draw(source, keys=(("p", "People"),))


def test_no_page_has_inline_style_script_or_handler(render):
    from wherehold.ui import gallery

    page = render("ui/gallery.html", gallery.samples())

    assert not re.search(r'\sstyle="|\son[a-z]+="|hx-on|<style', page)
    scripts = [s for s in elements(page, "script") if s.get("type") != "application/json"]
    assert [s.get("src") for s in scripts] == ["/static/dist/app.js"]


def test_no_template_compares_where_only_a_variable_goes():
    """`:current="a == b"` would say nothing, and so be false for ever."""
    sources = Path(__file__).parents[2].rglob("templates/**/*.html")
    wrong = re.compile(r'\s:[a-z_-]+="[^"{]*(==|!=|<|>| and | or | not |^not )[^"]*"')

    found = [f"{p.name}: {m.group()}" for p in sources for m in wrong.finditer(p.read_text())]
    assert found == []


def test_a_tab_is_current_by_variable_or_by_comparison():
    markup = draw(
        '<c-tab href="/a" :current="yes">A</c-tab><c-tab href="/b" :current="no">B</c-tab>'
        '<c-tab href="/c" current="{% if x == 7 %}yes{% endif %}">C</c-tab>',
        yes=True,
        no=False,
        x=7,
    )

    assert [a.get("aria-current") for a in elements(markup, "a")] == ["page", None, "page"]
