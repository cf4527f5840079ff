"""What custody asks the register: holds, places that may be handed to, what is inside what."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import F

from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register import access
from wherehold.register.codes import key_of
from wherehold.register.models import Asset, Hold, Identifier, Place
from wherehold.register.queries import reach


@dataclass(frozen=True)
class PlaceReached:
    """A place that things may be brought to."""

    id: int
    path: str
    name: str


def standing_holds(*, actor: Actor, asset_ids: Iterable[int]) -> dict[int, str]:
    """Return why these assets, which the actor was let in to, are on hold. One statement.

    Of several holds the oldest one speaks.
    """
    assert actor.name
    holds = Hold.objects.filter(asset__in=set(asset_ids), lifted_at=None).order_by("-pk")
    return dict(holds.values_list("asset_id", "reason"))


def place_for(*, actor: Actor, place_id: int, permission: str) -> PlaceReached:
    """Return a place to which the actor may bring things by this permission. One statement.

    Raises: NotFound (also for what is archived), NotAllowed.
    """
    row = Place.objects.filter(pk=place_id, archived_at=None).values_list("path", "full_name")
    found = row.first()
    if found is None or not _within(actor, "asset.see", found[0]):
        raise NotFound({"what": "place", "key": place_id})
    if not _within(actor, permission, found[0]):
        raise NotAllowed({"actor": actor.name, "permission": permission})
    return PlaceReached(place_id, *found)


def around(*, actor: Actor, asset_id: int) -> set[int]:
    """Return an asset and all that it is in. One statement."""
    assert actor.name
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE up(id) AS (SELECT CAST(%s AS bigint) UNION "
            "SELECT a.container_id FROM register_asset a JOIN up ON a.id = up.id "
            "WHERE a.container_id IS NOT NULL) SELECT id FROM up",
            [asset_id],
        )
        return {row[0] for row in cursor.fetchall()}


def keepers(*, actor: Actor, assets: Iterable[Asset]) -> dict[int, str]:
    """Return by asset id who or what holds each of these assets, in words. Two statements at most.

    The caller has asked whether the actor may know.
    """
    assert actor.name
    held = {asset.pk for asset in assets if asset.held}
    rows = Asset.objects.filter(pk__in=held).values_list(
        "pk",
        F("holder__name"),
        F("held_place__full_name"),
        F("held_asset__tag"),
    )
    return {key: next((name for name in names if name), "") for key, *names in rows}


def places_known(*, actor: Actor, place_ids: Iterable[int]) -> set[int]:
    """Return those of the places that the actor knows and that are in use. One statement."""
    found = Place.objects.filter(reach.places(actor=actor), pk__in=set(place_ids), archived_at=None)
    return set(found.values_list("pk", flat=True))


def _within(actor: Actor, permission: str, path: str) -> bool:
    return any(path.startswith(grant.place) for grant in actor.within(permission))


def places_like(*, actor: Actor, text: str, limit: int = 20) -> list[PlaceReached]:
    """Find places that the actor knows by a part of their full name, in order of it."""
    found = Place.objects.filter(reach.places(actor=actor), archived_at=None)
    if text.strip():
        found = found.filter(full_name__icontains=text.strip())
    rows = found.order_by("full_name", "pk").values_list("pk", "path", "full_name")
    return [PlaceReached(*row) for row in rows[:limit]]


@dataclass(frozen=True)
class AssetLine:
    """An asset as forms name it."""

    id: int
    tag: str
    name: str
    place: str
    held: str
    stage: str
    astray: bool


def assets_named(*, actor: Actor, asset_ids: Iterable[int]) -> list[AssetLine]:
    """Return these assets by tag, without those that the actor may not see. One statement."""
    seen = Asset.objects.filter(access.visible(actor), pk__in=set(asset_ids)).order_by("tag")
    rows = seen.values_list("pk", "tag", "name", "place__full_name", "held", "stage", "astray")
    return [AssetLine(*row[:3], row[3] or "", *row[4:]) for row in rows]


def assets_tagged(*, actor: Actor, tags: Iterable[str]) -> dict[str, int]:
    """Return the ids of assets by these tags, as they were written. One statement."""
    keys = {key_of("tag", tag): tag for tag in tags if tag.strip()}
    seen = Asset.objects.filter(access.visible(actor))
    found = Identifier.objects.filter(kind="tag", key__in=keys, asset__in=seen.values("pk"))
    return {keys[key]: asset_id for key, asset_id in found.values_list("key", "asset_id")}
