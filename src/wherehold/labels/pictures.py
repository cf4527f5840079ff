"""Labels as a page shows them before they are printed."""

from dataclasses import replace

from wherehold.kernel.actor import Actor
from wherehold.labels import sheet
from wherehold.labels.asking import Wanted
from wherehold.labels.content import Label
from wherehold.labels.queries import Preview, preview
from wherehold.labels.sheet import Press
from wherehold.register.queries import listing

SHEET_PPI = 96
ROLL_PPI = 203


def previewed(actor: Actor, wanted: Wanted) -> Preview:
    """Return the labels of the first sheet.

    Raises: as `preview`; BadFilter.
    """
    ids = list(wanted.asset_ids)
    if wanted.given is not None:
        ids = next(listing.ids_matching(actor=actor, given=wanted.given, chunk=200), [])
    return preview(
        actor=actor,
        design=wanted.design,
        asset_ids=ids,
        place_ids=wanted.place_ids,
        party_ids=wanted.party_ids,
        commands=wanted.commands,
    )


def of_sheet(actor: Actor, wanted: Wanted) -> bytes:
    """Draw the first sheet with the edges of its labels, as PNG."""
    shown = previewed(actor, wanted)
    first = next(sheet.pages(shown.press, shown.labels), [])
    ppi = ROLL_PPI if shown.press.stock.is_roll else SHEET_PPI
    return sheet.compiled(shown.press, [first], "png", ppi, edges=not shown.press.stock.is_roll)[0]


def of_label(actor: Actor, wanted: Wanted) -> bytes:
    """Draw the first label alone, in the dots of its printer, as PNG."""
    shown = previewed(actor, wanted)
    return sheet.draw(single(shown.press), shown.labels[:1] or [Label("", ())], "png")[0]


def single(press: Press) -> Press:
    """Return how a label is made alone: a page is the label, and nothing is off."""
    stock = press.stock
    alone = replace(
        stock, page_mm=stock.label_mm, columns=1, rows=1, left_mm=0, top_mm=0, pitch_mm=(0, 0)
    )
    profile = press.profile.calibrated(0, 0, 1)
    return Press(alone, profile, replace(press.design, start_at=1))
