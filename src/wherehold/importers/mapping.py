"""Which column becomes which field: proposed from headings, then from what stands below them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from wherehold.importers.fields import FIELDS, LEFT_OUT, OWN, field_for
from wherehold.importers.sources import SOURCES, Source
from wherehold.importers.synonyms import SYNONYMS, key_of
from wherehold.importers.values import dates, prices, texts
from wherehold.importers.values.bad import Bad
from wherehold.kernel.errors import Invalid

SIGNS_MIN = 2
SHARE_MIN = 0.8
LEFT_OUT_WORDS = frozenset({"", "-", "skip", "leave_out", "none"})


class UnknownColumn(Invalid):
    """A mapping names a column that the file does not have."""

    code = "unknown_column"
    title = _("No such column")
    message = _("The file has no column {column}. It has: {known}.")


class UnknownField(Invalid):
    """A mapping names a field that there is not."""

    code = "unknown_field"
    title = _("No such field")
    message = _("There is no field {field}. There are: {known}.")


class FieldTwice(Invalid):
    """Two columns would become one field."""

    code = "field_twice"
    title = _("Twice the same")
    message = _("{first} and {second} cannot both become {field}. Leave one of them out.")


class MissingColumn(Invalid):
    """No column says what a thing is or which one it is."""

    code = "missing_column"
    title = _("A column is missing")
    message = _("No column becomes {fields}. Choose one, so that there is something to import.")


@dataclass(frozen=True)
class Proposal:
    """What the columns of a file seem to be, and by whose headings it was told."""

    columns: list[str]
    source: str = ""
    remarks: dict[int, str] = field(default_factory=dict)

    @property
    def source_name(self) -> str:
        """Return the name of the program that the file seems to come from."""
        return SOURCES[self.source].name if self.source else ""


def propose(
    headings: Sequence[str],
    samples: Sequence[Sequence[str]] = (),
    own_fields: Mapping[str, str] | None = None,
) -> Proposal:
    """Propose a field for each column; "" leaves it out.

    `own_fields` are the keys of the organisation's own fields by label. A field that two columns
    could become goes to the first that has anything in it.
    """
    source = source_of(headings)
    own = {key_of(label): OWN + key for label, key in (own_fields or {}).items()}
    columns = [LEFT_OUT] * len(headings)
    remarks: dict[int, str] = {}
    taken: set[str] = set()
    order = sorted(range(len(headings)), key=lambda i: not any(row[i].strip() for row in samples))
    for index in order:
        key = _field_of(headings[index], source, own)
        known = field_for(key) if key else None
        if known is None:
            continue
        if key in taken and not known.many:
            remarks[index] = "twice"
            continue
        columns[index] = key
        taken.add(key)
    _by_content(headings, samples, columns, taken)
    return Proposal(columns, source.code if source else "", remarks)


def source_of(headings: Iterable[str]) -> Source | None:
    """Return the program whose headings these are, if they are those of one."""
    given = {heading.casefold() for heading in headings}
    best = max(SOURCES.values(), key=lambda source: len(given & source.signs))
    return best if len(given & best.signs) >= SIGNS_MIN else None


def with_choices(
    headings: Sequence[str], columns: Sequence[str], choices: Mapping[str, str]
) -> list[str]:
    """Return the columns with a person's choices, given by heading or by number from 1.

    Raises: UnknownColumn, UnknownField.
    """
    chosen = list(columns)
    for heading, key in choices.items():
        index = _index_of(headings, heading)
        wanted = LEFT_OUT if key.strip().casefold() in LEFT_OUT_WORDS else key.strip()
        if wanted and field_for(wanted) is None:
            raise UnknownField({"field": wanted, "known": ", ".join(FIELDS)})
        if wanted and not field_for(wanted).many:  # type: ignore[union-attr]
            chosen = [LEFT_OUT if one == wanted else one for one in chosen]
        chosen[index] = wanted
    return chosen


def check(headings: Sequence[str], columns: Sequence[str]) -> None:
    """Refuse a mapping that says nothing of an asset, or one field twice.

    Raises: FieldTwice, MissingColumn, UnknownField.
    """
    used: dict[str, int] = {}
    for index, key in enumerate(columns):
        known = field_for(key) if key else None
        if key and known is None:
            raise UnknownField({"field": key, "known": ", ".join(FIELDS)})
        if known and key in used and not known.many:
            pair = {"first": title(headings, used[key]), "second": title(headings, index)}
            raise FieldTwice({"field": key, **pair})
        used.setdefault(key, index)
    if not used.keys() & {"name", "model", "tag", "serial"}:
        raise MissingColumn({"fields": "name, model, tag, serial"})


def title(headings: Sequence[str], index: int) -> str:
    """Return how to speak of a column: its heading, else its number."""
    return headings[index] or str(_("Column {number}")).format(number=index + 1)


def _index_of(headings: Sequence[str], wanted: str) -> int:
    named = wanted.strip().casefold()
    for index, heading in enumerate(headings):
        if heading.casefold() == named:
            return index
    if named.isdigit() and 0 < int(named) <= len(headings):
        return int(named) - 1
    raise UnknownColumn({"column": wanted, "known": ", ".join(filter(None, headings))})


def _field_of(heading: str, source: Source | None, own: Mapping[str, str]) -> str:
    named = heading.casefold()
    if source and named in source.headings:
        return source.headings[named]
    if named.startswith("hb.field."):
        return own.get(key_of(heading[9:])) or OWN + slug_of(heading[9:])
    if named.startswith(OWN):
        return OWN + named.removeprefix(OWN)
    return own.get(key_of(heading)) or SYNONYMS.get(key_of(heading), LEFT_OUT)


def slug_of(text: str) -> str:
    """Return the key that a heading gives to a field of our own."""
    from django.utils.text import slugify

    return slugify(text)[:60] or "field"


def _by_content(
    headings: Sequence[str],
    samples: Sequence[Sequence[str]],
    columns: list[str],
    taken: set[str],
) -> None:
    """Give e-mail addresses, days and prices under unknown headings what they can only be."""
    for index, key in enumerate(columns):
        filled = [row[index] for row in samples if row[index].strip()]
        if key or len(filled) < 2:
            continue
        hint = headings[index].casefold()
        guesses = (
            ("holder_email", texts.looks_like_email, not taken & {"holder", "holder_email"}),
            ("purchased_on", _is_day, any(word in hint for word in ("buy", "purch", "kauf"))),
            ("price", _has_sign, True),
        )
        for guess, matches, fits in guesses:
            if fits and guess not in taken and _mostly(filled, matches):
                columns[index] = guess
                taken.add(guess)
                break


def _mostly(filled: Sequence[str], matches: object) -> bool:
    assert callable(matches)
    return sum(bool(matches(text)) for text in filled) >= SHARE_MIN * len(filled)


def _is_day(text: str) -> bool:
    return not isinstance(dates.read(text, dates.order_of([text])[0]), Bad)


def _has_sign(text: str) -> bool:
    return any(sign in text for sign in "€$£") and not isinstance(prices.read(text, "EUR", ""), Bad)
