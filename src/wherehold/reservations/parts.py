"""Kits among what is lent: one is free when all that it is made of is."""

from collections.abc import Iterable, Mapping

from wherehold.kernel.actor import system
from wherehold.kits.queries import kits
from wherehold.reservations import pools
from wherehold.reservations.engine import Span


def of_kits(asset_ids: Iterable[int]) -> dict[int, list[int]]:
    """Return the pieces of those of these things that are kits. One statement if none is."""
    return kits.pieces_of(actor=system("reservations"), asset_ids=asset_ids)


def with_parts(
    codes: Mapping[int, str], span: Span, late_days: int, without: Iterable[int] = ()
) -> dict[int, str]:
    """Return what keeps things from being free, kits judged by their pieces as well."""
    made = of_kits(key for key, code in codes.items() if code == pools.FREE)
    if not made:
        return dict(codes)
    every = sorted({part for parts in made.values() for part in parts})
    found = pools.codes_of_named([(key, span, late_days) for key in every], without)
    of_part = {key: one.get(key, pools.STAGE) for key, one in zip(every, found, strict=True)}
    judged = {
        kit: next((of_part[one] for one in parts if of_part[one] != pools.FREE), pools.FREE)
        for kit, parts in made.items()
    }
    return {**codes, **judged}


def fixed(
    asset_ids: Iterable[int], taken: Mapping[int, list[Span]], made: Mapping[int, list[int]]
) -> dict[int, list[Span]]:
    """Return what is fixed on things, on a kit all that is fixed on its pieces."""
    return {
        key: [*taken.get(key, ()), *(s for part in made.get(key, ()) for s in taken.get(part, ()))]
        for key in asset_ids
    }
