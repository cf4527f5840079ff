"""Reservations as a calendar file.

Source: RFC 5545: lines end with CRLF, are folded at 75 octets, and text is escaped.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from wherehold.reservations.queries.listed import ReservationLine

OCTETS_MAX = 75
STATUS = {"requested": "TENTATIVE"}


def calendar(lines: Iterable[ReservationLine], *, name: str, host: str, at: datetime) -> str:
    """Write reservations as a calendar."""
    written = [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Wherehold//Reservations//EN"),
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    for line in lines:
        written += event(line, host, at)
    written.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for one in written for part in folded(one))


def event(line: ReservationLine, host: str, at: datetime) -> Iterator[str]:
    """Write one reservation as the lines of an event."""
    yield "BEGIN:VEVENT"
    yield f"UID:reservation-{line.id}@{host}"
    yield f"DTSTAMP:{stamp(at)}"
    yield f"DTSTART:{stamp(line.begins_at)}"
    yield f"DTEND:{stamp(line.ends_at)}"
    yield f"SUMMARY:{escaped(' · '.join(part for part in (line.what, line.who) if part))}"
    if line.place:
        yield f"LOCATION:{escaped(line.place)}"
    yield f"STATUS:{STATUS.get(line.state, 'CONFIRMED')}"
    yield "END:VEVENT"


def stamp(at: datetime) -> str:
    """Write an instant in UTC."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """Write text so that nothing in it reads as something else."""
    marked = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return marked.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def folded(line: str) -> Iterator[str]:
    """Break a line that is too long, between characters; what goes on begins with a space."""
    part, size = "", 0
    for character in line:
        width = len(character.encode())
        if size + width > OCTETS_MAX:
            yield part
            part, size = " ", 1
        part, size = part + character, size + width
    yield part
