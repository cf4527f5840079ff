"""Documents: drawn by Typst, kept as PDF/A-2b. What they say is for the slice that has them.

Typst loads when a document is made, not when the program starts. Everything goes in as JSON, so
a name that looks like markup stays text.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from django.utils.formats import date_format

from wherehold.kernel import clock

# An archive can still read it in decades. Source: ISO 19005-2, level B.
STANDARD: Literal["a-2b"] = "a-2b"
NOTHING = "–"
# Title, facts, tables, photos, terms, signatures: what most documents are made of.
GENERAL = Path(__file__).with_name("document.typ")


def pdf(
    template: Path, content: Mapping[str, Any], pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """Draw a document from a template and what it says; pictures by the names it has for them."""
    import typst

    # Typst reads files below one folder only, and there is nothing else in this one.
    with TemporaryDirectory(prefix="wherehold-") as folder:
        main = Path(folder) / "main.typ"
        main.write_bytes(template.read_bytes())
        for name, raw in (pictures or {}).items():
            (main.parent / name).write_bytes(raw)
        made = typst.compile(
            str(main),
            root=folder,
            format="pdf",
            pdf_standards=[STANDARD],
            sys_inputs={"data": json.dumps(content)},
        )
    return made[0] if isinstance(made, list) else made


def table(title: str, head: Sequence[object], rows: Sequence[Sequence[object]]) -> dict[str, Any]:
    """Return a table as templates take it: everything as text."""
    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    return {"title": title, "head": [str(one) for one in head], "rows": cells}


def moment(instant: datetime | None) -> str:
    """Return an instant to the minute in the organisation's time zone."""
    if instant is None:
        return NOTHING
    return date_format(instant.astimezone(clock.zone()), "j M Y H:i")
