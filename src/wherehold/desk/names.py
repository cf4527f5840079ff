"""Names and addresses for ids that entries speak of, as far as the asker may know them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from wherehold.kernel import money
from wherehold.kernel.actor import Actor
from wherehold.register.queries import known, parties

_PARTIES = frozenset({"holder_id", "from_holder_id", "supplier_id", "accountable_id"})
_PLACES = frozenset({"place_id", "seen_place_id", "held_place_id"})
_ASSETS = frozenset({"into_asset_id", "with_id", "inside_id", "container_id", "into_id"})


@dataclass(frozen=True)
class Part:
    """A piece of a sentence, with where it leads if it leads anywhere."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Names:
    """What the ids of some entries are called."""

    parties: dict[int, str] = field(default_factory=dict)
    places: dict[int, str] = field(default_factory=dict)
    assets: dict[int, str] = field(default_factory=dict)
    currency: str = "EUR"

    def party(self, key: Any) -> Part:  # noqa: ANN401 - ids come out of JSON
        """Return a party's name, or that it is someone."""
        if key not in self.parties:
            return Part(_("someone"))
        return Part(self.parties[key], reverse("custody:person", args=[key]))

    def place(self, key: Any) -> Part:  # noqa: ANN401
        """Return a place's name, or that it is another place."""
        if key not in self.places:
            return Part(_("another place"))
        return Part(self.places[key], f"{reverse('desk:assets')}?place={key}")

    def asset(self, key: Any) -> Part:  # noqa: ANN401
        """Return an asset's tag, or that it is another thing."""
        if key not in self.assets:
            return Part(_("another thing"))
        return Part(self.assets[key], reverse("desk:asset", args=[key]))

    def money(self, minor: Any) -> str:  # noqa: ANN401
        """Return an amount in words."""
        return money.shown(int(minor), self.currency)

    def who(self, actor: str) -> Part:
        """Return who an entry says did it."""
        kind, _colon, key = actor.partition(":")
        if kind == "party" and key.isdigit():
            return self.party(int(key))
        return Part(_("the system"))


def of(*, actor: Actor, told: Iterable[tuple[str, dict[str, Any]]], currency: str) -> Names:
    """Look up all names that entries need: (who did it, data) of each. Three statements."""
    wanted: dict[str, set[int]] = {"party": set(), "place": set(), "asset": set()}
    for who, data in told:
        if who.startswith("party:") and who[6:].isdigit():
            wanted["party"].add(int(who[6:]))
        _collect(data, wanted)
        for column, pair in (data.get("changed") or {}).items():
            for value in pair:
                _collect({column: value}, wanted)
        _collect(data.get("values") or {}, wanted)
    return Names(
        parties=parties.names(actor=actor, ids=wanted["party"]) if wanted["party"] else {},
        places=known.places(actor=actor, ids=wanted["place"]) if wanted["place"] else {},
        assets=known.assets(actor=actor, ids=wanted["asset"]) if wanted["asset"] else {},
        currency=currency,
    )


def _collect(data: dict[str, Any], wanted: dict[str, set[int]]) -> None:
    for name, value in data.items():
        if isinstance(value, int):
            for kind, columns in (("party", _PARTIES), ("place", _PLACES), ("asset", _ASSETS)):
                if name in columns:
                    wanted[kind].add(value)
