"""The packing list of a transfer, kept as PDF/A-2b."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wherehold.kernel import clock, documents
from wherehold.kernel.documents import NOTHING, moment, table
from wherehold.transfers.queries.transfers import Card
from wherehold.transfers.words import ITEM_STATES, OUTCOMES


def draw(card: Card, *, owner: str) -> bytes:
    """Draw the packing list as PDF/A-2b."""
    return documents.pdf(documents.GENERAL, content(card, owner=owner))


def content(card: Card, *, owner: str) -> dict[str, Any]:
    """Return all that the packing list says, as text."""
    sides = [(_("Packed"), card.sent_at), (_("Received"), card.closed_at)]
    return {
        "title": _("Packing list {number}").format(number=card.number),
        "owner": owner,
        "made": _("Made {at}").format(at=moment(clock.now())),
        "parties": [
            (_("From"), card.from_place),
            (_("To"), card.to_place),
            (_("Carrier"), card.carrier or NOTHING),
            (_("Tracking number"), card.tracking_no or NOTHING),
            (_("Sent"), moment(card.sent_at)),
            (
                _("Expected"),
                date_format(card.expected_on, "j M Y") if card.expected_on else NOTHING,
            ),
            (_("Note"), card.note or NOTHING),
        ],
        "tables": [_things(card)],
        "photos": [],
        "terms": [],
        "signatures": [
            {"side": side, "name": NOTHING, "at": moment(at), "file": "", "typed": ""}
            for side, at in sides
        ],
    }


def _things(card: Card) -> dict[str, Any]:
    count = len(card.items)
    title = ngettext("{n} thing", "{n} things", count).format(n=count)
    head = (_("No."), _("Tag"), _("Name"), _("Condition"), _("State"), _("Remark"))
    rows = [
        (
            *(n, one.tag, one.name, one.condition, ITEM_STATES[one.state]),
            " ".join(str(word) for word in (OUTCOMES.get(one.outcome, ""), one.reason) if word),
        )
        for n, one in enumerate(card.items, start=1)
    ]
    return table(title, head, rows)
