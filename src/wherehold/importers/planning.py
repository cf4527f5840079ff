"""What a batch of rows would do: which assets they are, and what each is to become.

Everything is done for all rows of a batch at once; a fault puts one row aside and no other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wherehold.importers.fields import CODE_KINDS, FIELDS, OWN
from wherehold.importers.references import ModelName, Person, References
from wherehold.importers.rows import RowReader, Rows
from wherehold.importers.values.bad import Bad
from wherehold.register.codes import key_of
from wherehold.register.commands import claims

# Fields whose value goes into the column of an asset as it is.
_PLAIN = ("name", "order_no", "purchased_on", "warranty_until", "refresh_on", "notes", "keywords")
_MONTHS = (("warranty_months", "warranty_until"), ("refresh_months", "refresh_on"))
_IDLE = frozenset({"planned", "ordered", "missing", "retired", "disposed"})


@dataclass(slots=True)
class Wish:
    """What one row says. `asset_id` is the asset that it is about, None for a new one.

    `given` are the values that the row gives, by column of the asset; what it leaves empty
    stays as it is.
    """

    row: int
    line: int
    given: dict[str, Any]
    codes: list[tuple[str, str]]
    asset_id: int | None = None
    holder_id: int | None = None
    held_place_id: int | None = None
    due_on: date | None = None
    parent: str = ""


@dataclass
class Seen:
    """The codes of the rows so far: which line had which first. A property of the file alone."""

    lines: dict[str, dict[str, int]] = field(default_factory=dict)

    def note(self, kind: str, key: str, line: int) -> int | None:
        """Return the earlier line that has the code, or note this one."""
        first = self.lines.setdefault(kind, {}).setdefault(key, line)
        return None if first == line else first


class Planner:
    """Plans the batches of one run, in order."""

    def __init__(self, reader: RowReader, refs: References, known_codes: set[Any] | None) -> None:
        self.reader = reader
        self.refs = refs
        self.seen = Seen()
        self._known_codes = known_codes
        self._columns = set(reader.reading.columns)

    def pass_over(self, rows: Rows) -> None:
        """Note the codes of rows that an earlier run has stored."""
        for _row, kind, key, line in self._codes(rows):
            self.seen.note(kind, key, line)

    def plan(self, rows: Rows) -> list[Wish]:
        """Return what the good rows wish for. The faults of the others stand with the rows."""
        owners = self._owners(rows)
        self._name_faults(rows, owners)
        references = self._references(rows)
        names = [*references, *(key for key in _PLAIN if key in rows.values)]
        columns = [*references.values(), *(rows.values[key] for key in names[len(references) :])]
        self._prices(rows, names, columns)
        self._stages(rows, names, columns)
        self._months(rows, names, columns)
        self._own_fields(rows, names, columns)
        people = self._people(rows)
        places = self._paths(rows, "holder_place", "places")
        wishes = []
        codes = self._code_lists(rows)
        if not columns:
            columns, names = [[None] * len(rows.lines)], ["name"]
        for row, values in enumerate(zip(*columns, strict=True)):
            if row in rows.faults:
                continue
            given = {n: v for n, v in zip(names, values, strict=True) if v not in (None, "", ())}
            wish = Wish(row, rows.lines[row], given, codes[row], owners.get(row))
            if people:
                wish.holder_id = people[row]
            if places:
                wish.held_place_id = places[row]
            wishes.append(wish)
        self._rest(rows, wishes)
        return [wish for wish in wishes if wish.row not in rows.faults]

    def _rest(self, rows: Rows, wishes: Sequence[Wish]) -> None:
        """Settle what depends on the whole row: name, holder, due day, parent."""
        due, parents = rows.values.get("due_on"), rows.values.get("parent")
        models = rows.values.get("model")
        for wish in wishes:
            if "name" not in wish.given and wish.asset_id is None and models:
                wish.given["name"] = models[wish.row]
            if wish.holder_id or wish.held_place_id:
                self._hold(rows, wish)
                wish.due_on = due[wish.row] if due else None
            if parents and parents[wish.row]:
                wish.parent = parents[wish.row]
                self._check_parent(rows, wish)

    def _name_faults(self, rows: Rows, owners: Mapping[int, int]) -> None:
        """Put new things without a name aside, before anything is entered for them."""
        column = self.reader.column_of("name", "model")
        names = zip(rows.of("name"), rows.of("model"), strict=True)
        for row, (name, model) in enumerate(names):
            if not name and not model and row not in owners and row not in rows.faults:
                rows.fault(row, column, Bad("missing_name"))

    def _hold(self, rows: Rows, wish: Wish) -> None:
        stage = wish.given.get("stage")
        if stage in _IDLE:
            column = self.reader.column_of("stage", "retired")
            rows.fault(wish.row, column, Bad("held_but_idle", stage=stage.replace("_", " ")))
        elif stage is None and wish.asset_id is None:
            wish.given["stage"] = "in_service"

    def _check_parent(self, rows: Rows, wish: Wish) -> None:
        known = self._known_codes or set()
        if not any((kind, key_of(kind, wish.parent)) in known for kind in set(CODE_KINDS.values())):
            rows.fault(wish.row, self.reader.column_of("parent"), Bad("unknown_parent"))

    def _codes(self, rows: Rows) -> Iterator[tuple[int, str, str, int]]:
        """Give each code of the batch: row, kind, key, line."""
        for field_key, kind in CODE_KINDS.items():
            values = rows.values.get(field_key)
            if not values:
                continue
            for row, value in enumerate(values):
                if value:
                    yield row, kind, key_of(kind, value), rows.lines[row]

    def _code_lists(self, rows: Rows) -> list[list[tuple[str, str]]]:
        lists: list[list[tuple[str, str]]] = [[] for _ in rows.lines]
        for field_key, kind in CODE_KINDS.items():
            for row, value in enumerate(rows.values.get(field_key) or ()):
                if value:
                    lists[row].append((kind, value))
        return lists

    def _owners(self, rows: Rows) -> dict[int, int]:
        """Return the asset that each row is about, by its codes, and put twins aside."""
        wanted = list(self._codes(rows))
        for row, kind, key, line in wanted:
            first = self.seen.note(kind, key, line)
            if first is not None:
                what = FIELDS[kind if kind in FIELDS else f"id.{kind}"].label
                column = self.reader.column_of(kind, f"id.{kind}")
                rows.fault(
                    row,
                    column,
                    Bad(
                        "duplicate_identifier", says="duplicate_in_file", line=first, what=str(what)
                    ),
                )
        known = claims.taken([(row, kind, key, "") for row, kind, key, _line in wanted])
        if not known:
            return {}
        return self._match(rows, wanted, known)

    def _match(
        self,
        rows: Rows,
        wanted: Sequence[tuple[int, str, str, int]],
        known: dict[tuple[str, str], int | None],
    ) -> dict[int, int]:
        owners: dict[int, int] = {}
        for row, kind, key, _line in wanted:
            if (kind, key) not in known:
                continue
            owner = known[kind, key]
            column = self.reader.column_of(kind, f"id.{kind}")
            if owner is None:  # It belongs to something that is no asset.
                rows.fault(row, column, Bad("duplicate_identifier"))
                continue
            before = owners.setdefault(row, owner)
            if before != owner:
                rows.fault(row, column, Bad("duplicate_identifier"))
            elif kind != "tag" and (tags := rows.values.get("tag")) and tags[row]:
                if known.get(("tag", key_of("tag", tags[row]))) != owner:
                    rows.fault(row, column, Bad("duplicate_identifier"))
        return owners

    def _references(self, rows: Rows) -> dict[str, list[Any]]:
        """Return the columns of ids that the names of the batch mean."""
        found: dict[str, list[Any]] = {}
        for key, kind, name in (
            ("place", "places", "place_id"),
            ("category", "categories", "category_id"),
        ):
            if ids := self._paths(rows, key, kind):
                found[name] = ids
        if "supplier" in self._columns:
            names = rows.of("supplier")
            found["supplier_id"] = self._looked_up(rows, "suppliers", names, "supplier")
        if self._columns & {"model", "model_number", "manufacturer"}:
            categories = found.get("category_id") or [None] * len(rows.lines)
            models = [
                ModelName(model or number or maker, number or "", maker or "", category)
                if model or number or maker
                else None
                for model, number, maker, category in zip(
                    rows.of("model"),
                    rows.of("model_number"),
                    rows.of("manufacturer"),
                    categories,
                    strict=True,
                )
            ]
            column = next(
                k for k in ("model", "model_number", "manufacturer") if k in self._columns
            )
            found["model_id"] = self._looked_up(rows, "models", models, column)
        return found

    def _paths(self, rows: Rows, key: str, kind: str) -> list[Any]:
        if key not in self._columns:
            return []
        return self._looked_up(rows, kind, rows.of(key, ()), key)

    def _looked_up(self, rows: Rows, kind: str, names: Sequence[Any], key: str) -> list[Any]:
        """Return what names mean. Those of rows that are put aside already are not entered."""
        good = {name for row, name in enumerate(names) if row not in rows.faults}
        found = self.refs.find(kind, good)
        ids = [found.get(name) if name else None for name in names]
        if Bad in set(map(type, ids)):
            column = self.reader.column_of(key)
            for row, number in enumerate(ids):
                if isinstance(number, Bad):
                    rows.fault(row, column, number)
        return ids

    def _people(self, rows: Rows) -> list[Any]:
        keys = {"holder", "holder_email", "holder_username", "holder_first", "holder_last"}
        if not self._columns & keys:
            return []
        parts = zip(
            *(rows.of(key) for key in ("holder", "holder_email", "holder_username")),
            *(rows.of(key) for key in ("holder_first", "holder_last")),
            strict=True,
        )
        people = [_person(*(part or "" for part in row)) for row in parts]
        mapped = ("holder_email", "holder_username", "holder", "holder_first", "holder_last")
        key = next(key for key in mapped if key in self._columns)
        return self._looked_up(rows, "people", people, key)

    def _prices(self, rows: Rows, names: list[str], columns: list[list[Any]]) -> None:
        if "price" not in rows.values:
            return
        prices = rows.values["price"]
        currencies = rows.values.get("currency")
        minor = [price[0] if price else None for price in prices]
        signs = [price[1] if price else "" for price in prices]
        if currencies:
            signs = [
                c or s if m is not None else ""
                for c, s, m in zip(currencies, signs, minor, strict=True)
            ]
        names += ["price_minor", "currency"]
        columns += [minor, signs]

    def _stages(self, rows: Rows, names: list[str], columns: list[list[Any]]) -> None:
        retired = rows.values.get("retired")
        if "stage" in rows.values or retired:
            stages = rows.of("stage")
            if retired:
                stages = ["retired" if r else s for r, s in zip(retired, stages, strict=True)]
            names.append("stage")
            columns.append(stages)
        if "condition" in rows.values:
            names.append("condition")
            columns.append(rows.values["condition"])

    def _months(self, rows: Rows, names: list[str], columns: list[list[Any]]) -> None:
        """Make days of months: they count from the day of purchase."""
        bought = rows.values.get("purchased_on")
        for months_key, day_key in _MONTHS:
            months = rows.values.get(months_key)
            if not months or not bought:
                continue
            ends = [
                _after(day, count) if day and count else None
                for day, count in zip(bought, months, strict=True)
            ]
            if day_key in names:
                index = names.index(day_key)
                ends = [given or end for given, end in zip(columns[index], ends, strict=True)]
                columns[index] = ends
            else:
                names.append(day_key)
                columns.append(ends)

    def _own_fields(self, rows: Rows, names: list[str], columns: list[list[Any]]) -> None:
        keys = [key for key in rows.values if key.startswith(OWN)]
        if not keys:
            return
        bare = [key.removeprefix(OWN) for key in keys]
        names.append("fields")
        columns.append(
            [
                {k: v for k, v in zip(bare, values, strict=True) if v is not None} or None
                for values in zip(*(rows.values[key] for key in keys), strict=True)
            ]
        )


def _person(holder: str, email: str, username: str, first: str, last: str) -> Person | None:
    """Put together who holds something, from whatever a row says of them."""
    name = " ".join(part for part in (first, last) if part)
    if "@" in holder and not email:
        email, holder = holder, ""
    elif holder and not username and not email and not name and _is_username(holder):
        username, holder = holder, ""
    name = name or holder
    return Person(email, username, name) if email or username or name else None


def _is_username(text: str) -> bool:
    """Say whether a text can only be a user name: no space, no capital, and a sign or digit."""
    plain = text.replace(".", "").replace("_", "").replace("-", "")
    return text == text.lower() and plain.isascii() and plain.isalnum()


def _after(day: date, months: int) -> date:
    """Return the day some months later, the last of the month if it is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    following = date(first.year + month // 11, (month + 1) % 12 + 1, 1)
    return first.replace(day=min(day.day, (following - first).days))
