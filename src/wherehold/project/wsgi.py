"""The application as servers load it."""

import gc
import os
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from django.core.wsgi import get_wsgi_application

from wherehold.project.sqlite import base as sqlite

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wherehold.project.settings")

# What is loaded once stays. Looking through it for garbage would take a tenth of the start, and
# some requests twice their time.
gc.disable()
_django = get_wsgi_application()
import_module("wherehold.project.urls")
import_module("wherehold.project.quick")
gc.freeze()
gc.enable()
# Looking for circles of garbage after every 700 objects costs a call on thousands a quarter of
# its time: rows are no circles. A few megabytes may wait instead.
gc.set_threshold(50_000, 20, 50)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a request; what is whole goes out in one piece, which the server does faster."""
    sqlite.map_pages()
    response = _django(environ, start_response)
    if getattr(response, "streaming", True):
        return response
    content: bytes = response.content  # type: ignore[attr-defined]
    response.close()
    return [content]
