"""A file that is taken in: kept, read through once, with a proposal for its columns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wherehold.importers import mapping, storage
from wherehold.importers.formats import open_table
from wherehold.importers.models import Template
from wherehold.importers.storage import Kept
from wherehold.importers.survey import sample, survey
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound, Refusal
from wherehold.register.models import FieldDefinition


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What is known of a file before anything is entered."""

    name: str
    kept: Kept
    format: str
    about: dict[str, Any]
    program: str
    headings: list[str]
    columns: list[str]
    survey: dict[str, Any]
    options: dict[str, Any] = field(default_factory=dict)


def look(
    *,
    actor: Actor,
    name: str,
    pieces: Iterable[bytes],
    choices: Mapping[str, str] | None = None,
    options: Mapping[str, Any] | None = None,
) -> Looked:
    """Keep a file and find out what is in it. `choices` are fields by heading.

    Whoever may import nothing is refused before a byte is kept.
    Raises: NotAllowed; TooLarge, DiskFull, Unreadable; UnknownColumn, UnknownField, FieldTwice,
        MissingColumn, if there are choices.
    """
    if not actor.may_somewhere("import.run"):
        raise NotAllowed({"actor": actor.name, "permission": "import.run"})
    kept = storage.keep(pieces)
    try:
        return _look(name, kept, choices, dict(options or {}))
    except Refusal:
        storage.path_of(kept.stored).unlink(missing_ok=True)
        raise


def again(columns: list[str], stored: str) -> dict[str, Any]:
    """Read a file through once more, since its columns became others."""
    return survey(open_table(storage.path_of(stored)), columns).as_json()


def _look(
    name: str, kept: Kept, choices: Mapping[str, str] | None, options: dict[str, Any]
) -> Looked:
    table = open_table(storage.path_of(kept.stored))
    own = FieldDefinition.objects.filter(target="asset", archived_at=None)
    rows = [row for _line, row in sample(table)]
    labels = {name: key for key, label in own.values_list("key", "label") for name in (key, label)}
    headings = list(table.headings)
    proposal = mapping.propose(headings, rows, labels)
    known = set(labels.values())
    columns = [
        "" if key.startswith("field.") and key[6:] not in known else key for key in proposal.columns
    ]
    if template := options.pop("template", ""):
        columns = _by_template(headings, columns, template)
    if choices:
        columns = mapping.with_choices(headings, columns, choices)
        mapping.check(headings, columns)
    return Looked(
        name=storage.shown_name(name),
        kept=kept,
        format=table.format,
        about=dict(table.about),
        program=proposal.source,
        headings=headings,
        columns=columns,
        survey=survey(table, columns).as_json(),
        options=options,
    )


def _by_template(headings: list[str], columns: list[str], name: str) -> list[str]:
    """Return the columns as a template has them; where it says nothing, as proposed."""
    template = Template.objects.filter(name=name).first()
    if template is None:
        raise NotFound({"what": "template", "key": name})
    known = {heading.casefold(): key for heading, key in template.columns.items()}
    chosen = [known.get(heading.casefold()) for heading in headings]
    wanted = {key for key in chosen if key}
    return [
        now if now is not None else ("" if before in wanted else before)
        for now, before in zip(chosen, columns, strict=True)
    ]
