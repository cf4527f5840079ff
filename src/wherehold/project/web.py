"""Pages that belong to no slice: the first run, and what a refusal's code means."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wherehold.project import refusals


@require_safe
def problem(request: HttpRequest, code: str) -> HttpResponse:
    """Show what a refusal's code means: the address that problem details name as `type`."""
    kinds = refusals.by_code().get(code)
    if not kinds:
        raise Http404
    # Templates call what can be called, so they get what a refusal says, not the class.
    said = [{"title": k.title, "status": k.status, "message": k.message} for k in kinds]
    return render(request, "project/problem.html", {"code": code, "kinds": said})
