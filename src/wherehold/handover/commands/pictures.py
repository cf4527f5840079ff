"""The photos of a hand-over: files on the things themselves, known here by number and hash."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from wherehold.handover.refusals import BadHandover
from wherehold.kernel.actor import Actor
from wherehold.register import files
from wherehold.register.commands import attachments
from wherehold.register.queries import attachments as known
from wherehold.register.queries.attachments import Subject

PHOTOS_MAX = 12
Photos = dict[int, list[dict[str, Any]]]


@transaction.atomic
def put(
    *, actor: Actor, wanted: Mapping[int, tuple[Sequence[int], Sequence[files.Kept]]]
) -> Photos:
    """Put received photos on their things; return all that belong to each, by asset.

    Raises: BadHandover for a file that is no photo of the thing; NotAllowed (asset.attach).
    Records: register.attached for each new one.
    """
    ids: dict[int, list[int]] = {}
    for asset_id, (photo_ids, kept) in wanted.items():
        ids[asset_id] = list(dict.fromkeys(photo_ids))
        if kept:
            subject = Subject("asset", asset_id)
            ids[asset_id] += attachments.attach_files(actor=actor, subject=subject, kept=kept)
    every = [key for each in ids.values() for key in each]
    found = {one.id: one for one in known.photos(actor=actor, attachment_ids=every)}
    foreign = [
        key
        for asset_id, each in ids.items()
        for key in each
        if key not in found or found[key].asset_id != asset_id
    ]
    if foreign or any(len(each) > PHOTOS_MAX for each in ids.values()):
        raise BadHandover({"field": "photos", "why": ", ".join(map(str, foreign)) or PHOTOS_MAX})
    return {
        asset_id: [
            {"id": key, "name": found[key].name, "sha256": found[key].sha256} for key in each
        ]
        for asset_id, each in ids.items()
    }
