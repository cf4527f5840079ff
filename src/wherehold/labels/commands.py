"""Acts that make labels."""

from collections.abc import Sequence

from django.db import transaction

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.labels import checks
from wherehold.labels.events import Printed
from wherehold.labels.sheet import Label
from wherehold.labels.stocks import DEFAULT
from wherehold.register.commands import tokens


@transaction.atomic
def print_labels(
    *, actor: Actor, asset_ids: Sequence[int], stock: str = DEFAULT, start_at: int = 1
) -> list[Label]:
    """Make the labels of these assets, in the order given, ready for `sheet.draw`.

    Drawing takes longer than anyone should wait for the database, so it comes after.

    Units: `start_at` is the first label of the sheet to use, counted from 1, row by row.
    Raises: OnlyHere while WHEREHOLD_URL is this machine; UnknownStock, NoSuchLabel,
        NothingToPrint, TooMany, WouldNotScan; NotFound, NotAllowed.
    Records: labels.printed, one for each asset.
    """
    chosen = checks.checked_stock(stock, start_at)
    checks.refuse_address(chosen)
    if not asset_ids:
        raise checks.NothingToPrint({"asked": 0})
    if len(asset_ids) > checks.LABELS_MAX:
        raise checks.TooMany({"asked": len(asset_ids), "most": checks.LABELS_MAX})
    known = tokens.ensure_tokens(actor=actor, asset_ids=asset_ids)
    events = [Printed(subject_id=pk, stock=chosen.code) for pk in dict.fromkeys(asset_ids)]
    ledger.record(events, actor=actor, happened_at=clock.now())
    return [Label(checks.address_of(token), asset.tag, asset.name) for asset, token in known]
