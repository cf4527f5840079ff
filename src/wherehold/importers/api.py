"""Imports and exports over REST."""

from collections.abc import Iterator
from typing import Any, Literal, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, StreamingHttpResponse
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from wherehold.importers import costs, exporting, intake, shown
from wherehold.importers.commands import runs
from wherehold.importers.queries import imports
from wherehold.kernel import sheets
from wherehold.kernel.errors import NotAllowed
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import Id, Page

router = Router(tags=["imports"])
_FILE = {"type": "string", "format": "binary"}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "array", "items": _FILE}},
                }
            },
            "text/csv": {"schema": {"type": "string"}},
            "application/octet-stream": {"schema": _FILE},
        },
    }
}
_CSV = {"responses": {200: {"description": "The table.", "content": {"text/csv": {}}}}}
_TABLE = {
    "responses": {
        200: {"description": "The table.", "content": {kind: {} for kind in sheets.TYPES.values()}}
    }
}


class ImportQuery(Schema):
    """How to import a file. `map` is COLUMN=FIELD, as often as needed."""

    name: str = Field("", max_length=200)
    map: list[str] = Field([], max_length=200)
    dry_run: bool = False
    create_missing: bool = True
    template: str = Field("", max_length=80)


class PageQuery(Schema):
    """Which page of the imports."""

    cursor: Id | None = None
    limit: int = Field(50, ge=1, le=500)


@router.post("/imports", response={201: Page}, openapi_extra=_BODY)
def create_import(request: AuthedRequest, how: Query[ImportQuery]) -> Status[dict[str, Any]]:
    """Take in one file or many and import their good rows, or only check them.

    GET tells how far each is. If one of them cannot be read, none is taken in.
    """
    ids = intake.take_in(
        actor=request.auth,
        files=_files_of(request, how.name),
        choices=dict(one.rpartition("=")[::2] for one in how.map),
        options=_options(how),
        dry_run=how.dry_run,
    )
    taken = (imports.one(actor=request.auth, run_id=run_id) for run_id in ids)
    items = [shown.as_json(request.auth, run) for run in taken]
    return Status(201, {"items": items, "next": None})


@router.post("/costs/import", response={201: dict[str, Any]}, openapi_extra=_BODY)
def import_costs(request: AuthedRequest) -> Status[dict[str, Any]]:
    """Record the good rows of a table of costs, and tell what is wrong with the others."""
    [(_name, pieces), *_others] = _files_of(request, "")
    return Status(201, costs.as_json(costs.import_pieces(request.auth, pieces)))


@router.get("/imports", response=Page)
def list_imports(request: AuthedRequest, asked: Query[PageQuery]) -> dict[str, Any]:
    """List imports, the newest first."""
    limit = asked.limit
    found = imports.page(actor=request.auth, before=asked.cursor, limit=limit + 1)
    items = [shown.summary(run) for run in found[:limit]]
    return {"items": items, "next": str(found[limit - 1].pk) if len(found) > limit else None}


@router.get("/imports/{import_id}", response=dict[str, Any])
def get_import(request: AuthedRequest, import_id: Path[Id]) -> dict[str, Any]:
    """Tell how far an import is and what is wrong with rows (the first 1,000)."""
    run = imports.one(actor=request.auth, run_id=import_id)
    return shown.as_json(request.auth, run)


@router.get("/imports/{import_id}/errors.csv", openapi_extra=_CSV)
def get_errors(request: AuthedRequest, import_id: Path[Id]) -> StreamingHttpResponse:
    """Give the rows that were put aside as CSV: to be mended and sent again."""
    run = imports.one(actor=request.auth, run_id=import_id)
    return download(shown.errors_file(request.auth, run), "csv", f"import-{run.pk}-errors")


@router.post("/imports/{import_id}/start", response=dict[str, Any])
def start_import(request: AuthedRequest, import_id: Path[Id]) -> dict[str, Any]:
    """Import the good rows after a trial, or go on after a stop."""
    runs.start(actor=request.auth, run_id=import_id)
    return shown.as_json(request.auth, imports.one(actor=request.auth, run_id=import_id))


@router.post("/imports/{import_id}/undo", response={202: dict[str, Any]})
def undo_import(request: AuthedRequest, import_id: Path[Id]) -> Status[dict[str, Any]]:
    """Take an import back, in the background; what has been changed since is kept and named."""
    runs.ask_undo(actor=request.auth, run_id=import_id)
    run = imports.one(actor=request.auth, run_id=import_id)
    return Status(202, shown.as_json(request.auth, run))


@router.get("/assets/export", openapi_extra=_TABLE)
def export_assets(
    request: AuthedRequest, format: Literal["csv", "xlsx"] = "csv"
) -> StreamingHttpResponse:
    """Give the assets that meet the filters, named as in the list, as CSV or XLSX."""
    given = {n: v for n, v in request.GET.lists() if n not in {"format", "cols"}}
    cols = request.GET.get("cols", "")
    if not request.auth.may_somewhere("export.run"):
        raise NotAllowed({"actor": request.auth.name, "permission": "export.run"})
    return download(
        exporting.pieces(request.auth, given, cols.split(","), format), format, "assets"
    )


def download(pieces: Iterator[bytes], form: str, name: str) -> StreamingHttpResponse:
    """Answer with a file that is made as it goes out."""
    answer = StreamingHttpResponse(pieces, content_type=sheets.TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


def _options(how: ImportQuery) -> dict[str, Any]:
    return {
        **({} if how.create_missing else {"create": False}),
        **({"template": how.template} if how.template else {}),
    }


def _files_of(request: HttpRequest, name: str) -> list[tuple[str, Iterator[bytes]]]:
    """Return the files of a call with their names: the parts of a form, else the body."""
    if request.content_type != "multipart/form-data":
        return [(name or "body.csv", iter(lambda: request.read(2**16), b""))]
    parts = cast("list[UploadedFile[Any]]", [f for _, fs in request.FILES.lists() for f in fs])
    if len(parts) > 1:
        name = ""
    files = [(name or file.name or "", file.chunks()) for file in parts]
    return files or [(name, iter(()))]
