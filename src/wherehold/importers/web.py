"""Imports and exports in the browser."""

from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wherehold.importers import costs, downloads, intake, pages, preview, shown
from wherehold.importers.commands import runs
from wherehold.importers.queries import exports, imports
from wherehold.kernel import sheets
from wherehold.kernel.errors import NotAllowed, Refusal
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest, is_fragment

app_name = "importers"
PAGE, EARLIER = 50, 3
either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def list_imports(request: AuthedRequest) -> HttpResponse:
    """Show the door for a file, and the imports before."""
    if not request.auth.may_somewhere("import.run"):
        raise NotAllowed({"actor": request.auth.name, "permission": "import.run"})
    return _doors(request)


def _doors(request: AuthedRequest, refusal: Refusal | None = None) -> HttpResponse:
    before = request.GET.get("before", "")
    number = int(before) if before.isdecimal() and len(before) < 19 else None
    found = imports.page(actor=request.auth, before=number, limit=PAGE + 1)
    context = {
        "runs": [pages.state(request.auth, run) for run in found[:PAGE]],
        "older": found[PAGE - 1].pk if len(found) > PAGE else None,
        "templates": imports.templates(actor=request.auth),
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    status = refusal.status if refusal else 200
    return render(request, "importers/imports.html", context, status=status)


@require_POST
def take_in(request: AuthedRequest) -> HttpResponse:
    """Take a file in and check it."""
    file = request.FILES.get("file")
    if file is None:
        return redirect("importers:imports")
    try:
        run_id = intake.take_in_to_choose(
            actor=request.auth,
            name=file.name or "",
            pieces=file.chunks(),
            template=request.POST.get("template", ""),
        )
    except Refusal as refusal:
        return _doors(request, refusal)
    return redirect("importers:import", run_id)


@require_safe
def show(request: AuthedRequest, run_id: int) -> HttpResponse:
    """Show an import: its columns, what is to be mended, how far it is."""
    run = imports.one(actor=request.auth, run_id=run_id)
    return _page(request, run_id, pages.state(request.auth, run))


def _page(
    request: AuthedRequest, run_id: int, context: dict[str, object], refusal: Refusal | None = None
) -> HttpResponse:
    run = imports.one(actor=request.auth, run_id=run_id)
    line = request.GET.get("line", "")
    context |= pages.columns(run)
    context["mends"] = pages.mends(request.auth, run)
    wanted = int(line) if line.isdecimal() and len(line) < 10 else 2
    context["preview"] = preview.preview(request.auth, run, wanted)
    context["earlier"] = imports.page(actor=request.auth, before=run_id, limit=EARLIER)
    context["refusal"] = refusals.shown(refusal) if refusal else None
    status = refusal.status if refusal else 200
    return render(request, "importers/import.html", context, status=status)


@require_safe
def panel(request: AuthedRequest, run_id: int) -> HttpResponse:
    """Show how far an import is; when it has come to an end, the page is loaded anew."""
    run = imports.one(actor=request.auth, run_id=run_id)
    context = pages.state(request.auth, run)
    if not is_fragment(request):
        return redirect("importers:import", run_id)
    answer = render(request, "importers/panel.html", context)
    if not context["under_way"]:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
def choose(request: AuthedRequest, run_id: int) -> HttpResponse:
    """Let columns become what was chosen."""
    columns = request.POST.getlist("column")
    options: dict[str, object] = {"create": request.POST.get("create") == "on"}
    if orders := {
        name.removeprefix("order-"): value
        for name, value in request.POST.items()
        if name.startswith("order-") and value in {"day", "month"}
    }:
        options["orders"] = orders
    return _acted(
        request,
        run_id,
        lambda: intake.choose_again(
            actor=request.auth, run_id=run_id, columns=columns, options=options
        ),
    )


@require_POST
def mend(request: AuthedRequest, run_id: int) -> HttpResponse:
    """Read a text as another one."""
    column = request.POST.get("column", "")
    if not column.isdecimal() or len(column) > 4:
        return HttpResponse(status=400)
    given = request.POST
    return _acted(
        request,
        run_id,
        lambda: runs.mend(
            actor=request.auth,
            run_id=run_id,
            column=int(column),
            text=given.get("text", "")[:200],
            instead=given.get("instead", "")[:500],
        ),
    )


@require_POST
def start(request: AuthedRequest, run_id: int) -> HttpResponse:
    """Import the good rows."""
    return _acted(request, run_id, lambda: runs.start(actor=request.auth, run_id=run_id))


@require_POST
def stop(request: AuthedRequest, run_id: int) -> HttpResponse:
    """Stop after the rows that are being stored."""
    return _acted(request, run_id, lambda: runs.stop(actor=request.auth, run_id=run_id))


@require_POST
def undo(request: AuthedRequest, run_id: int) -> HttpResponse:
    """Take an import back."""
    return _acted(request, run_id, lambda: runs.ask_undo(actor=request.auth, run_id=run_id))


@require_POST
def save_template(request: AuthedRequest, run_id: int) -> HttpResponse:
    """Keep what the columns become."""
    name = request.POST.get("name", "")

    def keep() -> None:
        runs.save_template(actor=request.auth, run_id=run_id, name=name)
        toasts.say(request, _("Saved as a template"))

    return _acted(request, run_id, keep)


@require_safe
def errors(request: AuthedRequest, run_id: int) -> StreamingHttpResponse:
    """Give the rows that were put aside."""
    run = imports.one(actor=request.auth, run_id=run_id)
    return _download(shown.errors_file(request.auth, run), "csv", f"import-{run.pk}-errors")


@require_POST
def export(request: AuthedRequest) -> HttpResponseBase:
    """Take out what the list shows: small ones at once, large ones in the background."""
    form = "xlsx" if request.POST.get("format") == "xlsx" else "csv"
    asked = downloads.ask(request.auth, request.POST.get("query", ""), form)
    if asked.pieces is None:
        return redirect("importers:export", asked.export_id)
    return _download(asked.pieces, form, "assets")


@require_safe
def show_export(request: AuthedRequest, export_id: int) -> HttpResponse:
    """Show whether an export can be fetched."""
    found = exports.one(actor=request.auth, export_id=export_id)
    template = "importers/export_panel.html" if is_fragment(request) else "importers/export.html"
    return render(request, template, {"export": found})


@require_safe
def fetch_export(request: AuthedRequest, export_id: int) -> HttpResponseBase:
    """Give the file of an export."""
    found = exports.one(actor=request.auth, export_id=export_id)
    file = downloads.file_of(found)
    if file is None:
        return redirect("importers:export", export_id)
    answer = FileResponse(file, content_type=sheets.TYPES[found.format])
    answer["Content-Disposition"] = f'attachment; filename="assets.{found.format}"'
    return answer


def import_costs(request: AuthedRequest) -> HttpResponse:
    """Ask for a file of costs; record its good rows, and show what is wrong with the others."""
    for permission in ("import.run", "finance.keep"):
        if not request.auth.may_somewhere(permission):
            raise NotAllowed({"actor": request.auth.name, "permission": permission})
    file, outcome, refusal = request.FILES.get("file"), None, None
    if request.method == "POST" and file is not None:
        try:
            outcome = costs.import_pieces(request.auth, file.chunks())
        except Refusal as error:
            refusal = error
    context = {"outcome": outcome, "refusal": refusals.shown(refusal) if refusal else None}
    status = refusal.status if refusal else 200
    return render(request, "importers/costs.html", context, status=status)


def _download(pieces: object, form: str, name: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(pieces, content_type=sheets.TYPES[form])  # type: ignore[arg-type]
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


def _acted(request: AuthedRequest, run_id: int, act: object) -> HttpResponse:
    """Do something to an import and show it, with what was refused if it was."""
    assert callable(act)
    try:
        act()
    except Refusal as refusal:
        run = imports.one(actor=request.auth, run_id=run_id)
        return _page(request, run_id, pages.state(request.auth, run), refusal)
    return redirect(reverse("importers:import", args=[run_id]))


urlpatterns = [
    path("imports", list_imports, name="imports"),
    path("imports/new", take_in, name="take-in"),
    path("imports/costs", either(import_costs), name="costs"),
    path("imports/<int:run_id>", show, name="import"),
    path("imports/<int:run_id>/panel", panel, name="panel"),
    path("imports/<int:run_id>/columns", choose, name="choose"),
    path("imports/<int:run_id>/mend", mend, name="mend"),
    path("imports/<int:run_id>/start", start, name="start"),
    path("imports/<int:run_id>/stop", stop, name="stop"),
    path("imports/<int:run_id>/undo", undo, name="undo"),
    path("imports/<int:run_id>/template", save_template, name="save-template"),
    path("imports/<int:run_id>/errors.csv", errors, name="errors"),
    path("exports", export, name="export-assets"),
    path("exports/<int:export_id>", show_export, name="export"),
    path("exports/<int:export_id>/file", fetch_export, name="fetch-export"),
]
