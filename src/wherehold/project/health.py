"""Health: whether the process lives, and whether each part it needs does its work."""

import shutil

import orjson
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

FREE_BYTES_MIN = 64 * 2**20


def _answer(parts: dict[str, str]) -> HttpResponse:
    well = all(state == "ok" for state in parts.values())
    body = {"status": "ok" if well else "away", "parts": parts}
    return HttpResponse(
        orjson.dumps(body), status=200 if well else 503, content_type="application/json"
    )


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Say that the process answers, and which part of what it stands on does not."""
    return _answer({"database": _database(), "disk": _disk()})


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Say whether everything does its work, the background too."""
    return _answer({"database": _database(), "disk": _disk()})


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
            cursor.fetchone()
    except DatabaseError:
        connection.close()
        return "away"
    return "ok"


def _disk() -> str:
    try:
        free = shutil.disk_usage(settings.DATA_DIR).free
    except OSError:
        return "away"
    return "ok" if free >= FREE_BYTES_MIN else "full"
