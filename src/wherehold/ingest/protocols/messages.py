"""What every decoder takes and gives: a message as it came; readings as our own JSON says them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from wherehold.tracking.instants import from_us

LINES = frozenset({"application/x-ndjson", "application/ndjson", "application/jsonl"})
MALFORMED = "malformed"
Said = dict[str, Any]


class Malformed(ValueError):
    """The message cannot be read at all."""


class Bad(ValueError):
    """One reading is not taken: a code for programs, a sentence for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Message:
    """A message as it came: over HTTP with what stands in the address, over MQTT with a topic."""

    body: bytes
    received_us: int
    content_type: str = ""
    query: Mapping[str, Sequence[str]] = field(default_factory=dict)
    topic: str = ""

    def asked(self, *names: str) -> str:
        """Return the first of some parameters of the address that says something."""
        return next((self.query[n][0] for n in names if self.query.get(n, [""])[0]), "")

    def level(self, number: int) -> str:
        """Return a level of the topic, counted from 0; nothing where there is none."""
        levels = self.topic.strip("/").split("/")
        return levels[number] if number < len(levels) else ""

    @property
    def received(self) -> datetime:
        """Return when it came."""
        return from_us(self.received_us)


def is_lines(content_type: str) -> bool:
    """Say whether a type means one JSON document a line."""
    return content_type.partition(";")[0].strip().lower() in LINES


def parsed(body: bytes) -> Any:  # noqa: ANN401
    """Return a JSON document. Raises: Malformed."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"The message is not JSON: {error}.") from None


def objects(message: Message) -> list[Said]:
    """Return the objects of a message: one, an array of them, or one a line.

    Raises: Malformed.
    """
    body = message.body.strip()
    if body.startswith(b"{") and b"\n" in body and (lines := list(_lines(body))):
        return lines
    said = parsed(body)
    items = said if isinstance(said, list) else [said]
    if not all(isinstance(one, dict) for one in items):
        raise Malformed("The message is neither an object nor a list of objects.")
    return items


def _lines(body: bytes) -> Iterator[Said]:
    """Yield one object a line; nothing when it is one document over several lines."""
    lines = [line for line in body.splitlines() if line.strip()]
    try:
        found = [json.loads(line) for line in lines]
    except ValueError:
        return
    yield from (one for one in found if isinstance(one, dict))


def when(text: object) -> datetime:
    """Return an instant as programs write it: RFC 3339, with more digits or none, `+0000`.

    Raises: Bad.
    """
    try:
        at = datetime.fromisoformat(str(text).strip())
    except ValueError:
        raise Bad("bad_at", f"{str(text)[:40]!r} is no instant.") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def number(value: object, factor: float = 1.0) -> float | None:
    """Return a number in another unit; None for what is no number or stands for nothing."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return None
    return value if factor == 1.0 else round(value * factor, 6)


def positive(value: object, factor: float = 1.0) -> float | None:
    """Return a number that -1 means nothing for."""
    found = number(value, factor)
    return None if found is None or found < 0 else found


def scalars(said: Mapping[str, Any], *without: str, prefix: str = "") -> Said:
    """Return what sensors may say: numbers, truths and texts, but for some names."""
    return {
        f"{prefix}{name}"[:128]: value
        for name, value in said.items()
        if name and name not in without and isinstance(value, int | float | str | bool)
    }


def strongest(heard: object) -> Said:
    """Return which of several receivers heard best, by `rssi`; nothing when none is told of."""
    if not isinstance(heard, list):
        return {}
    found = [one for one in heard if isinstance(one, dict)]
    return max(found, key=lambda one: number(one.get("rssi")) or -999.0, default={})


def reading(device: object, at: object, **said: Any) -> Said:  # noqa: ANN401
    """Return a reading, without what was not given."""
    given = {name: value for name, value in said.items() if value is not None and value != {}}
    return {"device": str(device), "at": at, **given}
