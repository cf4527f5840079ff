"""The triggers that keep the tallies, as SQL. Migrations install them.

A migration that rebuilds the table of assets on SQLite loses its triggers and installs them
again. Only unarchived assets that were not merged away count.

On SQLite a trigger costs more than the row that it counts. So whoever inserts many rows pauses
those of insertion, by a row in `register_tallypause`, and adds what it inserted as a group; the
pause begins and ends in one transaction, so nobody else ever meets it (see `tallying.insert`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

KEY = ("place_path", "category_path", "stage", "held", "priced", "accountable")
CONFIRM_KEY = ("place_path", "category_path", "confirmed_on")
NEVER = "0001-01-01"
_WATCHED = (
    *("place_path", "category_path", "stage", "held", "price_minor", "value_minor"),
    *("accountable_id", "archived_at", "merged_into_id"),
)


@dataclass(frozen=True)
class Kept:
    """One table of tallies: its key, how the key reads off an asset, and what may change it."""

    table: str
    key: tuple[str, ...]
    values: tuple[str, ...]
    watched: tuple[str, ...]
    plain_index: str

    def of(self, row: str) -> str:
        """Return the key of a row of assets as SQL."""
        return ", ".join(value.format(row=row) for value in self.values)


def tables(vendor: str) -> tuple[Kept, Kept]:
    """Return the two tables of tallies as a database writes their keys."""
    path = ("{row}.place_path", "{row}.category_path")
    confirmed = {
        "sqlite": f"coalesce(substr({{row}}.confirmed_at, 1, 10), '{NEVER}')",
        "postgresql": (
            f"coalesce(({{row}}.confirmed_at AT TIME ZONE 'UTC')::date, DATE '{NEVER}')"
        ),
    }[vendor]
    traits = (
        "{row}.held <> ''",
        "{row}.price_minor IS NOT NULL",
        "{row}.accountable_id IS NOT NULL",
    )
    return (
        Kept(
            "register_tally", KEY, (*path, "{row}.stage", *traits), _WATCHED, "register_tally_key"
        ),
        Kept(
            "register_confirmtally",
            CONFIRM_KEY,
            (*path, confirmed),
            (
                *("place_path", "category_path", "confirmed_at", "value_minor"),
                *("archived_at", "merged_into_id"),
            ),
            "register_confirm_tally_key",
        ),
    )


def install(vendor: str, execute: Callable[[str], object]) -> None:
    """Make the triggers and what they stand on, in the place of what was there."""
    for statement in {"sqlite": _sqlite, "postgresql": _postgresql}[vendor]():
        execute(statement)


def _live(row: str) -> str:
    return f"{row}.archived_at IS NULL AND {row}.merged_into_id IS NULL"


def add_group(kept: Kept, condition: str) -> str:
    """Return the statement that counts the live assets that a condition on `a` finds. SQLite."""
    key = ", ".join(kept.key)
    groups = ", ".join(str(place + 1) for place in range(len(kept.key)))
    return (
        f"INSERT INTO {kept.table} ({key}, assets, value_minor) "
        f"SELECT {kept.of('a')}, count(*), sum(coalesce(a.value_minor, 0)) "
        f"FROM register_asset a WHERE {_live('a')} AND {condition} GROUP BY {groups} "
        f"{_or_add(kept)}"
    )


def _or_add(kept: Kept) -> str:
    return (
        f"ON CONFLICT ({', '.join(kept.key)}) DO UPDATE SET "
        "assets = assets + excluded.assets, value_minor = value_minor + excluded.value_minor"
    )


def _sqlite() -> Iterator[str]:
    yield "CREATE TABLE IF NOT EXISTS register_tallypause (paused integer PRIMARY KEY)"
    for kept in tables("sqlite"):
        yield f"DROP INDEX IF EXISTS {kept.plain_index}"
        yield (
            f"CREATE UNIQUE INDEX IF NOT EXISTS {kept.table}_one "
            f"ON {kept.table} ({', '.join(kept.key)})"
        )
        for event in ("added", "gone", "moved"):
            yield f"DROP TRIGGER IF EXISTS {kept.table}_{event}"
        moved = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in kept.watched)
        yield (
            f"CREATE TRIGGER {kept.table}_added AFTER INSERT ON register_asset "
            f"WHEN {_live('NEW')} AND NOT EXISTS (SELECT 1 FROM register_tallypause) "
            f"BEGIN {_upsert(kept, 'NEW', 1)} END"
        )
        yield (
            f"CREATE TRIGGER {kept.table}_gone AFTER DELETE ON register_asset "
            f"WHEN {_live('OLD')} BEGIN {_upsert(kept, 'OLD', -1)} END"
        )
        yield (
            f"CREATE TRIGGER {kept.table}_moved AFTER UPDATE OF {', '.join(kept.watched)} "
            f"ON register_asset WHEN {moved} "
            f"BEGIN {_upsert(kept, 'OLD', -1)} {_upsert(kept, 'NEW', 1)} END"
        )


def _upsert(kept: Kept, row: str, sign: int) -> str:
    return (
        f"INSERT INTO {kept.table} ({', '.join(kept.key)}, assets, value_minor) "
        f"SELECT {kept.of(row)}, {sign}, {sign} * coalesce({row}.value_minor, 0) "
        f"WHERE {_live(row)} {_or_add(kept)};"
    )


def _postgresql() -> Iterator[str]:
    events = {
        "INSERT": ("REFERENCING NEW TABLE AS gained", ("gained",)),
        "DELETE": ("REFERENCING OLD TABLE AS lost", ("lost",)),
        "UPDATE": ("REFERENCING OLD TABLE AS lost NEW TABLE AS gained", ("lost", "gained")),
    }
    for event, (transition, rows) in events.items():
        name = f"register_tally_{event.lower()}"
        body = " ".join(_append(kept, rows) for kept in tables("postgresql"))
        yield (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {body} RETURN NULL; END $$"
        )
        yield (
            f"CREATE OR REPLACE TRIGGER {name} AFTER {event} ON register_asset {transition} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )


def _append(kept: Kept, rows: tuple[str, ...]) -> str:
    parts = [
        f"SELECT {kept.of(row)}, {sign} AS one, {sign} * coalesce({row}.value_minor, 0) AS worth "
        f"FROM {row} WHERE {_live(row)}"
        for row in rows
        for sign in (1 if row == "gained" else -1,)
    ]
    key = ", ".join(kept.key)
    return (
        f"INSERT INTO {kept.table} ({key}, assets, value_minor) "
        f"SELECT {key}, sum(one), sum(worth) FROM ({' UNION ALL '.join(parts)}) "
        f"AS moved ({key}, one, worth) "
        f"GROUP BY {key} HAVING sum(one) <> 0 OR sum(worth) <> 0;"
    )
