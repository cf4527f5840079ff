"""Which kits there are, all of one, and which pieces stand for a kit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from wherehold.custody.rules import holders
from wherehold.kernel import bulk, cursors, written
from wherehold.kernel.actor import Actor
from wherehold.kits import access, contents, fitting, standing
from wherehold.kits.models import Kit, Missing, Piece, Want
from wherehold.kits.queries import words
from wherehold.register import access as register
from wherehold.register.queries import known

LIMIT_MAX = 200


@dataclass(frozen=True, kw_only=True)
class KitLine:
    """One kit as lists show it. `lacking` counts what must be in it and is not."""

    id: int
    asset_id: int
    tag: str
    name: str
    template_id: int | None
    template: str
    place: str
    held: bool
    holder: str
    due_on: date | None
    pieces: int
    along: int
    lacking: int
    missing: int

    @property
    def complete(self) -> bool:
        """Say whether everything is in it without which it is not itself."""
        return self.lacking == 0


@dataclass(frozen=True, kw_only=True)
class WantLine:
    """One line of what belongs into it: how many there should be, and how many are."""

    id: int
    asset_id: int | None
    model_id: int | None
    category_id: int | None
    label: str
    quantity: int
    must: bool
    substitutes: list[int]
    substitute_names: list[str]
    have: int = 0


@dataclass(frozen=True, kw_only=True)
class PieceLine:
    """One piece, whether it is in the kit, and else where. Empty names are not to be known."""

    asset_id: int
    tag: str
    name: str
    want_id: int | None
    label: str
    condition: str
    along: bool
    inside: bool
    held: bool
    holder: str
    place: str
    kit_id: int | None
    missing_id: int | None


@dataclass(frozen=True, kw_only=True)
class MissingLine:
    """A piece that was not there, who had it, and what became of it."""

    id: int
    kit_id: int
    kit_tag: str
    kit_name: str
    asset_id: int
    tag: str
    name: str
    holder_id: int | None
    holder: str
    noticed_at: datetime
    outcome: str
    reason: str
    resolved_at: datetime | None
    resolved_by: str
    replacement_id: int | None


@dataclass(frozen=True, kw_only=True)
class Card(KitLine):
    """All of a kit, and what the asker may do with it."""

    made_at: datetime
    wants: list[WantLine]
    items: list[PieceLine]
    followed: list[MissingLine]
    may_edit: bool
    may_pack: bool
    may_give: bool
    may_take: bool


def page(
    *,
    actor: Actor,
    asset_id: int | None = None,
    search: str = "",
    missing: bool = False,
    cursor: str = "",
    limit: int = 50,
) -> tuple[list[KitLine], str | None]:
    """List kits by tag, and the cursor of the page after. Nine statements at most.

    `missing`: those that lack a piece which is followed. `asset_id`: the kit that this is.

    Raises: BadCursor.
    """
    limit = max(1, min(limit, LIMIT_MAX))
    found = access.kits(actor)
    if asset_id is not None:
        found = found.filter(asset=asset_id)
    if search.strip():
        text = search.strip()
        found = found.filter(Q(asset__tag__icontains=text) | Q(asset__name__icontains=text))
    if missing:
        gone = Missing.objects.filter(kit=OuterRef("pk"), outcome=Missing.Outcome.OPEN)
        found = found.filter(Exists(gone))
    if cursor:
        (last,) = cursors.read(cursor, str)
        found = found.filter(asset__tag__gt=last)
    rows = list(_loaded(found).order_by("asset__tag")[: limit + 1])
    after = cursors.write([rows[limit - 1].asset.tag]) if len(rows) > limit else None
    return _lines(actor, rows[:limit]), after


def card(*, actor: Actor, kit_id: int) -> Card:
    """Return all of a kit that the actor may know. A fixed number of statements.

    Raises: NotFound.
    """
    access.found(actor, kit_id)
    kit = _loaded(Kit.objects.filter(pk=kit_id)).get()
    [line] = _lines(actor, [kit])
    lines = contents.lines(Q(kit=kit.pk)).get(kit.pk, [])
    pieces = standing.of_kits([kit])[kit.pk]
    fitted = fitting.fit(lines, [one.thing for one in pieces])
    along = fitting.fit(lines, [one.thing for one in pieces if one.along])
    wants = wants_of(actor=actor, owner=Q(kit=kit.pk), have=fitting.filled(lines, along))
    return Card(
        **line.__dict__,
        made_at=kit.made_at,
        wants=wants,
        items=_pieces(actor, pieces, fitted, {one.id: one.label for one in wants}),
        followed=missing_pieces(actor=actor, kit_id=kit.pk, open_only=False),
        may_edit=register.may(actor, access.EDIT, kit.asset),
        may_pack=register.may(actor, access.PACK, kit.asset),
        may_give=register.may(actor, access.OUT, kit.asset),
        may_take=register.may(actor, access.BACK, kit.asset),
    )


def pieces_of(*, actor: Actor, asset_ids: Iterable[int]) -> dict[int, list[int]]:
    """Return the pieces that stand for each of these things that is a kit, kits in kits as well.

    Who would book, send or count a kit asks for these: it is free when all of them are. What is
    missing from it is not among them. One short statement if none is a kit.
    """
    made = _made(asset_ids)
    kits = list(access.kits(actor).filter(asset__in=made).select_related("asset")) if made else []
    if not kits:
        return {}
    found = standing.nested(kits)
    every = {one.asset.pk for those in found.values() for one in those}
    rows = Missing.objects.filter(asset__in=every, outcome=Missing.Outcome.OPEN)
    gone = set(rows.values_list("asset_id", flat=True))
    return {kit.asset_id: sorted({one.asset.pk for one in found[kit.pk]} - gone) for kit in kits}


def inside_of(*, actor: Actor, asset_ids: Iterable[int]) -> dict[int, list[int]]:
    """Return what lies in each of these things that is a kit, in the same hands."""
    made = _made(asset_ids)
    kits = list(access.kits(actor).filter(asset__in=made).select_related("asset")) if made else []
    found = standing.nested(kits) if kits else {}
    return {kit.asset_id: [one.asset.pk for one in found[kit.pk] if one.along] for kit in kits}


def of_asset(*, actor: Actor, asset_id: int) -> int | None:
    """Return the kit that a thing is, if it is one that the actor may see."""
    return next((key for (key,) in written.asked(_of_asset, actor, asset_id)), None)


def _of_asset(actor: Actor, asset_id: int) -> QuerySet[Any, Any]:
    return access.kits(actor).filter(asset=asset_id).order_by("pk").values_list("pk")[:1]


def numbers_of(*, actor: Actor, asset_ids: Iterable[int]) -> dict[int, int]:
    """Return the kit that each of these things is, by thing, if the actor may see it."""
    rows = access.kits(actor).filter(asset__in=bulk.among(asset_ids))
    return dict(rows.values_list("asset_id", "pk"))


def made_of(*, actor: Actor, asset_id: int) -> QuerySet[Any, Any]:
    """Return the ids of kits that a thing is or was, of those that the actor may see."""
    seen = Kit.objects.filter(asset__in=register.visible_ids(actor))
    return seen.filter(asset=asset_id).values_list("pk")


def with_asset(*, actor: Actor, asset_id: int) -> QuerySet[Any, Any]:
    """Return the ids of kits that a thing is or was a piece of, of those the actor may see."""
    seen = Kit.objects.filter(asset__in=register.visible_ids(actor))
    return Piece.objects.filter(asset=asset_id, kit__in=seen.values("pk")).values_list("kit_id")


def missing_pieces(
    *, actor: Actor, kit_id: int | None = None, open_only: bool = True, limit: int = 500
) -> list[MissingLine]:
    """List pieces that were missing, the newest first. Two statements."""
    rows = Missing.objects.filter(access.missing_seen(actor))
    if kit_id is not None:
        rows = rows.filter(kit=kit_id)
    if open_only:
        rows = rows.filter(outcome=Missing.Outcome.OPEN)
    rows = rows.select_related("asset", "kit__asset", "holder", "resolved_by")
    found = list(rows.order_by("-pk")[:limit])
    return [_missing(actor, one) for one in found]


def count_missing(*, actor: Actor, most: int = 1000) -> int:
    """Count the pieces that are missing, up to one more than `most`."""
    rows = Missing.objects.filter(access.missing_seen(actor), outcome=Missing.Outcome.OPEN)
    return len(rows.values_list("pk")[: most + 1])


def _made(asset_ids: Iterable[int]) -> list[int]:
    """Return those of these things that are kits. By hand: everything that goes out is asked."""
    among = bulk.among(asset_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT asset_id FROM kits_kit WHERE unmade_at IS NULL AND asset_id IN ({among.sql})",  # noqa: S608 - values bound
            among.params,
        )
        return [key for (key,) in cursor.fetchall()]


def _loaded(kits: QuerySet[Kit]) -> QuerySet[Kit]:
    return kits.select_related("asset", "asset__place", "template")


def _lines(actor: Actor, kits: list[Kit]) -> list[KitLine]:
    pieces = standing.of_kits(kits)
    lack = standing.lacks(kits, pieces)
    gone = dict(
        Missing.objects.filter(kit__in=[kit.pk for kit in kits], outcome="")
        .values("kit_id")
        .annotate(n=Count("pk"))
        .values_list("kit_id", "n")
    )
    names = holders(actor, [kit.asset for kit in kits])
    return [
        KitLine(
            id=kit.pk,
            asset_id=kit.asset_id,
            tag=kit.asset.tag,
            name=kit.asset.name,
            template_id=kit.template_id,
            template=kit.template.name if kit.template else "",
            place=kit.asset.place.full_name if kit.asset.place else "",
            held=bool(kit.asset.held),
            holder=names.get(kit.asset_id, ""),
            due_on=kit.asset.due_on,
            pieces=len(pieces[kit.pk]),
            along=sum(one.along for one in pieces[kit.pk]),
            lacking=sum(lack[kit.pk].values()),
            missing=gone.get(kit.pk, 0),
        )
        for kit in kits
    ]


def wants_of(*, actor: Actor, owner: Q, have: dict[int, int]) -> list[WantLine]:
    """Return the lines of a kit or template in words, with how many of each there are."""
    rows = list(Want.objects.filter(owner).order_by("position"))
    labels = words.of_lines(actor=actor, line_ids=[row.pk for row in rows])
    names = known.models(actor=actor, ids={key for row in rows for key in row.substitutes})
    return [
        WantLine(
            id=row.pk,
            asset_id=row.asset_id,
            model_id=row.model_id,
            category_id=row.category_id,
            label=labels[row.pk],
            quantity=row.quantity,
            must=row.must,
            substitutes=row.substitutes,
            substitute_names=[names[key] for key in row.substitutes if key in names],
            have=have.get(row.pk, 0),
        )
        for row in rows
    ]


def _pieces(
    actor: Actor, pieces: list[standing.Standing], fitted: dict[int, int], labels: dict[int, str]
) -> list[PieceLine]:
    ids = [one.asset.pk for one in pieces]
    seen = known.assets(actor=actor, ids=ids)
    names = holders(actor, [one.asset for one in pieces])
    places = known.places(actor=actor, ids={one.asset.place_id or 0 for one in pieces})
    gone = Missing.objects.filter(asset__in=ids, outcome="")
    missing = dict(gone.values_list("asset_id", "pk"))
    inner = dict(access.kits(actor).filter(asset__in=ids).values_list("asset_id", "pk"))
    return [
        PieceLine(
            asset_id=one.asset.pk,
            tag=one.asset.tag,
            name=one.asset.name,
            want_id=fitted.get(one.asset.pk),
            label=labels.get(fitted.get(one.asset.pk, 0), ""),
            condition=one.asset.condition,
            along=one.along,
            inside=one.inside,
            held=bool(one.asset.held),
            holder=names.get(one.asset.pk, ""),
            place=places.get(one.asset.place_id or 0, ""),
            kit_id=inner.get(one.asset.pk),
            missing_id=missing.get(one.asset.pk),
        )
        for one in pieces
        if one.asset.pk in seen
    ]


def _missing(actor: Actor, one: Missing) -> MissingLine:
    told = register.may(actor, "custody.holder", one.asset) or one.holder_id == actor.party_id
    return MissingLine(
        id=one.pk,
        kit_id=one.kit_id,
        kit_tag=one.kit.asset.tag,
        kit_name=one.kit.asset.name,
        asset_id=one.asset_id,
        tag=one.asset.tag,
        name=one.asset.name,
        holder_id=one.holder_id if told else None,
        holder=one.holder.name if told and one.holder else "",
        noticed_at=one.noticed_at,
        outcome=one.outcome,
        reason=one.reason,
        resolved_at=one.resolved_at,
        resolved_by=one.resolved_by.name if one.resolved_by else "",
        replacement_id=one.replacement_id,
    )
