"""Jinja2 for tables of many rows, which it draws in a tenth of the time; pages are Django's.

A table's rows lie in `jinja2/` of their slice. Words come with the context, translated.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils import formats
from django.utils.safestring import SafeString, mark_safe
from jinja2 import BaseLoader, Environment, StrictUndefined

from wherehold.ui.icons import icon
from wherehold.ui.templatetags import ui


def environment(*, loader: BaseLoader, auto_reload: bool, **_others: object) -> Environment:
    """Return the environment of all such templates: everything escaped, nothing undefined."""
    made = Environment(
        loader=loader,
        auto_reload=auto_reload,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "day": day,
        "icon": icon,
        "status": lambda label, code: ui.status(code, label),
        "when": ui.when,
        "who": ui.who,
    }
    return made


def rows(template: str, context: Mapping[str, Any]) -> SafeString:
    """Return the rows that a template of `jinja2/` draws."""
    return mark_safe(render_to_string(template, dict(context), using="jinja2"))  # noqa: S308


def day(value: date) -> str:
    """Write a date as tables do: 4 Mar 2026."""
    return formats.date_format(value, "j M Y")
