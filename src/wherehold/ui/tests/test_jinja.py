"""What the templates of long tables promise: nothing gets through unescaped or unnoticed."""

import pytest
from django.template import engines
from django.utils.safestring import SafeString
from jinja2 import UndefinedError


def draw(source, **context):
    return engines["jinja2"].from_string(source).render(context)


def test_what_people_wrote_is_escaped():
    hostile = '"><script>alert(1)</script>'

    drawn = draw("{{ x }}{{ x|who }}{{ x|status('in_stock') }}", x=hostile)

    assert "<script>" not in drawn
    assert drawn.count("&lt;script&gt;") == 3


def test_what_is_drawn_already_stays_as_it_is():
    assert draw("{{ x }}", x=SafeString("<b>7</b>")) == "<b>7</b>"


def test_a_name_that_nobody_gave_is_a_mistake_and_says_so():
    with pytest.raises(UndefinedError, match="nobody"):
        draw("{{ nobody }}")
