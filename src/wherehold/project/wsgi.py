"""The application as servers load it."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

from wherehold.project.sqlite import base as sqlite

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wherehold.project.settings")

_django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a request; what is whole goes out in one piece, which the server does faster."""
    sqlite.map_pages()
    response = _django(environ, start_response)
    if getattr(response, "streaming", True):
        return response
    content: bytes = response.content  # type: ignore[attr-defined]
    response.close()
    return [content]
