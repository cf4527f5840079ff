"""What somebody wants, resolved: which pools, by which rules, where it lies, who must say yes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Max
from django.utils.translation import gettext as _

from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.kits.queries import kits
from wherehold.register import access as register
from wherehold.register.models import Asset, Category, Model, Place
from wherehold.register.queries import holding, parties, reach
from wherehold.reservations import access, rules, ways
from wherehold.reservations.checking import Ask
from wherehold.reservations.engine import Span
from wherehold.reservations.models import Booking, Reservation, Rule
from wherehold.reservations.pools import Pool
from wherehold.reservations.refusals import BadLine, TooLong
from wherehold.reservations.ways import HERE, Way, Ways

LINES_MAX = 200
QUANTITY_MAX = 10_000


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One thing that is wanted: an asset, or so many of a model or category with features."""

    asset_id: int | None = None
    model_id: int | None = None
    category_id: int | None = None
    quantity: int = 1
    keywords: tuple[str, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)

    def features(self) -> dict[str, Any]:
        """Return what it must have, as a line keeps it."""
        words: dict[str, Any] = {}
        if self.keywords:
            words["keywords"] = list(self.keywords)
        if self.fields:
            words["fields"] = self.fields
        return words


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Who wants what from when to when. A time without a zone is the place's wall clock.

    `wait`: stand in line if it is not free.
    """

    party_id: int
    begins_at: datetime
    ends_at: datetime
    lines: Sequence[Wanted]
    project: str = ""
    note: str = ""
    place_id: int | None = None
    wait: bool = False


@dataclass(frozen=True)
class Kind:
    """A pool of a line, the paths where it lies, and the rule that holds for it.

    `parts` are the pieces of a kit that is asked for by name: they are kept along with it.
    """

    pool: Pool
    place_path: str
    category_path: str
    rule: Rule
    parts: tuple[Pool, ...] = ()
    way: Way = HERE

    def kept(self, begins: datetime, ends: datetime) -> Span:
        """Return from when to when a piece is kept: its ways, and the time needed after it."""
        until = ends + timedelta(minutes=self.rule.buffer_minutes)
        return Span(begins - self.way.takes, until + self.way.takes)

    def ask(self, begins: datetime, ends: datetime, quantity: int) -> Ask:
        """Return what is asked for, with the ways to go and the time needed after it."""
        span = self.kept(begins, ends)
        return Ask(self.pool, span, quantity, self.rule, self.parts, self.way)


def check_lines(lines: Sequence[Wanted]) -> None:
    """Refuse lines that do not say one thing each.

    Raises: BadLine.
    """
    faults = []
    if not 0 < len(lines) <= LINES_MAX:
        faults.append({"index": 0, "why": f"1 to {LINES_MAX} lines."})
    for index, one in enumerate(lines):
        given = [one.asset_id, one.model_id, one.category_id]
        if sum(value is not None for value in given) != 1:
            faults.append({"index": index, "why": _("say one of asset, model and category.")})
        elif not 0 < one.quantity <= (1 if one.asset_id else QUANTITY_MAX):
            faults.append(
                {"index": index, "why": _("quantity {n} cannot be.").format(n=one.quantity)}
            )
    named = [one.asset_id for one in lines if one.asset_id]
    if len(named) != len(set(named)):
        faults.append({"index": 0, "why": _("the same asset twice.")})
    if faults:
        raise BadLine(*({"field": "lines", **one} for one in faults))


def home(actor: Actor, place_id: int | None, permission: str) -> tuple[int | None, str]:
    """Return the place to fetch from: the one that was said, else the one there is a right for.

    Raises: NotFound, NotAllowed.
    """
    if place_id is not None:
        found = holding.place_for(actor=actor, place_id=place_id, permission=permission)
        return found.id, found.path
    grants = actor.within(permission)
    if not grants:
        raise NotAllowed({"actor": actor.name, "permission": permission})
    if any(not grant.place for grant in grants):
        return None, ""
    path = min(grant.place for grant in grants)
    return Place.objects.values_list("pk", flat=True).get(path=path), path


def kinds(
    actor: Actor, wanted: Sequence[tuple[Wanted, str]], permission: str, *, lock: bool
) -> list[Kind]:
    """Return the kind of each line, which is fetched below a path. Few statements, however many.

    Assets are locked if `lock`: all of them at once, in order of id, and what kits among them
    are made of.

    Raises: NotFound, NotAllowed.
    """
    known = rules.all_rules()
    lines = [one for one, _path in wanted]
    named = [one.asset_id for one in lines if one.asset_id]
    pieces = kits.pieces_of(actor=actor, asset_ids=named) if named else {}
    assets = _assets(actor, named, pieces, permission, lock)
    models = _rows(actor, Model, "model", [one.model_id for one in lines if one.model_id])
    categories = _rows(
        actor, Category, "category", [one.category_id for one in lines if one.category_id]
    )
    times = _ways(
        (assets[one.asset_id]["place_path"], path) for one, path in wanted if one.asset_id
    )
    found = []
    for one, place_path in wanted:
        way = HERE
        if one.asset_id:
            asset = assets[one.asset_id]
            where = (asset["place_path"], asset["category_path"])
            way = times.between(where[0], place_path)
            pool = _pool_of_asset(one.asset_id, asset)
        else:
            pool, path = _pool(one, place_path, models, categories)
            where = (place_path, path)
        if not one.asset_id and not actor.may(permission, *where):
            raise NotAllowed({"actor": actor.name, "permission": permission})
        parts = [_pool_of_asset(key, assets.get(key)) for key in pieces.get(one.asset_id or 0, ())]
        found.append(Kind(pool, *where, rules.nearest(known, where[1]), tuple(parts), way))
    return found


def _ways(pairs: Iterable[tuple[str, str]]) -> Ways:
    """Return the times between sites, if any of these lies elsewhere than it is fetched."""
    return ways.known() if any(ways.needed(*pair) for pair in pairs) else Ways()


def _pool_of_asset(asset_id: int, row: dict[str, Any] | None) -> Pool:
    if row is None:  # A part of a kit that the actor may not see.
        return Pool(asset_id=asset_id, label="–")
    of = (row["category_path"], row["model_id"])
    return Pool(asset_id=asset_id, label=row["tag"], of=of)


def _pool(
    one: Wanted, place_path: str, models: dict[int, Any], categories: dict[int, Any]
) -> tuple[Pool, str]:
    category = categories[one.category_id] if one.category_id else None
    model = models[one.model_id] if one.model_id else None
    path = category.path if category else (model.category.path if model and model.category else "")
    pool = Pool(
        model_id=one.model_id,
        category_path=category.path if category else "",
        place_path=place_path,
        keywords=tuple(one.keywords),
        fields=tuple(sorted(one.fields.items())),
        label=str(getattr(model or category, "name", "")),
    )
    return pool, path


def _assets(
    actor: Actor,
    ids: Sequence[int],
    pieces: Mapping[int, Sequence[int]],
    permission: str,
    lock: bool,
) -> dict[int, dict[str, Any]]:
    columns = ("tag", "model_id", "place_path", "category_path")
    every = [*ids, *(key for each in pieces.values() for key in each)]
    if lock or not ids:
        return register.columns_for_update(actor, every, permission, columns) if ids else {}
    seen = Asset.objects.filter(register.visible(actor, permission), pk__in=every)
    rows = {row["pk"]: row for row in seen.values("pk", *columns)}
    if missing := [key for key in ids if key not in rows]:
        raise NotFound(*({"what": "asset", "key": key} for key in missing))
    return rows


def _rows(actor: Actor, table: Any, what: str, ids: Sequence[int]) -> dict[int, Any]:  # noqa: ANN401
    if not ids:
        return {}
    condition = reach.models(actor=actor) if what == "model" else reach.categories(actor=actor)
    found = table.objects.filter(condition, pk__in=ids)
    rows = {one.pk: one for one in (found.select_related("category") if what == "model" else found)}
    if missing := [key for key in ids if key not in rows]:
        raise NotFound(*({"what": what, "key": key} for key in missing))
    return rows


def check_length(kinds_found: Sequence[Kind], begins: datetime, ends: datetime) -> None:
    """Refuse to lend for longer than the rules say.

    Raises: TooLong.
    """
    days = (ends - begins) / timedelta(days=1)
    long = [kind for kind in kinds_found if 0 < kind.rule.longest_days < days]
    if long:
        raise TooLong(*({"what": kind.pool.label, "days": kind.rule.longest_days} for kind in long))


def approval(
    actor: Actor,
    found: Sequence[Kind],
    lines: Sequence[Wanted],
    party: parties.PartyLine,
    asking: Collection[int],
) -> str:
    """Say why somebody must say yes: the category, who borrows, or what it is worth.

    `asking` are people who need it by their roles.
    """
    if all(actor.may(access.APPROVE, kind.place_path, kind.category_path) for kind in found):
        return ""
    if any(kind.rule.approve_always for kind in found):
        return "category"
    if party.kind == "supplier" and any(kind.rule.approve_external for kind in found):
        return "external"
    if party.id in asking:
        return "role"
    limits = [kind.rule.approve_from_minor for kind in found]
    known = [limit for limit in limits if limit is not None]
    if known and _worth(found, lines) >= min(known):
        return "cost"
    return ""


def _worth(found: Sequence[Kind], lines: Sequence[Wanted]) -> int:
    """Return what is lent at most, in minor units of the organisation's currency."""
    total = 0
    for kind, one in zip(found, lines, strict=True):
        pieces = Asset.objects.filter(kind.pool.condition())
        dearest = pieces.aggregate(most=Max("value_minor"))["most"]
        total += (dearest or 0) * one.quantity
    return total


