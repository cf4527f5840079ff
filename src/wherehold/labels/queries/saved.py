"""Designs, printers and stocks of the organisation's own. Nothing here writes."""

from dataclasses import dataclass
from datetime import datetime

from wherehold.kernel.actor import Actor
from wherehold.labels import access
from wherehold.labels.design import Design, unpacked
from wherehold.labels.models import Printer, SavedDesign
from wherehold.labels.printers import Profile
from wherehold.labels.stocks import Stock


@dataclass(frozen=True)
class DesignLine:
    """A design that is kept under a name."""

    id: int
    name: str
    design: Design


def designs(*, actor: Actor) -> list[DesignLine]:
    """Return the designs that are kept, by name.

    Raises: NotAllowed.
    """
    access.must_print(actor)
    rows = SavedDesign.objects.order_by("name").values_list("pk", "name", "design")
    return [DesignLine(key, name, unpacked(kept)) for key, name, kept in rows]


def stocks(*, actor: Actor) -> list[Stock]:
    """Return all stocks, the organisation's own first.

    Raises: NotAllowed.
    """
    access.must_print(actor)
    return access.stocks()


def own_stocks(*, actor: Actor) -> list[Stock]:
    """Return the stocks that the organisation measured itself.

    Raises: NotAllowed.
    """
    access.must_print(actor)
    return [access.own_stock(row) for row in access.own_rows()]


def own_printers(*, actor: Actor) -> list[Profile]:
    """Return the printers that the organisation calibrated.

    Raises: NotAllowed.
    """
    access.must_print(actor)
    return access.own_profiles()


def printers(*, actor: Actor) -> list[Profile]:
    """Return all printers, the organisation's own first.

    Raises: NotAllowed.
    """
    access.must_print(actor)
    return access.profiles()


def calibrated(*, actor: Actor, code: str) -> tuple[str, str, datetime | None]:
    """Return name, built-in profile and day of calibration of a printer of the organisation.

    Raises: NotAllowed, UnknownPrinter.
    """
    access.must_print(actor)
    profile = access.profile_of(code)
    number = code.partition("-")[2]
    row = Printer.objects.filter(pk=number).first() if code.startswith("printer-") else None
    return (row.name, row.profile, row.calibrated_at) if row else ("", profile.code, None)
