"""What an organisation adds to labels: designs, printers and how far off they print, stocks."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.labels import access
from wherehold.labels.design import Design
from wherehold.labels.events import (
    DesignRemoved,
    DesignSaved,
    PrinterArchived,
    PrinterSaved,
    StockArchived,
    StockSaved,
)
from wherehold.labels.models import OwnStock, Printer, SavedDesign
from wherehold.labels.printers import PROFILES
from wherehold.labels.refusals import BadDesign
from wherehold.labels.stocks import Stock, of_table

NAME_MAX = 80
OFFSET_MM_MAX, SCALE_OFF_MAX = 20.0, 0.1
SIDE_MM = (5.0, 1_000.0)


@transaction.atomic
def save_design(*, actor: Actor, name: str, design: Design) -> int:
    """Keep a design under a name; one that has the name already is changed.

    Raises: NotAllowed without label.print; BadDesign, UnknownStock, UnknownPrinter, NoSuchLabel.
    Records: labels.design_saved.
    """
    access.must_print(actor)
    access.press(design)
    kept = {**design.packed(), "start_at": 1}
    name = _name(name)
    row, _made = SavedDesign.objects.update_or_create(name=name, defaults={"design": kept})
    event = DesignSaved(subject_id=row.pk, name=name, design=kept)
    ledger.record([event], actor=actor, happened_at=clock.now())
    return row.pk


@transaction.atomic
def remove_designs(*, actor: Actor, design_ids: Sequence[int]) -> None:
    """Take designs away.

    Raises: NotAllowed without label.print; NotFound.
    Records: labels.design_removed, one for each.
    """
    access.must_print(actor)
    found = SavedDesign.objects.select_for_update().in_bulk(list(design_ids))
    if missing := sorted(set(design_ids) - found.keys()):
        raise NotFound(*({"what": "design", "key": key} for key in missing))
    SavedDesign.objects.filter(pk__in=found).delete()
    events = [DesignRemoved(subject_id=key, name=row.name) for key, row in found.items()]
    ledger.record(events, actor=actor, happened_at=clock.now())


@transaction.atomic
def save_printer(
    *,
    actor: Actor,
    name: str,
    profile: str,
    right_mm: float = 0.0,
    down_mm: float = 0.0,
    scale: float = 1.0,
) -> int:
    """Keep a printer with what its calibration page showed; one that has the name is changed.

    Units: `right_mm` and `down_mm` move everything; `scale` 1.002 makes everything that much
        larger.
    Raises: NotAllowed without label.print; BadDesign.
    Records: labels.printer_saved.
    """
    access.must_print(actor)
    limits = [
        ("profile", _("unknown"), profile in PROFILES),
        ("right_mm", _("at most 20 mm"), abs(right_mm) <= OFFSET_MM_MAX),
        ("down_mm", _("at most 20 mm"), abs(down_mm) <= OFFSET_MM_MAX),
        ("scale", _("from 90 to 110 %"), abs(scale - 1) <= SCALE_OFF_MAX),
    ]
    _refuse(limits)
    values = {
        "profile": profile,
        "right_um": round(right_mm * 1000),
        "down_um": round(down_mm * 1000),
        "scale_ppm": round(scale * 1e6),
    }
    now, name = clock.now(), _name(name)
    row, _made = Printer.objects.update_or_create(
        name=name, defaults={**values, "calibrated_at": now, "archived_at": None}
    )
    event = PrinterSaved(subject_id=row.pk, name=name, **values)  # type: ignore[arg-type]
    ledger.record([event], actor=actor, happened_at=now)
    return row.pk


@transaction.atomic
def save_stock(*, actor: Actor, name: str, table: Mapping[str, Any]) -> int:
    """Keep a stock that the organisation measured; one that has the name already is changed.

    `table` is as those of `stocks.toml`.

    Raises: NotAllowed without settings.manage everywhere; BadDesign.
    Records: labels.stock_saved.
    """
    access.must_set(actor)
    name = _name(name)
    stock = of_table("own", {**table, "name": name})
    _refuse(_measured(stock))
    kept = {"table": dict(table), "archived_at": None}
    row, _made = OwnStock.objects.update_or_create(name=name, defaults=kept)
    event = StockSaved(subject_id=row.pk, name=name, table=json.dumps(dict(table)))
    ledger.record([event], actor=actor, happened_at=clock.now())
    return row.pk


@transaction.atomic
def archive_stocks(*, actor: Actor, stock_ids: Sequence[int]) -> None:
    """Put stocks of the organisation's own out of sight; what was designed for them still prints.

    Raises: NotAllowed without settings.manage everywhere; NotFound.
    Records: labels.stock_archived, one for each.
    """
    access.must_set(actor)
    _archive(actor, OwnStock, StockArchived, stock_ids)


@transaction.atomic
def archive_printers(*, actor: Actor, printer_ids: Sequence[int]) -> None:
    """Put printers out of sight; what was designed for them still prints as it was calibrated.

    Raises: NotAllowed without settings.manage everywhere; NotFound.
    Records: labels.printer_archived, one for each.
    """
    access.must_set(actor)
    _archive(actor, Printer, PrinterArchived, printer_ids)


def _archive(
    actor: Actor,
    model: type[OwnStock] | type[Printer],
    event: type[StockArchived] | type[PrinterArchived],
    ids: Sequence[int],
) -> None:
    rows = model.objects.filter(archived_at=None).select_for_update()
    names = dict(rows.filter(pk__in=ids).values_list("pk", "name"))
    if missing := sorted(set(ids) - names.keys()):
        raise NotFound(*({"what": "label setting", "key": key} for key in missing))
    now = clock.now()
    model.objects.filter(pk__in=names).update(archived_at=now)
    events = [event(subject_id=key, name=name) for key, name in names.items()]
    ledger.record(events, actor=actor, happened_at=now)


def _measured(stock: Stock) -> list[tuple[str, str, bool]]:
    """Return what is so of every stock that can be: labels lie on the page, beside each other."""
    (wide, high), (page_wide, page_high) = stock.label_mm, stock.page_mm
    right = stock.left_mm + (stock.columns - 1) * stock.pitch_mm[0] + wide
    bottom = stock.top_mm + (stock.rows - 1) * stock.pitch_mm[1] + high
    least, most = SIDE_MM
    grid = 1 <= stock.columns <= 50 and 1 <= stock.rows <= 100
    room = 0.05
    return [
        (
            "label",
            _("sides from 5 to 1000 mm"),
            least <= min(wide, high) <= max(wide, high) <= most,
        ),
        ("grid", _("1 to 50 columns, 1 to 100 rows"), grid),
        ("first", _("not left of or above the page"), min(stock.left_mm, stock.top_mm) >= 0),
        ("pitch", _("labels lie over each other"), _apart(stock)),
        ("page", _("labels reach over the page"), right <= page_wide + room),
        ("page", _("labels reach over the page"), bottom <= page_high + room),
        (
            "inset",
            _("from 0 to a quarter of the label"),
            0 <= stock.inset_mm <= min(wide, high) / 4,
        ),
        ("printer", _("unknown"), stock.printer in PROFILES),
    ]


def _apart(stock: Stock) -> bool:
    across = stock.columns == 1 or stock.pitch_mm[0] >= stock.label_mm[0] - 0.01
    down = stock.rows == 1 or stock.pitch_mm[1] >= stock.label_mm[1] - 0.01
    return across and down


def _name(name: str) -> str:
    clean = " ".join(name.split())
    _refuse(
        [("name", _("one to 80 characters"), 0 < len(clean) <= NAME_MAX and clean.isprintable())]
    )
    return clean


def _refuse(limits: Sequence[tuple[str, str, bool]]) -> None:
    wrong = {field: why for field, why, ok in limits if not ok}
    if wrong:
        raise BadDesign(*({"field": field, "reason": why} for field, why in wrong.items()))
