"""Words for states of counts and of what is counted, and what a count is of."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.stocktake.queries.counts import Card

STATES = {
    "counting": gettext_lazy("Counting"),
    "review": gettext_lazy("In review"),
    "closed": gettext_lazy("Signed"),
    "cancelled": gettext_lazy("Given up"),
}
RESULTS = {
    "open": gettext_lazy("Still to count"),
    "found": gettext_lazy("Found"),
    "elsewhere": gettext_lazy("Wrong place"),
    "missing": gettext_lazy("Missing"),
    "moved": gettext_lazy("Moved meanwhile"),
    "unknown": gettext_lazy("Unknown"),
    "duplicate": gettext_lazy("Duplicate"),
    "second": gettext_lazy("Counted by a second person"),
    "counted": gettext_lazy("Counted"),
    "ignored": gettext_lazy("Nothing to count"),
    "rejected": gettext_lazy("Not taken"),
}
FILTERS = {
    "place": gettext_lazy("in {values}"),
    "category": gettext_lazy("kind {values}"),
    "search": gettext_lazy("with “{values}”"),
    "holder": gettext_lazy("held by {values}"),
    "model": gettext_lazy("model {values}"),
    "keyword": gettext_lazy("keyword {values}"),
    "price_from": gettext_lazy("from {values} on"),
    "price_to": gettext_lazy("up to {values}"),
    "unconfirmed": gettext_lazy("not confirmed for {values} days"),
}


def scope_words(card: Card, names: Mapping[str, str] | None = None) -> str:
    """Return in words what a count is of. `names` are those of ids in it, as "place:7"."""
    parts = [_("the view {name}").format(name=card.view)] if card.view else []
    for name, values in card.given.items():
        if name == "stage" and values == ["in_stock,in_service,in_repair"]:
            continue
        known = [(names or {}).get(f"{name}:{value}", value) for value in values]
        said = FILTERS.get(name, f"{name.replace('_', ' ')} {{values}}")
        parts.append(str(said).format(values=", ".join(known)))
    return ", ".join(parts) or _("Everything")
