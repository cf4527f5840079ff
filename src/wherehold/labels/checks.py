"""What keeps labels from being made, and the address that they hold."""

from urllib.parse import urlsplit

from django.conf import settings

from wherehold.kernel.errors import Conflict, Invalid
from wherehold.labels import sheet
from wherehold.labels.stocks import STOCKS, Stock

LABELS_MAX = 2000
_ONLY_HERE = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0", ""})


class OnlyHere(Conflict):
    """A label would lead every phone to itself."""

    code = "labels.address_is_local"
    title = "Labels need an address"
    message = (
        "A label holds the address of this Wherehold, and {address} means another machine on "
        "every phone that scans it. Set WHEREHOLD_URL to the address that people use, such as "
        "https://assets.example.org, and start again."
    )


class NoSuchLabel(Invalid):
    """The sheet does not have that label, or there is no such stock."""

    code = "labels.no_such_label"
    title = "No such label"
    message = "{stock} has labels 1 to {labels}; {start_at} is not one of them."


class UnknownStock(Invalid):
    """We have no measurements of that stock."""

    code = "labels.unknown_stock"
    title = "Unknown label stock"
    message = "There is no label stock {stock}. Known: {known}."


class WouldNotScan(Invalid):
    """The address is so long that its code would be too fine to read."""

    code = "labels.would_not_scan"
    title = "Would not scan"
    message = "{address} is too long for a code that phones read on {stock}."


class TooMany(Invalid):
    """More labels than one file should hold."""

    code = "labels.too_many"
    title = "Too many labels at once"
    message = "{asked} labels are more than {most} at once. Print them in parts."


class NothingToPrint(Invalid):
    """No asset was named."""

    code = "labels.nothing_to_print"
    title = "Nothing to print"
    message = "Choose at least one asset; {asked} were chosen."


def checked_stock(stock: str, start_at: int) -> Stock:
    """Return the stock by its code, if it has the label to start at.

    Raises: UnknownStock, NoSuchLabel.
    """
    chosen = STOCKS.get(stock)
    if chosen is None:
        raise UnknownStock({"stock": stock, "known": ", ".join(STOCKS)})
    if not 1 <= start_at <= chosen.labels:
        raise NoSuchLabel({"stock": chosen.name, "labels": chosen.labels, "start_at": start_at})
    return chosen


def refuse_address(stock: Stock) -> None:
    """Refuse to print an address that only this machine understands, or that would not scan.

    Raises: OnlyHere, WouldNotScan.
    """
    if (urlsplit(settings.PUBLIC_URL).hostname or "") in _ONLY_HERE:
        raise OnlyHere({"address": settings.PUBLIC_URL or "http://localhost"})
    try:
        sheet.qr_svg(address_of("0" * 16))
    except sheet.WouldNotScan as error:
        raise WouldNotScan({"address": settings.PUBLIC_URL, "stock": stock.name}) from error


def address_of(token: str) -> str:
    """Return the address that a label's code holds."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/t/{token}"
