"""Our own JSON: an array of readings, one reading, or one a line.

Pure: bytes in, readings and problems out. Whatever is wrong with one reading is said of that
one; only what is no JSON at all is refused whole.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from math import isfinite
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from wherehold.ingest.protocols.messages import MALFORMED, Bad, Malformed, is_lines
from wherehold.tracking.columns import SILENT, Batch, Words
from wherehold.tracking.instants import SECOND_US, to_us
from wherehold.tracking.reading import Problem

if TYPE_CHECKING:
    from wherehold.tracking.columns import Doubles, Longs

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
Scalar = str | int | float | bool | None
# Numbers below are seconds, from here on milliseconds: the year 5138, and 1973.
MILLISECONDS_FROM = 100_000_000_000
INSTANT_MAX = 10**15
EARLIEST_US = to_us(datetime(2000, 1, 1, tzinfo=UTC))
AHEAD_US_MAX = 24 * 3_600 * SECOND_US
PACKED = frozenset({"application/msgpack", "application/x-msgpack", "application/vnd.msgpack"})
SENSORS_BYTES_MAX = 8_192


class Wire(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """A reading as it is sent. Bounds are part of the type: checking them costs next to nothing."""

    device: Text
    at: datetime | int | float
    lat: Annotated[float, msgspec.Meta(ge=-90, le=90)] | None = None
    lon: Annotated[float, msgspec.Meta(ge=-180, le=180)] | None = None
    accuracy_m: Annotated[float, msgspec.Meta(ge=0, le=1e8)] | None = None
    speed_mps: Annotated[float, msgspec.Meta(ge=0, le=1e9)] | None = None
    heading_deg: Annotated[float, msgspec.Meta(ge=0, le=360)] | None = None
    altitude_m: Annotated[float, msgspec.Meta(ge=-20_000, le=1e9)] | None = None
    battery_pct: Annotated[float, msgspec.Meta(ge=0, le=100)] | None = None
    rssi_dbm: Annotated[float, msgspec.Meta(ge=-1_000, le=1_000)] | None = None
    reader: Text | None = None
    antenna: Annotated[int, msgspec.Meta(ge=0, le=65_535)] | None = None
    epc: Text | None = None
    sensors: dict[Text, Scalar] | None = None


_many = msgspec.json.Decoder(list[Wire]).decode
_raws = msgspec.json.Decoder(list[msgspec.Raw]).decode
_one = msgspec.json.Decoder(Wire).decode


def decode(body: bytes, content_type: str, received_us: int) -> tuple[Batch, list[Problem]]:
    """Return the readings in a message, and what is wrong with the others, by index.

    Raises: Malformed.
    """
    return together(wires(body, content_type), received_us)


def together(found: Iterable[Wire | Bad], received_us: int) -> tuple[Batch, list[Problem]]:
    """Return readings as columns, and what is wrong with the others, by index."""
    wires: list[Wire] = []
    index: list[int] = []
    problems: list[Problem] = []
    for number, one in enumerate(found):
        if isinstance(one, Bad):
            problems.append(Problem(number, one.code, str(one)))
        else:
            wires.append(one)
            index.append(number)
    return _columns(wires, index, problems, received_us)


def _columns(
    wires: Sequence[Wire], index: Sequence[int], problems: list[Problem], received_us: int
) -> tuple[Batch, list[Problem]]:
    """Return readings as columns. What is not clearly fine is looked at by itself."""
    import numpy as np

    devices = [one.device for one in wires]
    at_us, numbers = _instants([one.at for one in wires]), _numbers(wires)
    latest_us = received_us + AHEAD_US_MAX
    odd = (at_us < EARLIEST_US) | (at_us > latest_us)
    odd |= np.isnan(numbers[:, 0]) != np.isnan(numbers[:, 1])
    keys = {key for key in set(devices) if not _is_key(key)}
    special = {n for n, one in enumerate(wires) if one.device in keys or _has_words(one)}
    words, off = [SILENT] * len(wires) if special else None, set[int]()
    for number in sorted(special.union(np.flatnonzero(odd).tolist())):
        try:
            said = _checked(wires[number], latest_us)
        except Bad as bad:
            problems.append(Problem(index[number], bad.code, str(bad)))
            off.add(number)
        else:
            if words is not None:
                words[number] = said
    batch = Batch(index, devices, at_us, numbers, words)
    return (batch.without(off) if off else batch), problems


def _numbers(wires: Sequence[Wire]) -> "Doubles":
    """Return what was given as numbers, NaN for nothing. Zero has no sign: equal is equal."""
    import numpy as np

    columns: list[Any] = [
        [one.lat for one in wires],
        [one.lon for one in wires],
        [one.accuracy_m for one in wires],
        [one.speed_mps for one in wires],
        [one.heading_deg for one in wires],
        [one.altitude_m for one in wires],
        [one.battery_pct for one in wires],
        [one.rssi_dbm for one in wires],
        [one.antenna for one in wires],
    ]
    numbers: Doubles = np.array(columns, np.float64).reshape(len(columns), len(wires)).T + 0.0
    return numbers


def _instants(said: Sequence[datetime | int | float]) -> "Longs":
    """Return instants in microseconds; 0 for what is none, which is then looked at by itself."""
    import numpy as np

    numbers: list[Any] = list(said)
    if set(map(type, said)) == {int} and 0 <= min(numbers) <= max(numbers) <= INSTANT_MAX:
        whole = np.array(numbers, np.int64)
        return np.where(whole >= MILLISECONDS_FROM, whole * 1_000, whole * SECOND_US)
    return np.array([_instant_or_none(one) for one in said], np.int64)


def _instant_or_none(at: datetime | int | float) -> int:
    try:
        return _instant(at)
    except Bad:
        return 0


def _has_words(wire: Wire) -> bool:
    return wire.sensors is not None or wire.reader is not None or wire.epc is not None


def _is_key(device: str) -> bool:
    return device == device.strip() and "\0" not in device


def _checked(wire: Wire, latest_us: int) -> Words:
    """Return the words of a reading. Raises: Bad."""
    if (wire.lat is None) != (wire.lon is None):
        raise Bad("incomplete_position", "A position has lat and lon.")
    if not _is_key(wire.device):
        raise Bad("bad_key", "A device is called by a text without spaces around.")
    at_us = _instant(wire.at)
    if at_us < EARLIEST_US:
        raise Bad("too_old", "at is before 2000.")
    if at_us > latest_us:
        raise Bad("too_far_ahead", "at is more than 24 hours ahead.")
    for text in (wire.reader, wire.epc):
        if text is not None and "\0" in text:
            raise Bad("wrong_type", "A text has no NUL in it.")
    return wire.reader, wire.epc, None if wire.sensors is None else _sensors(wire.sensors)


def wires(body: bytes, content_type: str) -> Iterable[Wire | Bad]:
    """Return the readings in a message one by one, or why one is none. Raises: Malformed."""
    if is_lines(content_type):
        return _lines(body)
    if content_type.partition(";")[0].strip().lower() in PACKED:
        return _packed(body)
    if body.startswith(b"{"):
        return _object(body)
    try:
        return _many(body)
    except (msgspec.ValidationError, UnicodeDecodeError):
        return _singly(body)
    except msgspec.DecodeError:
        return _lenient(body)


def _singly(body: bytes) -> Iterator[Wire | Bad]:
    """Look at each reading by itself: something is wrong with at least one of them."""
    begins = body.lstrip()[:1]
    if begins not in (b"[", b"{"):
        raise Malformed("The message is neither a reading nor a list of readings.")
    if begins == b"{":
        return _object(body)
    try:
        raws = _raws(body)
    except msgspec.DecodeError as error:
        raise Malformed(f"The message is not JSON: {error}.") from None
    return (_single(bytes(raw)) for raw in raws)


def _object(body: bytes) -> Iterator[Wire | Bad]:
    """Look at one reading, or at one a line whose sender did not say so."""
    found = _single(body)
    if not isinstance(found, Bad) or found.code != MALFORMED:
        return iter((found,))
    if b"\n" in body.strip():
        return _lines(body)
    raise Malformed(str(found))


def _lines(body: bytes) -> Iterator[Wire | Bad]:
    """Look at each line by itself. A line that is no JSON keeps no other one out.

    Raises: Malformed when none is JSON.
    """
    lines = [line for line in body.split(b"\n") if line.strip()]
    found = [_single(line) for line in lines]
    if all(isinstance(one, Bad) and one.code == MALFORMED for one in found):
        raise Malformed(str(found[0]) if found else "The message is empty.")
    return iter(found)


def _packed(body: bytes) -> Iterator[Wire | Bad]:
    """Read MessagePack: a reading or an array of them. Raises: Malformed."""
    try:
        said = msgspec.msgpack.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(f"The message is not MessagePack: {error}.") from None
    return _each(said)


def _each(said: Any) -> Iterator[Wire | Bad]:  # noqa: ANN401
    """Look at each of several values by itself. Raises: Malformed."""
    items = [said] if isinstance(said, dict) else said
    if not isinstance(items, list):
        raise Malformed("The message is neither a reading nor a list of readings.")
    return (converted(one) for one in items)


def _lenient(body: bytes) -> Iterator[Wire | Bad]:
    """Read JSON with NaN and Infinity in it, which some programs write though JSON has none.

    Raises: Malformed.
    """
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"The message is not JSON: {error}.") from None
    return _each(said)


def _single(raw: bytes) -> Wire | Bad:
    """Return one reading, or why it is none."""
    try:
        return _one(raw)
    except msgspec.ValidationError as error:
        return _explained(str(error))
    except (msgspec.DecodeError, UnicodeDecodeError):
        try:
            return converted(json.loads(raw))
        except (ValueError, RecursionError) as error:
            return Bad(MALFORMED, f"It is not JSON: {error}.")


def converted(said: Any) -> Wire | Bad:  # noqa: ANN401
    """Return a value that says what a reading says as one, or why it is none."""
    if isinstance(said, dict) and (off := [k for k, v in said.items() if _is_no_number(v)]):
        return Bad("not_a_number", f"{off[0]} is not a number.")
    try:
        return msgspec.convert(said, Wire)
    except msgspec.ValidationError as error:
        return _explained(str(error))


def _is_no_number(value: object) -> bool:
    if isinstance(value, dict):
        return any(_is_no_number(one) for one in value.values())
    return isinstance(value, float) and not isfinite(value)


def _explained(text: str) -> Bad:
    """Tell what is wrong, from the words in which it was found."""
    place = text.partition("$.")[2].rstrip("`)") or ""
    field = place.partition(".")[0].partition("[")[0]
    if "missing required field" in text:
        return Bad("missing_field", text)
    if "unknown field" in text:
        return Bad("unknown_field", text)
    if field == "at":
        return Bad("bad_at", f"at is neither RFC 3339 with an offset nor seconds nor ms: {text}.")
    if "Expected `float` >" in text or "Expected `float` <" in text or "Expected `int` " in text:
        return Bad("out_of_range", text)
    if "out of range" in text.lower() or "length" in text:
        return Bad("out_of_range", text)
    return Bad("wrong_type", text)


def _sensors(given: dict[str, Scalar]) -> str:
    """Write what sensors said, in the order of their names; whole numbers as such."""
    plain = {name: _plain(given[name]) for name in sorted(given)}
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    if "\\u0000" in text:
        raise Bad("wrong_type", "A text has no NUL in it.")
    if len(text) > SENSORS_BYTES_MAX:
        raise Bad("out_of_range", f"sensors has more than {SENSORS_BYTES_MAX:,} characters.")
    return text


def _plain(value: Scalar) -> Scalar:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value


def _instant(at: datetime | int | float) -> int:
    """Return an instant in microseconds. Raises: Bad."""
    if isinstance(at, datetime):
        if at.tzinfo is None:
            raise Bad("bad_at", "at has no offset from UTC.")
        return to_us(at)
    if not isfinite(at) or abs(at) > INSTANT_MAX:
        raise Bad("bad_at", "at is no instant.")
    if isinstance(at, int):
        return at * 1_000 if at >= MILLISECONDS_FROM else at * SECOND_US
    return round(at * 1_000) if at >= MILLISECONDS_FROM else round(at * SECOND_US)