def kinds_of(one: Reservation, rows: Sequence[dict[str, Any]], pools: Sequence[Pool]) -> list[Kind]:
    """Return the kinds of the lines of a reservation that is there. One statement or two."""
    known = rules.all_rules()
    named = {row["asset_id"] for row in rows if row["asset_id"]}
    parts = _kept_along([row["pk"] for row in rows if row["asset_id"]])
    columns = ("pk", "category_path", "place_path")
    lying = {key: at for key, *at in Asset.objects.filter(pk__in=named).values_list(*columns)}
    times = _ways((at[1], one.place_path) for at in lying.values())
    found = []
    for row, pool in zip(rows, pools, strict=True):
        own, lies = lying.get(row["asset_id"], ("", ""))
        path = own or row["category__path"]
        path = path or row["model__category__path"] or ""
        kept = parts.get(row["pk"], ())
        way = times.between(lies, one.place_path)
        rule = rules.nearest(known, path)
        found.append(Kind(pool, one.place_path, path, rule, tuple(kept), way))
    return found


def _kept_along(line_ids: Sequence[int]) -> dict[int, list[Pool]]:
    """Return by line the pieces that are kept beside what it names: those of a kit."""
    if not line_ids:
        return {}
    rows = Booking.objects.filter(line__in=line_ids, returned_at=None).exclude(
        asset=F("line__asset")
    )
    columns = ("line_id", "asset_id", "asset__tag", "asset__category_path", "asset__model_id")
    found: dict[int, list[Pool]] = {}
    for line_id, key, tag, path, model_id in rows.order_by("pk").values_list(*columns):
        pool = Pool(asset_id=key, label=tag, of=(path, model_id))
        found.setdefault(line_id, []).append(pool)
    return found


def model_of(asset_id: int) -> int | None:
    """Return the model of an asset that the actor was let in to."""
    return Asset.objects.values_list("model", flat=True).get(pk=asset_id)


def category_path(actor: Actor, category_id: int) -> str:
    """Return the path of a category that the actor knows.

    Raises: NotFound.
    """
    found = _rows(actor, Category, "category", [category_id])
    return str(found[category_id].path)
