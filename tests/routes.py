"""Every address there is, from the URL patterns and the API's document, with arguments filled."""

import functools
import json
import re
from dataclasses import dataclass

from django.urls import URLPattern, get_resolver

from wherehold.project.web import DOCUMENT

MADE_UP = {"int": 1, "uuid": "00000000-0000-7000-8000-000000000000"}


@dataclass(frozen=True)
class Route:
    """One page: its name, its pattern, and the view that answers."""

    name: str
    pattern: str
    view: object

    def path(self, **known):
        """Return an address of the page; `known` are arguments by name, others are made up."""

        def fill(match):
            return str(known.get(match["name"], MADE_UP.get(match["kind"], "x")))

        return "/" + re.sub(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>", fill, self.pattern)


def pages():
    """Return every page: all routes except those of the API."""
    return sorted(_walk(get_resolver().url_patterns, "", ""), key=lambda r: (r.name, r.pattern))


def _walk(patterns, prefix, namespace):
    for one in patterns:
        route = prefix + str(one.pattern).lstrip("^").rstrip("$")
        if isinstance(one, URLPattern):
            yield Route(":".join(filter(None, [namespace, one.name or ""])), route, one.callback)
        elif one.namespace != "api":
            inner = ":".join(filter(None, [namespace, one.namespace or ""]))
            yield from _walk(one.url_patterns, route, inner)


@functools.cache
def document():
    """Return the API's document from its file, which a test holds equal to the API."""
    return json.loads(DOCUMENT.read_text())


def operations():
    """Return every operation of the API: its method, and its path with arguments filled."""
    return sorted(
        (method.upper(), re.sub(r"\{\w+\}", "1", path))
        for path, item in document()["paths"].items()
        for method in item
    )
