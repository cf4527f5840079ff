"""Bodies of API calls: JSON within bounds, without what no database keeps."""

from typing import IO, Any

import orjson

BYTES_MAX = 16 * 2**20
ITEMS_MAX = 10_000
DISCARDED_BYTES_MAX = 8 * BYTES_MAX
PIECE = 2**16


class Unreadable(ValueError):
    """The body is refused before anybody looks into it, with a status and a code."""

    def __init__(self, status: int, code: str, detail: str, field: str = "body") -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.fields = [{"field": field, "message": detail}]


def parse(raw: bytes) -> Any:  # noqa: ANN401
    """Return the values of a JSON text.

    Raises: Unreadable for more than 16 MiB or 10,000 items, for what is not JSON, and for NUL,
    which PostgreSQL does not keep.
    """
    if len(raw) > BYTES_MAX:
        raise too_large()
    try:
        values = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Unreadable(400, "malformed_json", f"The body is not JSON: {error}.") from None
    _count(values)
    if b"\\u0000" in raw and (place := _find_nul(values, "body")):
        raise Unreadable(422, "invalid", "A text may not contain the character NUL.", place)
    return values


def too_large() -> Unreadable:
    """Return the refusal of a body with too many bytes."""
    return Unreadable(413, "too_large", "A body has at most 16 MiB. Send several.")


def discard(source: IO[bytes]) -> None:
    """Read on what is refused, within bounds: who is still sending would hear no answer."""
    for _ in range(DISCARDED_BYTES_MAX // PIECE):
        if not source.read(PIECE):
            return


def _count(values: object) -> None:
    lists = values.values() if isinstance(values, dict) else [values]
    if any(isinstance(one, list) and len(one) > ITEMS_MAX for one in lists):
        raise Unreadable(413, "too_many", "A call takes at most 10,000 items. Send several.")


def _find_nul(value: object, place: str) -> str | None:
    """Return where the first text with a NUL stands."""
    if isinstance(value, str):
        return place if "\0" in value else None
    inner: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        inner = [(str(key).replace("\0", ""), one) for key, one in value.items()]
        if any("\0" in key for key in value):
            return place
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return next((found for k, v in inner if (found := _find_nul(v, f"{place}.{k}"))), None)
