"""What the commands about money share: a table, or JSON."""

import json
from collections.abc import Callable, Sequence
from typing import Any

Rows = Sequence[dict[str, Any]]


def tell(found: Rows, as_json: bool) -> None:
    """Print rows: their names first, or all of it as JSON."""
    if as_json:
        print(json.dumps({"rows": found}))
        return
    write: Callable[[Sequence[object]], None] = lambda cells: print(*cells, sep="  ")  # noqa: E731
    write(list(found[0]) if found else [])
    for row in found:
        write(list(row.values()))
