"""What fields offer while one types."""

from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from wherehold.register.queries import named
from wherehold.ui.request import AuthedRequest


@require_safe
def offered(request: AuthedRequest, kind: str) -> HttpResponse:
    """Offer places, kinds, models, people or keywords that are called like what was typed."""
    if kind not in named.KINDS:
        raise Http404
    found = named.like(actor=request.auth, kind=kind, text=request.GET.get("q", "")[:200])
    items = [{"id": one.value, "label": one.label, "detail": one.detail} for one in found]
    return JsonResponse({"items": items})
