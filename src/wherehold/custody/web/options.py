"""What the fields for holders and places offer while one types."""

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wherehold.custody.web.words import KINDS
from wherehold.register.queries import holding, parties
from wherehold.ui.request import AuthedRequest

OFFERED = 12


@require_safe
def holders(request: AuthedRequest) -> HttpResponse:
    """Offer parties by name, e-mail or badge; `kind` narrows."""
    kinds = [kind for kind in request.GET.getlist("kind") if kind in KINDS]
    lines, _after = parties.page(
        actor=request.auth, search=request.GET.get("q", "")[:200], kinds=kinds, limit=OFFERED
    )
    items = [
        {
            "id": line.id,
            "label": line.name,
            "detail": " · ".join(filter(None, [str(KINDS[line.kind]), line.unit, line.email])),
        }
        for line in lines
    ]
    return JsonResponse({"items": items})


@require_safe
def places(request: AuthedRequest) -> HttpResponse:
    """Offer places by name."""
    found = holding.places_like(
        actor=request.auth, text=request.GET.get("q", "")[:200], limit=OFFERED
    )
    return JsonResponse({"items": [{"id": one.id, "label": one.name} for one in found]})


def unknown(text: str) -> str:
    """Return what to say of a name that nothing answers to."""
    return _("Nobody and nothing by the name of {text}.").format(text=text)
