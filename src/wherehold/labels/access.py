"""What labels are made with: stocks and printers, ours and the organisation's own, by code.

Own ones are shared by everybody who prints labels, so there is nobody to keep them from.
"""

from collections.abc import Iterable

from django.db.models import Q

from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed
from wherehold.labels.design import Design, checked
from wherehold.labels.models import OwnStock, Printer
from wherehold.labels.printers import PROFILES, Profile
from wherehold.labels.refusals import NoSuchLabel, UnknownPrinter, UnknownStock
from wherehold.labels.sheet import Press
from wherehold.labels.stocks import STOCKS, Stock, of_table
from wherehold.register.codes import key_of, token_in

PRINT = "label.print"
SETTINGS = "settings.manage"


def must_print(actor: Actor) -> None:
    """Refuse whoever may print no labels at all.

    Raises: NotAllowed.
    """
    if not actor.may_somewhere(PRINT):
        raise NotAllowed({"actor": actor.name, "permission": PRINT})


def must_set(actor: Actor) -> None:
    """Refuse whoever may not change what is the whole organisation's.

    Raises: NotAllowed.
    """
    if not actor.may_everywhere(SETTINGS):
        raise NotAllowed({"actor": actor.name, "permission": SETTINGS})


def press(design: Design) -> Press:
    """Return what labels of a design are made with.

    Raises: BadDesign, UnknownStock, UnknownPrinter, NoSuchLabel.
    """
    checked(design)
    stock = stock_of(design.stock)
    if not 1 <= design.start_at <= stock.labels:
        raise NoSuchLabel(
            {"stock": stock.name, "labels": stock.labels, "start_at": design.start_at}
        )
    return Press(stock, profile_of(design.printer or stock.printer), design)


def stock_of(code: str) -> Stock:
    """Return a stock by its code, also one that was archived: what was printed stays printable.

    Raises: UnknownStock.
    """
    if found := STOCKS.get(code):
        return found
    number = number_in(code, "own")
    row = OwnStock.objects.filter(pk=number).first() if number else None
    if row is None:
        raise UnknownStock({"stock": code, "known": ", ".join(STOCKS)})
    return own_stock(row)


def own_stock(row: OwnStock) -> Stock:
    """Return a stock of the organisation's own as every other one."""
    return of_table(f"own-{row.pk}", {**row.table, "name": row.name})


def stocks() -> list[Stock]:
    """Return all stocks, the organisation's own first. One statement."""
    own = [own_stock(row) for row in own_rows()]
    return [*own, *STOCKS.values()]


def profile_of(code: str) -> Profile:
    """Return a printer by its code.

    Raises: UnknownPrinter.
    """
    if found := PROFILES.get(code):
        return found
    number = number_in(code, "printer")
    row = Printer.objects.filter(pk=number).first() if number else None
    if row is None:
        raise UnknownPrinter({"printer": code, "known": ", ".join(PROFILES)})
    return own_profile(row)


def own_profile(row: Printer) -> Profile:
    """Return a printer of the organisation, as it was calibrated."""
    from dataclasses import replace

    base = PROFILES[row.profile]
    named = replace(base, code=f"printer-{row.pk}", name=f"{row.name}, {base.dpi} dpi")
    return named.calibrated(row.right_um / 1000, row.down_um / 1000, row.scale_ppm / 1e6)


def profiles() -> list[Profile]:
    """Return all printers, the organisation's own first. One statement."""
    return [*own_profiles(), *PROFILES.values()]


def own_profiles() -> list[Profile]:
    """Return the printers of the organisation that are in use, by name. One statement."""
    return [own_profile(row) for row in _rows()]


def blanks(code: str) -> Q:
    """Return the condition on blank labels that a scanned code stands for."""
    if "\0" in code:  # No database keeps such a letter.
        return Q(pk__in=())
    if token := token_in(code):
        return Q(key=key_of("token", token))
    return Q(tag=code.strip()[:64])


def own_rows() -> Iterable[OwnStock]:
    """Return the stocks of the organisation's own that are in use, by name."""
    return OwnStock.objects.filter(archived_at=None).order_by("name")


def _rows() -> Iterable[Printer]:
    return Printer.objects.filter(archived_at=None).order_by("name")


def number_in(code: str, kind: str) -> int | None:
    """Return the number in a code such as "own-3", if it is one of that kind."""
    word, _, number = code.partition("-")
    fits = word == kind and number.isascii() and number.isdigit() and len(number) < 19
    return int(number) if fits else None
