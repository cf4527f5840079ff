"""The views of the list as tabs, with how many each has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wherehold.kernel import kept
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Refusal, Text
from wherehold.register.queries import risk
from wherehold.register.queries import views as saved

SHOWN_MAX = 7
BUILT_IN: tuple[tuple[Text, dict[str, list[str]]], ...] = (
    (_("All assets"), {}),
    (_("Overdue returns"), {"custody": ["overdue"]}),
    (_("Not confirmed 90 days"), {"unconfirmed": ["90"]}),
)


@dataclass(frozen=True)
class Tab:
    """A view as a tab. `view` is its number when it was saved by somebody."""

    label: Text
    url: str
    count: str
    current: bool
    view: saved.View | None = None


def tabs(actor: Actor, given: Mapping[str, Sequence[str]], view: str) -> list[Tab]:
    """Return the tabs of the list for an actor."""
    here = {name: list(values) for name, values in given.items()}
    found = []
    with kept.one_look():
        for label, said in BUILT_IN:
            found.append(_tab(actor, label, said, {}, current=not view and said == here))
        for one in saved.views(actor=actor)[:SHOWN_MAX]:
            rest = {"sort": one.sort, "cols": ",".join(one.columns), "view": str(one.id)}
            current = view == str(one.id)
            found.append(_tab(actor, one.name, one.filters, rest, current=current, view=one))
    return found


def _tab(
    actor: Actor,
    label: Text,
    said: Mapping[str, Sequence[str]],
    rest: Mapping[str, str],
    *,
    current: bool,
    view: saved.View | None = None,
) -> Tab:
    pairs = [(name, one) for name, each in said.items() for one in each]
    pairs += [(name, value) for name, value in rest.items() if value]
    url = f"{reverse('desk:assets')}?{urlencode(pairs)}" if pairs else reverse("desk:assets")
    return Tab(label, url, _count(actor, said), current, view)


def _count(actor: Actor, said: Mapping[str, Sequence[str]]) -> str:
    """Return how many there are; nothing for a view that the actor cannot use (any more)."""
    asked = tuple((name, *each) for name, each in said.items())
    return kept.until_recorded(("tab", actor, asked), partial(_counted, actor, said))


def _counted(actor: Actor, said: Mapping[str, Sequence[str]]) -> str:
    try:
        found = risk.at_risk(actor=actor, given=said)
    except Refusal:
        return ""
    return shown(found.assets, more=found.more)


def shown(number: int, *, more: bool) -> str:
    """Return a number as it is written: 31,044, or 10,000+ where it was not counted on."""
    return f"{number:,}{'+' if more else ''}"
