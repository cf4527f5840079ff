import re
from pathlib import Path

import pytest

from wherehold.ui.icons import UnknownIcon, icon

SRC = Path(__file__).parents[2]


def test_an_icon_is_drawn_inline_and_hidden_from_readers():
    drawn = icon("map-pin", "s")

    assert drawn.startswith('<svg class="i s" viewBox="0 0 24 24" aria-hidden="true"><path')
    assert drawn.endswith("</svg>")


def test_an_icon_with_a_label_is_read_aloud_and_the_label_cannot_break_out():
    assert 'role="img" aria-label="&lt;b&gt;"' in icon("x", label="<b>")


def test_an_unknown_icon_is_a_mistake_and_says_so():
    with pytest.raises(UnknownIcon, match="no-such-icon"):
        icon("no-such-icon")


def test_every_icon_that_a_template_names_was_built():
    named = {
        (name, path.relative_to(SRC))
        for path in SRC.rglob("templates/**/*.html")
        for name in re.findall(
            r'{% icon "([a-z0-9-]+)"|(?<![-\w])icon="([a-z0-9-]+)"', path.read_text()
        )
    }
    missing = []
    for names, path in named:
        name = names[0] or names[1]
        try:
            icon(name)
        except UnknownIcon:
            missing.append(f"{path}: {name}")
    assert missing == []
    assert len(named) > 50
