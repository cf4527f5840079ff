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
    """One settings page; with a permission that must be held everywhere, or somewhere."""

    label: Any
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


SECTIONS = (
    Section(_("Your account"), "circle-user", "accounts:account"),
    Section(_("How you are told"), "bell", "alerts:told", "alert.handle"),
    Section(_("API tokens"), "key-round", "accounts:tokens"),
    Section(_("Phones"), "smartphone", "accounts:phones"),
    Section(_("People and roles"), "users", "accounts:people", "user.manage"),
    Section(_("Rights of a role"), "shield-check", "accounts:roles", "user.manage"),
    Section(_("Explain"), "lightbulb", "accounts:explain", "user.manage"),
    Section(_("Organisation"), "building-2", "accounts:organisation", "settings.manage", True),
    Section(_("Labels and finders"), "tag", "labels:settings", "settings.manage", True),
    Section(_("Label stocks"), "layers", "labels:stocks", "settings.manage", True),
    Section(_("Hand-overs"), "signature", "handover:settings", "settings.manage", True),
    Section(_("Webhooks"), "webhook", "webhooks:webhooks", "settings.manage", True),
    Section(_("Modules"), "toggle-left", "accounts:modules", "settings.manage", True),
    Section(_("Places"), "map-pin", "accounts:places", "place.edit"),
    Section(_("Categories"), "shapes", "accounts:categories", "catalogue.edit"),
    Section(_("Models"), "layers", "accounts:models", "catalogue.edit"),
    Section(_("Custom fields"), "text-cursor-input", "accounts:fields", "catalogue.edit"),
    Section(_("Keywords"), "tags", "accounts:keywords", "catalogue.edit"),
    Section(_("Jobs and messages"), "activity", "accounts:jobs", "jobs.see", True),
    Section(_("Ledger"), "book-open", "accounts:ledger", "ledger.verify", True),
)


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
