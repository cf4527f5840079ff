"""Readings from files: the messages that a device would send, in pieces."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from wherehold.ingest import intake
from wherehold.ingest.protocols.messages import Message
from wherehold.kernel import clock
from wherehold.kernel.actor import system
from wherehold.tracking.commands import Outcome
from wherehold.tracking.instants import to_us

PIECE_LINES = 10_000
PIECE_BYTES_MAX = 16 * 2**20
# What receivers write: the device is not named in it, so it is called as the file if not told.
TRACKS = {".gpx": "gpx", ".nmea": "nmea", ".nma": "nmea"}
_TEXTS = frozenset({"device", "at", "reader", "epc"})


def import_file(path: Path, *, device: str = "") -> dict[str, Any]:
    """Bring the readings of a file in, each once, and return what came of them.

    Raises: Malformed, when the file or a piece of it cannot be read; OSError.
    """
    actor = system("readings").via("cli")
    sender = intake.sender_of(actor)
    told, begins = Outcome(), 0
    if protocol := TRACKS.get(path.suffix.lower()):
        query = {"device": [device or path.stem]}
        message = Message(path.read_bytes(), to_us(clock.now()), "", query)
        return intake.answer(
            intake.take_message(actor=actor, sender=sender, message=message, protocol=protocol)
        )
    for body, kind in _pieces(path, device):
        piece = intake.take(actor=actor, sender=sender, body=body, content_type=kind)
        told.add(piece, begins)
        begins += piece.accepted
    return intake.answer(told)


def _pieces(path: Path, device: str) -> Iterator[tuple[bytes, str]]:
    """Yield a file as messages, with the type of each."""
    if path.suffix.lower() == ".csv":
        yield from _table(path, device)
    elif path.suffix.lower() in {".jsonl", ".ndjson"}:
        with path.open("rb") as file:
            while lines := file.readlines(PIECE_BYTES_MAX // 4):
                yield b"".join(lines), "application/x-ndjson"
    else:
        yield path.read_bytes(), "application/json"


def _table(path: Path, device: str) -> Iterator[tuple[bytes, str]]:
    """Yield the rows of a CSV file, whose columns are called as the fields of a reading."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        text = file.read()
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    rows: list[dict[str, Any]] = []
    for row in csv.DictReader(io.StringIO(text), delimiter=separator):
        rows.append(({"device": device} if device else {}) | _values(row))
        if len(rows) == PIECE_LINES:
            yield orjson.dumps(rows), "application/json"
            rows = []
    if rows:
        yield orjson.dumps(rows), "application/json"


def _values(row: dict[str | None, Any]) -> dict[str, Any]:
    """Return what a row says; an empty cell says nothing."""
    said = {name.strip(): value.strip() for name, value in row.items() if name and value}
    return {name: _value(name, value) for name, value in said.items() if value}


def _value(name: str, value: str) -> Any:  # noqa: ANN401
    """Return a cell as it stands in JSON: a number where it is one."""
    if name in _TEXTS - {"at"}:
        return value
    try:
        return int(value) if name in {"antenna", "at"} and value.isdigit() else float(value)
    except ValueError:
        return value
