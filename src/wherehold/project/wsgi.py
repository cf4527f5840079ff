"""The application as servers load it."""

import gc
import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wherehold.project.settings")

_django = get_wsgi_application()
# Looking for circles of garbage after every 700 objects costs a call on thousands a quarter of
# its time: rows are no circles. A few megabytes may wait instead.
gc.set_threshold(50_000, 20, 50)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a request; what is whole goes out in one piece, which the server does faster."""
    response = _django(environ, start_response)
    if getattr(response, "streaming", True):
        return response
    content: bytes = response.content  # type: ignore[attr-defined]
    response.close()
    return [content]
