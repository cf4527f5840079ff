"""What labels write to the ledger. Fields are added, never renamed or removed."""

from dataclasses import dataclass
from typing import Any

from wherehold.kernel.ledger import Event


@dataclass(frozen=True, kw_only=True)
class Printed(Event):
    """A label was made for an asset."""

    kind = "labels.printed"
    subject_type = "asset"
    stock: str
    code: str = "qr"


@dataclass(frozen=True, kw_only=True)
class PlacePrinted(Event):
    """A label was made for a place."""

    kind = "labels.place_printed"
    subject_type = "place"
    stock: str


@dataclass(frozen=True, kw_only=True)
class BadgePrinted(Event):
    """A badge was made for a person."""

    kind = "labels.badge_printed"
    subject_type = "party"
    stock: str


@dataclass(frozen=True, kw_only=True)
class DesignSaved(Event):
    """A design of labels was kept under a name, or changed."""

    kind = "labels.design_saved"
    subject_type = "label_design"
    name: str
    design: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class DesignRemoved(Event):
    """A design of labels was taken away."""

    kind = "labels.design_removed"
    subject_type = "label_design"
    name: str


@dataclass(frozen=True, kw_only=True)
class PrinterArchived(Event):
    """A printer was put out of sight."""

    kind = "labels.printer_archived"
    subject_type = "label_printer"
    name: str


@dataclass(frozen=True, kw_only=True)
class StockArchived(Event):
    """A stock of the organisation's own was put out of sight."""

    kind = "labels.stock_archived"
    subject_type = "label_stock"
    name: str


@dataclass(frozen=True, kw_only=True)
class PrinterSaved(Event):
    """A printer was entered or calibrated. Lengths in micrometres, scale in parts per million."""

    kind = "labels.printer_saved"
    subject_type = "label_printer"
    name: str
    profile: str
    right_um: int
    down_um: int
    scale_ppm: int


@dataclass(frozen=True, kw_only=True)
class StockSaved(Event):
    """A label stock of the organisation's own was entered or changed."""

    kind = "labels.stock_saved"
    subject_type = "label_stock"
    name: str
    table: str


@dataclass(frozen=True, kw_only=True)
class BatchMade(Event):
    """Blank labels were made, with these tags taken."""

    kind = "labels.batch_made"
    subject_type = "label_batch"
    name: str
    first: str
    last: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Claimed(Event):
    """A blank label was put on an asset."""

    kind = "labels.claimed"
    subject_type = "asset"
    tag: str


@dataclass(frozen=True, kw_only=True)
class FinderWrote(Event):
    """Somebody who found something wrote on the public page. What they wrote is kept beside."""

    kind = "labels.finder_wrote"
    subject_type = "finding"
    asset_id: int | None = None
