"""Health: whether the process lives, and whether each part it needs does its work."""

import shutil

import orjson
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from wherehold.kernel import worker

FREE_BYTES_MIN = 64 * 2**20
# An entry waits for its place for as long as the longest transaction that writes.
LAG_S_MAX = 60.0


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
    database = _database()
    worker = _worker() if database == "ok" else "unknown"
    return _answer({"database": database, "disk": _disk(), "worker": worker})


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
            cursor.fetchone()
    except DatabaseError:
        connection.close()
        return "away"
    return "ok"


def _worker() -> str:
    """Say whether the ledger's entries get their place: a stuck transaction would hold it up."""
    try:
        return "ok" if worker.lag_s() <= LAG_S_MAX else "behind"
    except DatabaseError:
        return "unknown"


def _disk() -> str:
    try:
        free = shutil.disk_usage(settings.DATA_DIR).free
    except OSError:
        return "away"
    return "ok" if free >= FREE_BYTES_MIN else "full"
