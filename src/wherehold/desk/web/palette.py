"""Search over everything: as the palette while one types, and as a page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wherehold.desk.palette import groups
from wherehold.ui.request import AuthedRequest


@require_safe
def palette(request: AuthedRequest) -> HttpResponse:
    """Answer the palette."""
    found = groups(request.auth, request.GET.get("q", "")[:200], request.GET.get("kind", "")[:20])
    return render(request, "ui/palette_results.html", {"groups": found})


@require_safe
def search(request: AuthedRequest) -> HttpResponse:
    """Show the same as a page, for browsers without scripts and addresses to keep."""
    text = request.GET.get("q", "")[:200]
    return render(
        request, "desk/search.html", {"groups": groups(request.auth, text, ""), "text": text}
    )
