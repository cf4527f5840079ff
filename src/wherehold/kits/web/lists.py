"""The list of kits, what is missing from them, and the lists that they are made from."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from wherehold.kernel.errors import NotAllowed
from wherehold.kits import access
from wherehold.kits.queries import kits, templates
from wherehold.ui.request import AuthedRequest

TABS = {
    "kits": _("Kits"),
    "missing": _("Missing"),
    "decided": _("Decided"),
    "templates": _("Templates"),
    "roles": _("Role kits"),
}


@require_safe
def listed(request: AuthedRequest) -> HttpResponse:
    """Show kits, what is missing, or templates."""
    actor, tab = request.auth, request.GET.get("tab", "kits")
    if not actor.may_somewhere("asset.see"):
        raise NotAllowed({"actor": actor.name, "permission": "asset.see"})
    gone = kits.count_missing(actor=actor)
    context = {
        "tab": tab if tab in TABS else "kits",
        "tabs": [(k, label, gone if k == "missing" else None) for k, label in TABS.items()],
        "may_edit": actor.may_somewhere(access.EDIT),
    }
    return render(request, "kits/list.html", context | _shown(request, tab))


def _shown(request: AuthedRequest, tab: str) -> dict[str, Any]:
    """Return what the chosen tab shows."""
    actor = request.auth
    if tab in ("missing", "decided"):
        every = kits.missing_pieces(actor=actor, open_only=tab == "missing")
        return {"missing": [one for one in every if bool(one.outcome) == (tab == "decided")]}
    if tab in ("templates", "roles"):
        use = "role" if tab == "roles" else "kit"
        return {"templates": templates.templates(actor=actor, use=use)}
    asked: dict[str, Any] = {
        "search": request.GET.get("q", "")[:200],
        "cursor": request.GET.get("cursor", ""),
    }
    lines, after = kits.page(actor=actor, **asked)
    return {"lines": lines, "after": after, **asked}
