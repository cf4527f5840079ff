"""Prints of more labels than anybody waits for: asked for here, made by a job part by part."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db import transaction

from wherehold.kernel import clock, jobs
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed
from wherehold.labels import access, storage, subjects
from wherehold.labels.design import Design
from wherehold.labels.models import Print
from wherehold.labels.refusals import NothingToPrint, TooMany
from wherehold.register.queries import listing

PRINT = "labels.print"
IDS_MAX = 10_000
LABELS_MAX = 200_000
WAITING_MAX = 3
KEPT = timedelta(hours=24)


@transaction.atomic
def begin_print(
    *,
    actor: Actor,
    design: Design,
    format: str,
    asset_ids: Sequence[int] = (),
    given: Mapping[str, Sequence[str]] | None = None,
) -> int:
    """Have labels made in the background, of these assets or of all that meet the filters.

    Raises: NotAllowed without label.print, or for a program that stands for no person; OnlyHere,
        BadDesign, UnknownStock, UnknownPrinter, NoSuchLabel, NothingToPrint, TooMany, BadFilter.
    Records: nothing yet; labels.printed when each is made.
    """
    access.must_print(actor)
    if actor.party_id is None:
        raise NotAllowed({"actor": actor.name, "permission": access.PRINT})
    access.press(design)
    subjects.refuse_address(design)
    total = len(asset_ids)
    if given is not None:
        total = listing.count(actor=actor, given=given).number
    if not total:
        raise NothingToPrint({"asked": 0})
    waiting = Print.objects.filter(by=actor.party_id, ended_at=None).count()
    if total > LABELS_MAX or len(asset_ids) > IDS_MAX or waiting >= WAITING_MAX:
        raise TooMany({"asked": total, "most": LABELS_MAX if given is not None else IDS_MAX})
    asked: dict[str, object] = {"ids": list(asset_ids)}
    if given is not None:
        asked = {"given": {name: list(values) for name, values in given.items()}}
    row = Print.objects.create(
        by_id=actor.party_id,
        scopes=sorted(actor.scopes) if actor.scopes is not None else None,
        asked=asked,
        design=design.packed(),
        format=format,
        total=total,
        stored=secrets.token_hex(16),
        created_at=clock.now(),
    )
    jobs.enqueue(PRINT, {"print_id": row.pk}, key=f"{PRINT}:{row.pk}")
    return row.pk


@transaction.atomic
def part_done(*, actor: Actor, print_id: int, done: int, after_id: int, parts: int) -> None:
    """Note that a part of a print is on the disk.

    Raises: nothing.
    Records: nothing; each label is recorded.
    """
    assert actor.name
    Print.objects.filter(pk=print_id).update(done=done, after_id=after_id, parts=parts)


@transaction.atomic
def end_print(*, actor: Actor, print_id: int, trouble: str = "") -> None:
    """Note that a print is over: its file is there, or what kept it from being made.

    Raises: nothing.
    Records: nothing; each label is recorded.
    """
    assert actor.name
    Print.objects.filter(pk=print_id).update(ended_at=clock.now(), trouble=trouble)


@transaction.atomic
def clean_up(*, actor: Actor) -> int:
    """Delete the files of prints that are older than a day, and forget them; return how many.

    Raises: nothing.
    Records: nothing.
    """
    assert actor.name
    old = list(Print.objects.filter(ended_at__lt=clock.now() - KEPT).values_list("pk", "stored"))
    if old:
        Print.objects.filter(pk__in=[key for key, _stored in old]).delete()
    for _key, stored in old:
        storage.remove(stored)
    return len(old)
