"""Blank labels: printed now, claimed later by whoever sticks one on a thing and scans it."""

from collections.abc import Iterator

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.labels import access, subjects
from wherehold.labels.content import Label, label_of
from wherehold.labels.design import Design, unpacked
from wherehold.labels.events import BatchMade, Claimed
from wherehold.labels.models import Batch, Blank
from wherehold.labels.refusals import BadDesign, NoSuchBlank, NotBlank
from wherehold.register import numbering
from wherehold.register.codes import key_of
from wherehold.register.commands import identifiers, tokens
from wherehold.register.commands.assets import create_assets
from wherehold.register.commands.drafts import AssetDraft

BATCH_MAX = 5_000


@transaction.atomic
def make_batch(*, actor: Actor, size: int, design: Design, name: str = "") -> int:
    """Take so many tags and tokens for labels that are blank, and return the batch.

    Units: `size` is at most 5,000.
    Raises: NotAllowed without label.print; OnlyHere, BadDesign, UnknownStock, UnknownPrinter,
        NoSuchLabel, WouldNotScan, DoesNotFit, NoCode; NotFound before it is founded.
    Records: labels.batch_made.
    """
    access.must_print(actor)
    press = access.press(design)
    subjects.refuse_address(design)
    if not 1 <= size <= BATCH_MAX:
        raise BadDesign({"field": "size", "reason": _("from 1 to 5,000")})
    if subjects.needs_key(press):
        reason = _("a blank label has no GS1 key yet; choose QR, Data Matrix or Code 128.")
        raise BadDesign({"field": "code", "reason": reason})
    tags = numbering.take([""] * size)
    press.plan(label_of(subjects.of_blank(tags[-1], subjects.NO_TOKEN, subjects.owner()), design))
    now = clock.now()
    batch = Batch.objects.create(
        name="".join(filter(str.isprintable, name)).strip()[:80] or f"{tags[0]} – {tags[-1]}",
        size=size,
        design=design.packed(),
        by_id=actor.party_id,
        made_at=now,
    )
    made = [(batch.pk, tag, tokens.new_token()) for tag in tags]
    rows = [(number, tag, key_of("token", token), token) for number, tag, token in made]
    bulk.insert(Blank, ("batch_id", "tag", "key", "token"), rows)
    event = BatchMade(subject_id=batch.pk, name=batch.name, first=tags[0], last=tags[-1], size=size)
    ledger.record([event], actor=actor, happened_at=now)
    return batch.pk


@transaction.atomic
def claim(*, actor: Actor, code: str, asset_id: int) -> str:
    """Let a blank label stand for an asset that is there, and return the tag that it shows.

    The asset keeps its tag; the one on the label is a further code of it.

    Raises: NoSuchBlank, NotBlank; NotFound, NotAllowed (label.print, asset.edit), IsArchived,
        DuplicateIdentifier.
    Records: labels.claimed; register.identifier_added.
    """
    blank = _blank_for_update(actor, code)
    tokens.give_token(actor=actor, asset_id=asset_id, token=blank.token)
    identifiers.add_identifiers(actor=actor, codes={asset_id: [("other", blank.tag)]})
    _claimed(actor, blank, asset_id)
    return blank.tag


@transaction.atomic
def claim_as_new(
    *, actor: Actor, code: str, name: str, place_id: int | None = None
) -> tuple[int, str]:
    """Enter a new asset under the tag of a blank label; return its id and the tag.

    Raises: NoSuchBlank, NotBlank; NotAllowed, NotFound, BadAsset, DuplicateIdentifier.
    Records: register.created, labels.claimed.
    """
    blank = _blank_for_update(actor, code)
    draft = AssetDraft(name=name, tag=blank.tag, place_id=place_id)
    [asset_id] = create_assets(actor=actor, drafts=[draft])
    tokens.give_token(actor=actor, asset_id=asset_id, token=blank.token)
    _claimed(actor, blank, asset_id)
    return asset_id, blank.tag


def labels_of(batch: Batch) -> Iterator[Label]:
    """Yield the labels of a batch, for as long as they are blank, in order."""
    design, owner = unpacked(batch.design), subjects.owner()
    rows = Blank.objects.filter(batch=batch, claimed_at=None).order_by("pk")
    for tag, token in rows.values_list("tag", "token").iterator(chunk_size=1_000):
        yield label_of(subjects.of_blank(tag, token, owner), design)


def _blank_for_update(actor: Actor, code: str) -> Blank:
    assert actor.name
    row = Blank.objects.select_for_update().filter(access.blanks(code)).first()
    if row is None:
        raise NoSuchBlank({"key": code[:80]})
    if row.claimed_at is not None:
        raise NotBlank({"tag": row.tag, "asset": _("something")})
    return row


def _claimed(actor: Actor, blank: Blank, asset_id: int) -> None:
    now = clock.now()
    Blank.objects.filter(pk=blank.pk).update(asset_id=asset_id, claimed_at=now)
    event = Claimed(subject_id=asset_id, tag=blank.tag)
    ledger.record([event], actor=actor, happened_at=now)
