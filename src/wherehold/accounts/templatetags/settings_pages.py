"""The list of settings pages beside each of them: those that the actor may open."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from wherehold.kernel.actor import Actor

register = template.Library()


@dataclass(frozen=True)
class Section:
    """One settings page: what it is about, its group, and the permission that opens it.

    The permission must be held everywhere, or somewhere.
    """

    label: Any
    about: Any
    group: str
    icon: str
    url_name: str
    permission: str = ""
    everywhere: bool = False

    def shows_to(self, actor: Actor) -> bool:
        """Say whether the actor may open it."""
        if not self.permission:
            return True
        may = actor.may_everywhere if self.everywhere else actor.may_somewhere
        return may(self.permission)


YOU, ACCESS, RECORDS, WORK, SYSTEM = "you", "access", "records", "work", "system"
GROUPS = {
    YOU: _("You"),
    ACCESS: _("People and rights"),
    RECORDS: _("What is recorded"),
    WORK: _("How you work"),
    SYSTEM: _("The installation"),
}

SECTIONS = (
    Section(
        _("Your account"), _("Password, passkeys, look, sessions"), YOU, "circle-user",
        "accounts:account",
    ),
    Section(
        _("How you are told"), _("Ways, hours and digests of your alerts"), YOU, "bell",
        "alerts:told", "alert.handle",
    ),
    Section(
        _("API tokens"), _("Keys by which programs act for you"), YOU, "key-round",
        "accounts:tokens",
    ),
    Section(
        _("Phones"), _("What may send from where there was no network"), YOU, "smartphone",
        "accounts:phones",
    ),
    Section(
        _("Privacy"), _("Who looked at where you are, and what is so for everybody"), YOU,
        "eye-off", "atlas:privacy",
    ),
    Section(
        _("Your data"), _("What is held about you, as a file"), YOU, "download", "dossier:mine",
    ),
    Section(
        _("People and roles"), _("Who signs in, as what, and where it holds"), ACCESS, "users",
        "accounts:people", "user.manage",
    ),
    Section(
        _("Rights of a role"), _("What each role may do and see"), ACCESS, "shield-check",
        "accounts:roles", "user.manage",
    ),
    Section(
        _("Explain"), _("Why somebody may or may not do something"), ACCESS, "lightbulb",
        "accounts:explain", "user.manage",
    ),
    Section(
        _("Places"), _("Sites, floors, rooms and shelves"), RECORDS, "map-pin",
        "accounts:places", "place.edit",
    ),
    Section(
        _("Categories"), _("Kinds of things, their numbers and who answers for them"), RECORDS,
        "shapes", "accounts:categories", "catalogue.edit",
    ),
    Section(
        _("Models"), _("Makes, numbers, pictures, expected lives"), RECORDS, "layers",
        "accounts:models", "catalogue.edit",
    ),
    Section(
        _("Custom fields"), _("What else you want to know of a thing"), RECORDS,
        "text-cursor-input", "accounts:fields", "catalogue.edit",
    ),
    Section(
        _("Keywords"), _("Words to find and group things by"), RECORDS, "tags",
        "accounts:keywords", "catalogue.edit",
    ),
    Section(
        _("Labels and finders"), _("What a stranger reads who scans a label"), WORK, "tag",
        "labels:settings", "settings.manage", True,
    ),
    Section(
        _("Label stocks"), _("Sheets, rolls and printers of your own"), WORK, "layers",
        "labels:stocks", "settings.manage", True,
    ),
    Section(
        _("Hand-overs"), _("Terms, reminders, and when they time out"), WORK, "signature",
        "handover:settings", "settings.manage", True,
    ),
    Section(
        _("How things are lent"), _("Time between, approval, borrowing, transport"), WORK,
        "calendar-clock", "reservations:rules", "settings.manage", True,
    ),
    Section(
        _("Identity of borrowers"), _("For what somebody from outside shows who they are"), WORK,
        "id-card", "custody:identity", "settings.manage", True,
    ),
    Section(
        _("Modules"), _("Parts of the product, on and off"), WORK, "toggle-left",
        "accounts:modules", "settings.manage", True,
    ),
    Section(
        _("Organisation"), _("Name, time zone, currency, stages"), SYSTEM, "building-2",
        "accounts:organisation", "settings.manage", True,
    ),
    Section(
        _("Webhooks"), _("Tell other systems what happens, signed"), SYSTEM, "webhook",
        "webhooks:webhooks", "settings.manage", True,
    ),
    Section(
        _("Map"), _("What lies under maps: a file of your own"), SYSTEM, "map",
        "atlas:base", "settings.manage", True,
    ),
    Section(
        _("Readings kept"), _("How long what devices report is kept"), SYSTEM, "history",
        "tracking:keeping", "device.manage", True,
    ),
    Section(
        _("Jobs and messages"), _("What runs by itself, and mail that failed"), SYSTEM, "activity",
        "accounts:jobs", "jobs.see", True,
    ),
    Section(
        _("Ledger"), _("Everything that happened, checked and proved"), SYSTEM, "book-open",
        "accounts:ledger", "ledger.verify", True,
    ),
)  # fmt: skip


@register.inclusion_tag("accounts/settings_nav.html", takes_context=True)
def settings_nav(context: template.Context) -> dict[str, Any]:
    """Show the pages, with the one that is open marked."""
    request = context["request"]
    return {"sections": sections(request.auth, request.path)}


def sections(actor: Actor, path: str = "") -> list[dict[str, Any]]:
    """Return the pages that exist and that the actor may open."""
    found = []
    for section in SECTIONS:
        try:
            url = reverse(section.url_name)
        except NoReverseMatch:
            continue
        if section.shows_to(actor):
            current = path == url or path.startswith(url + "/")
            found.append({"section": section, "url": url, "current": current})
    return found


def grouped(actor: Actor) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Return the same by group, each with its heading."""
    found = sections(actor)
    groups = (
        (label, [one for one in found if one["section"].group == key])
        for key, label in GROUPS.items()
    )
    return [(label, held) for label, held in groups if held]
