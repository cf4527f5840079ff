"""How the pieces of kits stand: in their kit, or away from it. Kits may be pieces of kits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from wherehold.kits import contents, fitting
from wherehold.kits.models import Kit, Piece

# The rows that the register's door hands out.
from wherehold.register.models import Asset as Asset

DEPTH_MAX = 10
HANDS = ("held", "holder_id", "held_place_id", "held_asset_id")


@dataclass(frozen=True)
class Standing:
    """One piece as it is now, beside the thing that its kit is."""

    kit_id: int
    host: Asset
    asset: Asset

    @property
    def inside(self) -> bool:
        """Say whether it lies in the kit, whoever has it."""
        return self.asset.container_id == self.host.pk

    @property
    def along(self) -> bool:
        """Say whether it lies in the kit and is in the same hands, or in nobody's."""
        return self.inside and all(
            getattr(self.asset, name) == getattr(self.host, name) for name in HANDS
        )

    @property
    def thing(self) -> fitting.Thing:
        """Return what it is matched by."""
        return fitting.Thing(self.asset.pk, self.asset.model_id, self.asset.category_path)


def of_kits(kits: Iterable[Kit]) -> dict[int, list[Standing]]:
    """Return the pieces of kits, whose things are loaded, by kit. One statement."""
    hosts = {kit.pk: kit.asset for kit in kits}
    rows = Piece.objects.filter(kit__in=hosts, left_at=None).select_related("asset").order_by("pk")
    found: dict[int, list[Standing]] = {key: [] for key in hosts}
    for row in rows:
        found[row.kit_id].append(Standing(row.kit_id, hosts[row.kit_id], row.asset))
    return found


def nested(kits: Iterable[Kit]) -> dict[int, list[Standing]]:
    """Return the pieces of kits with those of kits in them, by the outermost kit.

    Two statements for each level of kits in kits, however many there are.
    """
    tops = {kit.pk: kit.pk for kit in kits}
    level = list(kits)
    found: dict[int, list[Standing]] = {key: [] for key in tops}
    for _depth in range(DEPTH_MAX):
        pieces = of_kits(level)
        inner = {one.asset.pk: tops[key] for key, those in pieces.items() for one in those}
        for key, those in pieces.items():
            found[tops[key]] += those
        rows = Kit.objects.filter(asset__in=inner, unmade_at=None).select_related("asset")
        level = list(rows) if inner else []
        if not level:
            break
        tops |= {kit.pk: inner[kit.asset_id] for kit in level}
    return found


def things_of(asset_ids: Iterable[int]) -> list[fitting.Thing]:
    """Return what things are matched by. One statement."""
    rows = Asset.objects.filter(pk__in=set(asset_ids)).order_by("pk")
    columns = ("pk", "model_id", "category_path")
    return [fitting.Thing(*one) for one in rows.values_list(*columns)]


def above(kit: Kit) -> set[int]:
    """Return the thing that a kit is, with those of all kits that it is a piece of."""
    seen, level = {kit.asset_id}, {kit.asset_id}
    while level:
        rows = Piece.objects.filter(asset__in=level, left_at=None)
        level = set(rows.values_list("kit__asset_id", flat=True)) - seen
        seen |= level
    return seen


def lacks(
    kits: Iterable[Kit], pieces: Mapping[int, Iterable[Standing]]
) -> dict[int, dict[int, int]]:
    """Return by kit how many things are lacking of which line. One statement."""
    kits = list(kits)
    lists = contents.lines(Q(kit__in=[kit.pk for kit in kits]))
    found: dict[int, dict[int, int]] = {}
    for kit in kits:
        lines = lists.get(kit.pk, [])
        there = [one.thing for one in pieces.get(kit.pk, ()) if one.along]
        found[kit.pk] = fitting.lacking(lines, fitting.fit(lines, there))
    return found


def named(asset: Asset, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - what a sentence takes
    """Return how refusals name a thing."""
    return {"asset": asset.tag, "asset_id": asset.pk, **more}
