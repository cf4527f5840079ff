"""What stands around every page: the organisation, where one may go, who is signed in.

The table below is the whole navigation. An entry is shown when its page exists, its module is
switched on and the actor may use it somewhere.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wherehold.kernel import kept, organisation
from wherehold.kernel.actor import Actor
from wherehold.project import badges
from wherehold.scan.web import here
from wherehold.ui.jinja import rows
from wherehold.ui.themes import theme_of

TRACK, LEND, RECORDS, MANAGE, TOOLS = "track", "lend", "records", "manage", "tools"
# The groups of the navigation in their order, with their headings; the tools stand at its foot.
GROUPS = {TRACK: _("Track"), LEND: _("Hand out"), RECORDS: _("Records"), MANAGE: _("Manage")}


@dataclass(frozen=True)
class Entry:
    """A place to go: `key` is the letter after `g`, `badge` counts what waits there."""

    label: Any
    icon: str
    url_name: str
    permission: str = ""
    group: str = TRACK
    key: str = ""
    module: str = ""
    badge: Callable[[Actor], badges.Badge | None] | None = None


ENTRIES = (
    Entry(_("Overview"), "layout-dashboard", "insights:overview", "asset.see", key="o"),
    Entry(_("Assets"), "boxes", "desk:assets", "asset.see", key="a", badge=badges.assets),
    Entry(_("Scan"), "scan-line", "scan:scan", "asset.see", key="s"),
    Entry(_("Map"), "map", "atlas:map", "position.see", key="w"),
    Entry(_("Whereabouts"), "map-pinned", "atlas:whereabouts", "asset.see"),
    Entry(_("Searches"), "search-x", "loss:searches", "asset.edit", badge=badges.searches),
    Entry(
        _("Stocktakes"),
        "clipboard-check",
        "stocktake:stocktakes",
        "asset.see",
        key="k",
        badge=badges.counts,
    ),
    Entry(_("Alerts"), "bell", "alerts:alerts", "alert.handle", key="n", badge=badges.open_alerts),
    Entry(
        _("Custody"),
        "package-check",
        "custody:custody",
        "asset.see",
        LEND,
        key="c",
        badge=badges.overdue,
    ),
    Entry(
        _("Reservations"),
        "calendar-clock",
        "reservations:reservations",
        "asset.see",
        LEND,
        key="r",
        badge=badges.reservations,
    ),
    Entry(_("Borrow"), "hand", "reservations:borrow", "reservation.borrow", LEND),
    Entry(
        _("Hand-overs"),
        "signature",
        "handover:handovers",
        "custody.holder",
        LEND,
        key="h",
        badge=badges.handovers,
    ),
    Entry(
        _("Transfers"),
        "truck",
        "transfers:transfers",
        "asset.see",
        LEND,
        key="v",
        badge=badges.transfers,
    ),
    Entry(_("Kits"), "package", "kits:kits", "asset.see", LEND, key="e", badge=badges.kits),
    Entry(_("People"), "users", "custody:people", "party.see", RECORDS, key="p"),
    Entry(_("Places"), "map-pin", "accounts:places", "place.edit", RECORDS, key="l"),
    Entry(_("Models"), "layers", "accounts:models", "catalogue.edit", RECORDS, key="m"),
    Entry(
        _("Devices"),
        "radio",
        "tracking:devices",
        "device.manage",
        RECORDS,
        key="d",
        badge=badges.waiting_devices,
    ),
    Entry(_("Zones"), "locate", "tracking:zones", "position.see", RECORDS, key="z"),
    Entry(
        _("From phones"),
        "smartphone",
        "scan:conflicts",
        "asset.see",
        RECORDS,
        badge=badges.conflicts,
    ),
    Entry(_("Money"), "wallet", "finance:money", "asset.price", MANAGE, key="y", module="money"),
    Entry(_("Import"), "file-up", "importers:imports", "import.run", TOOLS, key="i"),
    Entry(_("Labels"), "tag", "labels:labels", "label.print", TOOLS, key="b"),
    Entry(_("Settings"), "settings", "accounts:settings", group=TOOLS, key="t"),
)
ADDRESSES = {
    "home": "insights:overview",
    "palette": "desk:palette",
    "search": "desk:search",
    "scan": "scan:go",
    "sync": "api:sync",
    "enrol": "scan:enrol",
    "index": "api:take_along",
    "from_phone": "api:list_conflicts",
    "worker": "scan:worker",
    "conflicts": "scan:conflicts",
    "account": "accounts:account",
    "sign_in": "account_login",
    "sign_out": "account_logout",
}
DOCK = ("insights:overview", "desk:assets", "scan:scan", "custody:custody")


@dataclass(frozen=True)
class Link:
    """An entry of the navigation as it is shown on one page."""

    label: Any = field(compare=False)
    icon: str
    url: str
    group: str
    key: str
    current: bool
    badge: badges.Badge | None
    url_name: str


class Shell:
    """Everything that the base template asks for; worked out when asked."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._actor: Actor | None = getattr(request, "auth", None)

    @cached_property
    def org(self) -> str:
        """Return the organisation's name."""
        return organisation.current().name or "Wherehold"

    @cached_property
    def modules(self) -> frozenset[str]:
        """Return the modules that are switched on."""
        return frozenset(organisation.current().modules)

    @cached_property
    def signed_in(self) -> bool:
        """Say whether anybody is."""
        return self._actor is not None

    @cached_property
    def user_name(self) -> str:
        """Return the name of who is signed in."""
        user = getattr(self._request, "user", None)
        return user.party.name if user is not None and user.is_authenticated else ""

    @property
    def user_email(self) -> str:
        """Return what they sign in by."""
        return str(getattr(getattr(self._request, "user", None), "email", ""))

    @cached_property
    def here(self) -> str:
        """Return the place where somebody said they are; empty when that is a while ago."""
        spot = here.place(self._request)
        return spot.label if spot else ""

    @property
    def theme(self) -> str:
        """Return "light", "dark", or "system" when the device decides."""
        return theme_of(self._request)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Return where the actor may go."""
        if not self._actor:
            return ()
        with kept.one_look():
            return tuple(self._links())

    def _links(self) -> Iterator[Link]:
        here = self._request.path
        found = [(e, url(e.url_name)) for e in ENTRIES if self._shows(e)]
        best = max(
            (u for _, u in found if u and (here == u or (u != "/" and here.startswith(f"{u}/")))),
            key=len,
            default="",
        )
        for entry, target in found:
            if target:
                badge = self._badge(entry)
                yield Link(
                    label=entry.label,
                    icon=entry.icon,
                    url=target,
                    group=entry.group,
                    key=entry.key,
                    current=target == best,
                    badge=badge,
                    url_name=entry.url_name,
                )

    def _badge(self, entry: Entry) -> badges.Badge | None:
        actor, ask = self._actor, entry.badge
        if actor is None or ask is None:
            return None
        key = ("badge", entry.url_name, actor, get_language())
        return kept.until_recorded(key, lambda: ask(actor))

    def _shows(self, entry: Entry) -> bool:
        if entry.module and entry.module not in self.modules:
            return False
        actor = self._actor
        if actor is None or not entry.permission:
            return actor is not None
        return actor.may_somewhere(entry.permission) or actor.may_own(entry.permission)

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """Return the letters that go somewhere after `g`, with where."""
        return tuple((link.key, str(link.label)) for link in self.links if link.key)

    @property
    def groups(self) -> list[tuple[Any, list[Link]]]:
        """Return the groups that hold something for the actor, with their headings."""
        return _groups(self.links)

    @property
    def tools(self) -> list[Link]:
        """Return the tools at the foot."""
        return _tools(self.links)

    @property
    def navigation(self) -> SafeString:
        """Return the groups and the tools as every page shows them at its side."""
        return _navigation(self.links, get_language())

    @property
    def dock(self) -> tuple[Link, ...]:
        """Return what a phone shows at its lower edge."""
        return tuple(link for link in self.links if link.url_name in DOCK)

    @property
    def in_dock(self) -> bool:
        """Say whether the page is one of the dock's; else it counts as one of "More"."""
        return any(link.current for link in self.dock)

    @cached_property
    def at(self) -> dict[str, str]:
        """Return the addresses that the base template itself needs."""
        return {name: url(target) for name, target in ADDRESSES.items()}


def _groups(links: Iterable[Link]) -> list[tuple[Any, list[Link]]]:
    held = [(label, [one for one in links if one.group == key]) for key, label in GROUPS.items()]
    return [(label, there) for label, there in held if there]


def _tools(links: Iterable[Link]) -> list[Link]:
    return [link for link in links if link.group == TOOLS]


@lru_cache(512)
def _navigation(links: tuple[Link, ...], _language: str | None) -> SafeString:
    """Draw the navigation: page after page it is the same, but for its figures."""
    return rows("ui/nav.html", {"groups": _groups(links), "tools": _tools(links)})


@cache
def url(name: str) -> str:
    """Return the address of a page, or nothing when no slice has it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give every template its `shell`."""
    return {"shell": SimpleLazyObject(lambda: Shell(request))}
