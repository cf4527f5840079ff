"""The label of a prepared set: which reservation it is, for whom and when, and a code to scan."""

import re
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.formats import date_format

from wherehold.kernel.actor import Actor
from wherehold.labels import access as labels
from wherehold.labels import files
from wherehold.labels.content import Label
from wherehold.labels.design import Design
from wherehold.labels.files import Made
from wherehold.labels.refusals import BadDesign, OnlyHere
from wherehold.labels.subjects import refuse_address
from wherehold.reservations import access
from wherehold.reservations.models import Reservation
from wherehold.reservations.queries import availability, listed

CODE = re.compile(r"reservation (\d{1,18})", re.IGNORECASE)
PATH = re.compile(r"/reservations/(\d{1,18})/?")


def label(
    *, actor: Actor, reservation_id: int, stock: str, start_at: int = 1, form: str = "pdf"
) -> Made:
    """Draw the label of a set as a file of a format, on a stock from one of its labels on.

    Its code holds the reservation's page; where only this machine would find that, a word that
    the Scan page knows.

    Raises: NotFound; NotAllowed (label.print); BadDesign, UnknownStock, NoSuchLabel, WouldNotScan,
        DoesNotFit.
    """
    labels.must_print(actor)
    if form not in files.FORMATS:
        raise BadDesign({"field": "format", "reason": ", ".join(files.FORMATS)})
    one = listed.card(actor=actor, reservation_id=reservation_id)
    zone = availability.desk_of(actor=actor, reservation_id=reservation_id).zone

    def moment(at: datetime) -> str:
        return date_format(at.astimezone(zone), "j M Y H:i")

    design = Design(stock=stock, start_at=start_at)
    when = (f"{moment(one.begins_at)} –", moment(one.ends_at))
    words = (one.who, *when, one.project or one.what)
    lines = ((_name(one.id), True), *((word, False) for word in words if word))
    return files.make(labels.press(design), [Label(_code(design, one.id), lines)], form)


def found(*, actor: Actor, code: str) -> tuple[int, str, str] | None:
    """Return id, name and what is wanted of the reservation that a label's code stands for."""
    said = CODE.fullmatch(code.strip()) or PATH.fullmatch(urlsplit(code.strip()).path)
    if said is None:
        return None
    seen = Reservation.objects.filter(access.visible(actor), pk=int(said[1]))
    key = seen.values_list("pk", flat=True).first()
    if key is None:
        return None
    return key, _name(key), listed.card(actor=actor, reservation_id=key).what


def _code(design: Design, reservation_id: int) -> str:
    try:
        refuse_address(design)
    except OnlyHere:
        return f"RESERVATION {reservation_id}"
    return f"{settings.PUBLIC_URL.rstrip('/')}/reservations/{reservation_id}"


def _name(reservation_id: int) -> str:
    """Return what people call a reservation."""
    return f"R-{reservation_id}"
