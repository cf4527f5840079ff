"""Refusals: what the system understood and declines to do.

A refusal is an answer, not a bug. Each one has a stable `code` for programs, a translated
title and sentence for people, and the fields that the sentence was made from. Those come once
for each offender, because acts take many: a refusal names them all. The four interfaces
(API, web, CLI, ingest) each render refusals in one place.
"""

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import InterfaceError, OperationalError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES_MAX = 3
Text = str | Promise


class Refusal(Exception):
    """Base of every refusal. Subclass one of the kinds below, not this.

    `fields` names every offender; the text speaks of the first few and counts the rest. Where
    trying again helps, `retry_s` says after how many seconds.
    """

    retry_s: ClassVar[int] = 0
    status: ClassVar[int]
    code: ClassVar[str]
    title: ClassVar[Text]
    message: ClassVar[Text]

    def __init__(self, *fields: dict[str, Any]) -> None:
        assert fields, "a refusal has an offender"
        self.fields = [{name: _plain(value) for name, value in one.items()} for one in fields]
        sentences = [str(self.message).format(**one) for one in fields[:SENTENCES_MAX]]
        if more := len(fields) - len(sentences):
            sentences.append(str(_("And {more} more.")).format(more=more))
        super().__init__(" ".join(sentences))

    def as_problem(self) -> dict[str, Any]:
        """Return the refusal as RFC 9457 has problems, with our code and fields.

        Every interface renders this one, so that API and pages say the same.
        """
        return {
            "type": f"/problems/{self.code}",
            "title": str(self.title),
            "status": self.status,
            "code": self.code,
            "detail": str(self),
            "fields": self.fields,
        }


class Invalid(Refusal):
    """The request is wrong in itself, whatever the state."""

    status = 422


class NotAllowed(Refusal):
    """The actor may see the thing but may not do this to it."""

    status = 403
    code = "not_allowed"
    title = _("Not allowed")
    message = _("{actor} may not {permission}.")


class NotFound(Refusal):
    """No such thing, or none that the actor may see. The two read alike on purpose."""

    status = 404
    code = "not_found"
    title = _("Not found")
    message = _("No {what} {key}.")


class Conflict(Refusal):
    """The request is right, but not in the present state."""

    status = 409


class Stale(Refusal):
    """The caller said which version it changes, and there is a newer one."""

    status = 412
    code = "stale"
    title = _("Changed meanwhile")
    message = _("{what} {key} has been changed since you read it. Read it again.")


class TooLarge(Refusal):
    """The request is larger than what is taken at once."""

    status = 413
    code = "too_large"
    title = _("Too large")
    message = _("{what}: {limit} at most.")


class TooOften(Refusal):
    """Whoever asks has asked too often in a while."""

    retry_s = 60
    status = 429
    code = "too_often"
    title = _("Too often")
    message = _("That was too often. Wait a minute.")


class Unavailable(Refusal):
    """It cannot be done at present, through no fault of the caller. Nothing was changed."""

    retry_s = 5
    status = 503
    code = "unavailable"
    title = _("Not available at present")
    message = _("{what} is not available at present. Nothing was changed; try again.")


class DatabaseAway(Unavailable):
    """The database does not answer."""

    code = "database_away"
    title = _("Database away")
    message = _("The database does not answer. Nothing was changed; try again.")


class DatabaseBusy(Unavailable):
    """Others kept the database busy for longer than one waits."""

    code = "database_busy"
    title = _("Database busy")
    message = _("Others are writing. Nothing was changed; try again.")


class DiskFull(Unavailable):
    """There is no room to write."""

    code = "disk_full"
    title = _("Disk full")
    message = _("The disk of the server is full. Nothing was changed; make room and try again.")


def from_database(error: Exception) -> Unavailable | None:
    """Say which outage a database error is, or none if it is a bug of ours.

    Interfaces ask this of what they catch, so that an outage answers 503 and a bug 500.
    """
    if not isinstance(error, OperationalError | InterfaceError):
        return None
    text = str(error).lower()
    if any(words in text for words in ("is full", "no space left", "disk i/o error")):
        return DiskFull({})
    if any(words in text for words in ("is locked", "lock timeout", "deadlock")):
        return DatabaseBusy({})
    if any(words in text for words in ("no such table", "no such column", "syntax error")):
        return None
    return DatabaseAway({})


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    return str(value)
