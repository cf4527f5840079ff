"""What somebody new gets: a checklist by their role, handed out as one document."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wherehold.kits import access
from wherehold.kits.queries import templates
from wherehold.register.queries import parties
from wherehold.ui.request import AuthedRequest


@require_safe
def page(request: AuthedRequest, party_id: int) -> HttpResponse:
    """Show what a role gets, and how much of it somebody has."""
    [person] = parties.known(actor=request.auth, party_ids=[party_id])
    roles = templates.templates(actor=request.auth, use="role")
    wanted = request.GET.get("role", "")
    chosen = next((one for one in roles if str(one.id) == wanted), next(iter(roles), None))
    lines = []
    if chosen:
        lines = templates.checklist(actor=request.auth, template_id=chosen.id, party_id=party_id)
    context = {
        "person": person,
        "roles": roles,
        "chosen": chosen,
        "lines": [(one, min(one.have, one.quantity), one.quantity - one.have) for one in lines],
        "open": sum(max(0, one.quantity - one.have) for one in lines),
        "all": sum(one.quantity for one in lines),
        "may_give": request.auth.may_somewhere(access.OUT),
        "may_edit": request.auth.may_somewhere(access.EDIT),
    }
    return render(request, "kits/role.html", context)
