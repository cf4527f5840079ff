"""The file: a ZIP with each part as JSON and as CSV, and a page that says what is in it.

Nothing in it opens anything, and other people are in it only where the person is told of them
anyway: those who looked where they are.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wherehold.accounts.models import User
from wherehold.dossier.access import Subject
from wherehold.dossier.parts import PARTS
from wherehold.dossier.parts.shape import Part
from wherehold.kernel import clock, organisation, outbox, sheets
from wherehold.register.models import Party
from wherehold.tracking import carried

Progress = Callable[[int, int], None]


def subject_of(party: Party, *, whole: bool) -> Subject:
    """Return whom a file is about. One statement."""
    user = User.objects.filter(party=party.pk).first()
    return Subject(
        party_id=party.pk,
        user_id=user.pk if user else None,
        name=party.name,
        email=user.email if user else party.email,
        whole=whole,
    )


def write(path: Path, about: Subject, progress: Progress = lambda _done, _total: None) -> None:
    """Write the file of what is held about a person. It is there whole, or not at all.

    A number of statements that does not depend on how much is held; one more for each month of
    readings.
    """
    parts = [part for part in PARTS if about.whole or not part.own]
    numbers: dict[str, int] = {}
    with TemporaryDirectory(prefix=".dossier-", dir=path.parent) as folder:
        draft = Path(folder, "draft.zip")
        with ZipFile(draft, "w", ZIP_DEFLATED) as archive:
            for done, part in enumerate(parts):
                progress(done, len(parts))
                numbers[part.name] = _write_part(archive, Path(folder), part, about)
            archive.writestr("about.json", _json(_about(about, parts, numbers)))
            archive.writestr("read-me.txt", _told(about, parts, numbers))
        draft.chmod(0o600)
        os.replace(draft, path)


def _write_part(archive: ZipFile, folder: Path, part: Part, about: Subject) -> int:
    """Write a part in both forms, a row at a time, and return how many rows it has."""
    table, document = folder / "part.csv", folder / "part.json"
    with document.open("w", encoding="utf-8") as file:
        file.write("[")
        number = sheets.write_csv(table, part.headings, _both(part, about, file.write))
        file.write("\n]\n")
    archive.write(table, f"csv/{part.name}.csv")
    archive.write(document, f"json/{part.name}.json")
    return number


def _both(part: Part, about: Subject, write_: Callable[[str], Any]) -> Iterator[list[Any]]:
    """Give the rows of a part as cells of a table, writing each as JSON as it goes by."""
    before = "\n"
    for row in part.rows(about):
        write_(before + _json(dict(zip(part.headings, row, strict=True))))
        before = ",\n"
        yield [_cell(value) for value in row]


def _cell(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, dict | list):
        return _json(value)
    return value.isoformat() if isinstance(value, time) else value


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return clock.rfc3339(value)
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _about(about: Subject, parts: Iterable[Part], numbers: dict[str, int]) -> dict[str, Any]:
    return {
        "person": about.name,
        "organisation": organisation.current().name,
        "made_at": clock.now(),
        "asked_by": "the person" if about.whole else "somebody else",
        "parts": {one.name: {"about": str(one.about), "rows": numbers[one.name]} for one in parts},
        "left_out": [part.name for part in PARTS if part.own and not about.whole],
        "kept_days": {"positions": carried.days(), "mails": outbox.KEPT.days},
    }


def _told(about: Subject, parts: Iterable[Part], numbers: dict[str, int]) -> str:
    """Write the page that a person reads first."""
    day = f"{clock.now().astimezone(clock.zone()):%Y-%m-%d %H:%M}"
    head = _("What {organisation} holds in Wherehold about {name}, as of {day}.").format(
        organisation=organisation.current().name, name=about.name, day=day
    )
    lines = [head, "", _("Each part is there twice: as JSON for programs, as CSV for tables."), ""]
    for part in parts:
        rows = ngettext("{n} row", "{n} rows", numbers[part.name]).format(n=numbers[part.name])
        lines.append(f"{part.name}: {part.about} ({rows})")
    kept = _("Where people were is kept for {days} days, mails for {mails}.")
    lines += ["", kept.format(days=carried.days(), mails=outbox.KEPT.days)]
    lines.append(_("Passwords and keys are not in it: of these only digests are kept."))
    lines.append(_("Notes that others wrote are not in it: ask for them, they may name others."))
    if not about.whole:
        lines.append(_("Where somebody was is given to that person alone, so it is not in it."))
    return "\n".join([*lines, ""])
