"""What a party may be: the refusals of entering and changing parties."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wherehold.kernel.errors import Conflict, Invalid
from wherehold.register.models import Party
from wherehold.register.queries.parties import CODE_KINDS

LENGTHS = {"name": 200, "email": 254, "username": 150}
CODE_LENGTH = 128
UNITS = frozenset({Party.Kind.TEAM, Party.Kind.DEPARTMENT})


class BadParty(Invalid):
    """A value does not fit a party."""

    code = "bad_party"
    title = _("Not a valid party")
    message = _("{field}: {why}")


class BadReference(Invalid):
    """A manager or unit is not of the kind that it has to be."""

    code = "bad_reference"
    title = _("Wrong kind of party")
    message = _("{field}: {why}")


class CodeTaken(Conflict):
    """An e-mail, user name, badge or other code belongs to somebody already."""

    code = "duplicate_identifier"
    title = _("Already taken")
    message = _("{kind} {value} is already in use.")


class GoesInCircle(Conflict):
    """Somebody would be above themselves."""

    code = "cycle"
    title = _("Goes in a circle")
    message = _("{party} would be above itself ({field}).")


def values(rows: Sequence[Mapping[str, Any]]) -> None:
    """Refuse values that do not fit, naming each with the number of its row.

    Raises: BadParty.
    """
    wrong = [
        {"row": number, "field": name, "why": why}
        for number, row in enumerate(rows)
        for name, why in _faults(row)
    ]
    if wrong:
        raise BadParty(*wrong)


def references(rows: Sequence[Mapping[str, Any]], kinds: Mapping[int, str]) -> None:
    """Refuse a manager who is no person and a unit that is no team or department.

    Raises: BadReference.
    """
    wrong = []
    for number, row in enumerate(rows):
        manager, unit = row.get("manager_id"), row.get("unit_id")
        if manager and kinds[manager] != Party.Kind.PERSON:
            wrong.append(
                {"row": number, "field": "manager", "why": gettext("a manager is a person.")}
            )
        if unit and kinds[unit] not in UNITS:
            why = gettext("a unit is a team or a department.")
            wrong.append({"row": number, "field": "unit", "why": why})
    if wrong:
        raise BadReference(*wrong)


def codes(keyed: Sequence[tuple[str, str, str]], taken: set[tuple[str, str]]) -> None:
    """Refuse codes (kind, key, value) that are taken or come twice.

    Raises: CodeTaken.
    """
    counts = Counter((kind, key) for kind, key, _ in keyed)
    bad = [c for c in keyed if (c[0], c[1]) in taken or counts[c[0], c[1]] > 1]
    if bad:
        raise CodeTaken(*({"kind": kind, "value": value} for kind, _, value in bad))


def no_circle(party_ids: Sequence[int], wanted: Mapping[str, Any]) -> None:
    """Refuse a manager or unit that has one of these parties above itself. A statement each.

    Raises: GoesInCircle.
    """
    for field in ("manager_id", "unit_id"):
        start = wanted.get(field)
        if start is None:
            continue
        above = _chain(field, start)
        if circle := [key for key in party_ids if key in above]:
            named = Party.objects.filter(pk__in=circle).values_list("name", flat=True)
            fault = field.removesuffix("_id")
            raise GoesInCircle(*({"party": name, "field": fault} for name in named))


def _chain(field: str, start: int) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE up(id) AS (SELECT CAST(%s AS bigint) UNION "
            f"SELECT p.{field} FROM register_party p JOIN up ON p.id = up.id "
            f"WHERE p.{field} IS NOT NULL) SELECT id FROM up",
            [start],
        )
        return {row[0] for row in cursor.fetchall()}


def _faults(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    faults = [
        (name, gettext("at most {most} characters.").format(most=most))
        for name, most in LENGTHS.items()
        if len(row[name]) > most
    ]
    if not row["name"]:
        faults.append(("name", gettext("a party has a name.")))
    if row["kind"] not in Party.Kind.values:
        faults.append(
            ("kind", gettext("one of {kinds}.").format(kinds=", ".join(Party.Kind.values)))
        )
    if row["email"] and not _is_email(row["email"]):
        faults.append(("email", gettext("this is not an e-mail address.")))
    for kind, value in row["identifiers"]:
        if kind not in CODE_KINDS or kind in {"email", "username"}:
            faults.append(
                (
                    "identifiers",
                    gettext("{kind} is not a kind of code for people.").format(kind=kind),
                )
            )
        elif not 0 < len(value.strip()) <= CODE_LENGTH:
            faults.append(
                (
                    "identifiers",
                    gettext("a code has 1 to {most} characters.").format(most=CODE_LENGTH),
                )
            )
    return faults


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
