"""What the list of assets can be narrowed to: a fixed map from names to conditions.

Every name is known here or refused; values are parsed before they come near a statement; and
nobody filters by what they may not read, or a filter would tell them. `{a}` in a condition is
where the table's alias goes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from wherehold.kernel import clock, ledger, money, organisation, paths
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Invalid
from wherehold.register.access import visible_sql
from wherehold.register.indexing import plain
from wherehold.register.models import Asset, Category, Place

VALUES_MAX = 200
SEARCH_MAX = 200
SOON_DAYS = 7
# An import with more entries between its first and its last has brought too many to list.
SPAN_MAX = 100_000


class BadFilter(Invalid):
    """A filter that there is not, or a value that it does not take."""

    code = "bad_filter"
    title = _("Cannot filter by this")
    message = _("{field}: {why}")


@dataclass(frozen=True)
class Term:
    """One condition on assets, and, where the tallies can count it, the same on tallies (`t`).

    `probed`: an index finds its assets, so the list asks whether they are few; those that are
    `rare` first. `listed`: the statement that names them, where another table does.
    `slow`: each asset is looked at in another table, so the list asks it of few.
    """

    sql: str
    values: tuple[Any, ...] = ()
    tally: str | None = None
    tally_values: tuple[Any, ...] = ()
    probed: bool = True
    slow: bool = False
    rare: bool = False
    listed: str = ""


NOTHING = Term("FALSE", tally="FALSE")
LIVE = Term("{a}.archived_at IS NULL AND {a}.merged_into_id IS NULL", tally="TRUE", probed=False)
ARCHIVED = Term("{a}.archived_at IS NOT NULL AND {a}.merged_into_id IS NULL")


@dataclass(frozen=True)
class Asked:
    """What a list was asked for, parsed: conditions, words to find, and how it was said."""

    terms: tuple[Term, ...]
    search: str = ""
    said: Mapping[str, list[str]] = field(default_factory=dict)


def parse(actor: Actor, given: Mapping[str, Sequence[str]]) -> Asked:
    """Read filters as they stand in an address. Empty values are as good as none.

    Raises: BadFilter.
    """
    said: dict[str, list[str]] = {}
    terms: list[Term] = []
    for name, values in given.items():
        values = _clean(name, values)
        if not values:
            continue
        said[name] = values
        if name == "search":
            continue
        read = FIELDS.get(name.partition(".")[0])
        if read is None or ("." in name) != (read is _own_field):
            raise BadFilter({"field": name, "why": _("there is no such filter.")})
        terms.append(read(actor, name, values))
    if "archived" not in said:
        terms.insert(0, LIVE)
    return Asked(tuple(terms), " ".join(said.get("search", [])), said)


def _clean(name: str, values: Sequence[str]) -> list[str]:
    if isinstance(values, str) or not all(isinstance(one, str) for one in values):
        raise BadFilter({"field": name, "why": _("not a text.")})
    kept = [one.strip() for one in values if one.strip()]
    if any("\0" in one for one in kept):
        raise BadFilter({"field": name, "why": _("has a character that no text has.")})
    longest = SEARCH_MAX if name == "search" else VALUES_MAX
    if len(kept) > VALUES_MAX or any(len(one) > longest for one in kept):
        raise BadFilter({"field": name[:80], "why": _("too long.")})
    return kept


def _within(column: str, prefixes: Sequence[str]) -> Term:
    if not prefixes:
        return NOTHING
    test = " OR ".join([f"{{a}}.{column} BETWEEN %s AND %s"] * len(prefixes))
    bounds = tuple(bound for path in prefixes for bound in paths.below(path))
    return Term(f"({test})", bounds, f"({test.replace('{a}', 't')})", bounds)


def within_path(column: str, path: str) -> Term:
    """Return the condition of lying below a path; below none lies everything."""
    return _within(column, [path]) if path else Term("TRUE", tally="TRUE", probed=False)


def _place(actor: Actor, name: str, values: list[str]) -> Term:
    return _within("place_path", _paths(Place, values))


def _category(actor: Actor, name: str, values: list[str]) -> Term:
    return _within("category_path", _paths(Category, values))


def _paths(model: type[Place] | type[Category], values: list[str]) -> list[str]:
    """Return the paths of what was named by id, name or full name. One statement."""
    ids = [int(one) for one in values if _is_id(one)]
    names = [one for one in values if not _is_id(one)]
    found = set(model.objects.filter(pk__in=ids).values_list("path", flat=True)) if ids else set()
    if names:
        found |= set(model.objects.filter(full_name__in=names).values_list("path", flat=True))
        found |= set(model.objects.filter(name__in=names).values_list("path", flat=True))
    return sorted(found)


def _is_id(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= 18


def _number(name: str, value: str, most: int) -> int:
    if not _is_id(value) or int(value) > most:
        raise BadFilter({"field": name, "why": _("a whole number is wanted.")})
    return int(value)


def _day(name: str, value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise BadFilter({"field": name, "why": _("a day such as 2026-03-31 is wanted.")}) from None


def _reference(column: str, permission: str = "") -> Callable[[Actor, str, list[str]], Term]:
    def read(actor: Actor, name: str, values: list[str]) -> Term:
        ids = [_number(name, one, 2**63 - 1) for one in values]
        test = f"{{a}}.{column} IN ({', '.join(['%s'] * len(ids))})"
        return _permitted(actor, permission, name, Term(test, tuple(ids)))

    return read


def _permitted(actor: Actor, permission: str, name: str, term: Term) -> Term:
    """Narrow a condition to where the actor may read what it is about.

    Raises: BadFilter when that is nowhere, the same for every value.
    """
    if not permission:
        return term
    if not actor.may_somewhere(permission) and not actor.may_own(permission):
        raise BadFilter({"field": name, "why": _("there is no such filter.")})
    where, values = visible_sql(actor, permission, "{a}")
    if where == "TRUE":
        return term
    return Term(f"({term.sql}) AND {where}", (*term.values, *values), probed=term.probed)


def _choice(column: str, known: Sequence[str]) -> Callable[[Actor, str, list[str]], Term]:
    def read(actor: Actor, name: str, values: list[str]) -> Term:
        chosen = [one for value in values for one in value.split(",") if one]
        if wrong := [one for one in chosen if one not in known]:
            why = str(_("{value} is none of {known}."))
            text = why.format(value=wrong[0][:40], known=", ".join(known))
            raise BadFilter({"field": name, "why": text})
        test = f"{column} IN ({', '.join(['%s'] * len(chosen))})"
        tally = f"t.{test}" if column == "stage" else None
        return Term(f"{{a}}.{test}", tuple(chosen), tally, tuple(chosen), column == "stage")

    return read


def _custody(actor: Actor, name: str, values: list[str]) -> Term:
    today = clock.today()
    soon = today + timedelta(days=SOON_DAYS)
    due = "{a}.held <> '' AND {a}.due_on"
    known = {
        "held": Term("{a}.held <> ''", (), "t.held", probed=False),
        "free": Term("{a}.held = ''", (), "NOT t.held", probed=False),
        "overdue": Term(f"{due} < %s", (today.isoformat(),)),
        "due_today": Term(f"{due} = %s", (today.isoformat(),)),
        "due": Term(f"{due} BETWEEN %s AND %s", (today.isoformat(), soon.isoformat())),
    }
    return _one_of(known, name, values)


def _one_of(known: Mapping[str, Term], name: str, values: list[str]) -> Term:
    if len(values) != 1 or values[0] not in known:
        why = str(_("one of {known} is wanted.")).format(known=", ".join(known))
        raise BadFilter({"field": name, "why": why})
    return known[values[0]]


def _without(actor: Actor, name: str, values: list[str]) -> Term:
    known = {
        "place": Term("{a}.place_path = ''", (), "t.place_path = ''"),
        "holder": Term(
            "{a}.stage = 'in_service' AND {a}.held = ''",
            (),
            "t.stage = 'in_service' AND NOT t.held",
        ),
        "price": Term("{a}.value_minor IS NULL AND {a}.price_minor IS NULL", (), "NOT t.priced"),
        "accountable": unanswered(),
    }
    term = _one_of(known, name, values)
    return _permitted(actor, "asset.price" if values == ["price"] else "", name, term)


def unanswered() -> Term:
    """Return the condition on assets for which nobody answers: they, their category, their place.

    Who answers for a category or place answers for what is in it. Two statements.
    """
    tests, values = [], list[str]()
    for column, model in (("category_path", Category), ("place_path", Place)):
        answered = model.objects.filter(accountable__isnull=False)
        for path in _tops(answered.values_list("path", flat=True)):
            tests.append(f"{{a}}.{column} NOT BETWEEN %s AND %s")
            values += paths.below(path)
    where = "".join(f" AND {test}" for test in tests)
    bounds = tuple(values)
    on_tally = "NOT t.accountable" + where.replace("{a}", "t")
    return Term("{a}.accountable_id IS NULL" + where, bounds, on_tally, bounds, probed=False)


def _tops(found: Iterable[str]) -> list[str]:
    """Return the paths that lie below none of the others."""
    tops: list[str] = []
    for path in sorted(found):
        if not tops or not path.startswith(tops[-1]):
            tops.append(path)
    return tops


def unconfirmed_before(days: int) -> date:
    """Return the day, in UTC, before which a confirmation is too old."""
    return clock.now().astimezone(UTC).date() - timedelta(days=days)


def _unconfirmed(actor: Actor, name: str, values: list[str]) -> Term:
    before = unconfirmed_before(_number(name, values[0], 10_000))
    instant = connection.ops.adapt_datetimefield_value(
        datetime(before.year, before.month, before.day, tzinfo=UTC)
    )
    test = "({a}.confirmed_at IS NULL OR {a}.confirmed_at < %s)"
    # Counted by day in UTC, as the tallies of confirmations are.
    return Term(test, (instant,), "confirmed", (before,))


def _seen(actor: Actor, name: str, values: list[str]) -> Term:
    known = {
        "elsewhere": Term("{a}.astray", rare=True),
        "agrees": Term(
            "{a}.place_path <> '' AND {a}.seen_path <> '' AND "
            "(substr({a}.seen_path, 1, length({a}.place_path)) = {a}.place_path OR "
            "substr({a}.place_path, 1, length({a}.seen_path)) = {a}.seen_path)",
            probed=False,
        ),
        "never": Term("{a}.seen_at IS NULL"),
    }
    return _one_of(known, name, values)


def _keyword(actor: Actor, name: str, values: list[str]) -> Term:
    marks = ", ".join(["%s"] * len(values))
    words = (
        "register_assetkeyword k JOIN register_keyword w ON w.id = k.keyword_id "
        f"WHERE w.name IN ({marks})"
    )
    return _listed("k.asset_id", words, tuple(values))


def _listed(column: str, rows: str, values: tuple[Any, ...]) -> Term:
    """Return the condition of being named by rows of another table."""
    return Term(
        f"EXISTS (SELECT 1 FROM {rows} AND {column} = {{a}}.id)",
        values,
        slow=True,
        rare=True,
        listed=f"SELECT DISTINCT {column} FROM {rows}",
    )


def _ends_soon(column: str) -> Callable[[Actor, str, list[str]], Term]:
    def read(actor: Actor, name: str, values: list[str]) -> Term:
        today = clock.today()
        last = today + timedelta(days=_number(name, values[0], 10_000))
        days = (today.isoformat(), last.isoformat())
        return Term(f"{{a}}.{column} BETWEEN %s AND %s", days, probed=column == "warranty_until")

    return read


def _from(column: str, sign: str) -> Callable[[Actor, str, list[str]], Term]:
    def read(actor: Actor, name: str, values: list[str]) -> Term:
        return Term(f"{{a}}.{column} {sign} %s", (_day(name, values[0]).isoformat(),))

    return read


def _price(sign: str) -> Callable[[Actor, str, list[str]], Term]:
    def read(actor: Actor, name: str, values: list[str]) -> Term:
        digits = money.exponent(organisation.current().currency)
        minor = _number(name, values[0], 10**12) * 10**digits
        term = Term(f"{{a}}.value_minor {sign} %s", (minor,))
        return _permitted(actor, "asset.price", name, term)

    return read


def _import(actor: Actor, name: str, values: list[str]) -> Term:
    """Read the number of an import, whose entries lie between those of its begin and its end."""
    number = _number(name, values[0], 2**63 - 1)
    kinds = ("importers.started", "importers.finished")
    own = [entry.seq for entry in ledger.history("import", number, kinds=kinds)]
    if not own:
        return NOTHING
    last = own[0] if len(own) > 1 else 2**63 - 1
    rows = "kernel_entry e WHERE e.source = %s AND e.seq BETWEEN %s AND %s AND {type} = 'asset'"
    found = _listed("e.subject_id", rows, (f"import:{number}", own[-1], last))
    # Of one asset its own entries are asked; else none goes through those of all assets.
    return replace(
        found,
        sql=found.sql.replace("{type}", "e.subject_type"),
        listed=found.listed.replace("{type}", "(e.subject_type || '')"),
        probed=last - own[-1] <= SPAN_MAX,
    )


def _hold(actor: Actor, name: str, values: list[str]) -> Term:
    standing = _listed("h.asset_id", "register_hold h WHERE h.lifted_at IS NULL", ())
    return _one_of({"yes": standing}, name, values)


def _container(actor: Actor, name: str, values: list[str]) -> Term:
    inside = _number(name, values[0], 2**63 - 1)
    return Term("({a}.container_id = %s OR {a}.held_asset_id = %s)", (inside, inside))


def _own_field(actor: Actor, name: str, values: list[str]) -> Term:
    key = name.partition(".")[2]
    if not key.replace("_", "").replace("-", "").isalnum() or len(key) > 60:
        raise BadFilter({"field": name[:80], "why": _("there is no such filter.")})
    marks = ", ".join(["%s"] * len(values))
    rows = f"register_fieldvalue v WHERE v.key = %s AND v.value IN ({marks})"
    return _listed("v.asset_id", rows, (key, *map(plain, values)))


def _archived(actor: Actor, name: str, values: list[str]) -> Term:
    return _one_of({"yes": ARCHIVED}, name, values)


Read = Callable[[Actor, str, list[str]], Term]
FIELDS: dict[str, Read] = {
    "place": _place,
    "category": _category,
    "holder": _reference("holder_id", "custody.holder"),
    "accountable": _reference("accountable_id"),
    "model": _reference("model_id"),
    "supplier": _reference("supplier_id"),
    "stage": _choice("stage", Asset.Stage.values),
    "condition": _choice("condition", Asset.Condition.values),
    "custody": _custody,
    "without": _without,
    "unconfirmed": _unconfirmed,
    "seen": _seen,
    "keyword": _keyword,
    "warranty": _ends_soon("warranty_until"),
    "refresh": _ends_soon("refresh_on"),
    "purchased_from": _from("purchased_on", ">="),
    "purchased_to": _from("purchased_on", "<="),
    "price_from": _price(">="),
    "price_to": _price("<="),
    "import": _import,
    "inside": _container,
    "field": _own_field,
    "hold": _hold,
    "archived": _archived,
}
