"""Assets as rows of a table: what the list shows to whoever asks, and no more.

The headings are the fields of the import, so a file that was exported can be imported again; as
long as nobody edits it, that changes nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from wherehold.importers import storage, whose
from wherehold.importers.commands import exports
from wherehold.importers.fields import CODE_KINDS, OWN
from wherehold.importers.models import Export
from wherehold.kernel import sheets
from wherehold.kernel.actor import Actor
from wherehold.kernel.money import plain
from wherehold.register import access, filters
from wherehold.register.commands import keywording
from wherehold.register.models import Asset, FieldDefinition, Identifier
from wherehold.register.queries import lines, listing

CHUNK = 1_000
COLUMNS = (
    *("tag", "name", "serial", "model", "model_number", "manufacturer", "category", "place"),
    *("stage", "condition", "holder", "holder_email", "holder_username", "holder_place"),
    *("due_on", "supplier", "order_no", "purchased_on", "price", "currency"),
    *("warranty_until", "refresh_on", "parent", "keywords", "notes"),
    *("id.mac", "id.imei", "id.epc", "id.device", "id.maker", "id.other"),
)
# Columns of the list that are called otherwise here.
_NAMES = {
    "status": "stage",
    "value": "price",
    "due": "due_on",
    "maker": "manufacturer",
    "purchased": "purchased_on",
    "warranty": "warranty_until",
}
_PIECE = 2**16
_SAME = (
    *("tag", "name", "serial", "model", "manufacturer", "stage", "condition", "due_on"),
    *("supplier", "purchased_on", "warranty_until", "currency"),
)
_MORE = (
    *("pk", "model__number", "category__full_name", "place__full_name", "order_no", "refresh_on"),
    *("notes", "fields", "container_id", "holder__email", "holder__username", "category_path"),
)
Given = Mapping[str, Sequence[str]]
Line = dict[str, Any]


def headings(wanted: Sequence[str] = ()) -> list[str]:
    """Return the headings of an export: all of them, or those that are wanted and there are."""
    own = FieldDefinition.objects.filter(target="asset", archived_at=None)
    every = [
        *COLUMNS,
        *(OWN + key for key in own.order_by("position", "pk").values_list("key", flat=True)),
    ]
    chosen = [name for name in every if name in set(wanted)]
    return ["tag", *(name for name in chosen if name != "tag")] if chosen else every


def rows(actor: Actor, given: Given, wanted: Sequence[str]) -> Iterator[list[Any]]:
    """Give the assets that meet the filters as rows, a thousand at a time.

    Only what may be seen, and exported, is in them. Four statements a thousand, or five.
    Raises: BadFilter.
    """
    for ids in listing.ids_matching(actor=actor, given=given, chunk=CHUNK):
        for line in _lines(actor, ids):
            yield [line.get(name, "") for name in wanted]


def pieces(actor: Actor, given: Given, wanted: Sequence[str], form: str) -> Iterator[bytes]:
    """Give an export as the bytes of its file, as it is written.

    A workbook has to be whole before its first byte, so it is written to a file that has no name.
    Raises: BadFilter.
    """
    chosen = headings([_NAMES.get(name, name) for name in wanted])
    filters.parse(actor, given)  # What is wrong with the filters is said before anything goes out.
    if form == "csv":
        return sheets.csv_parts(chosen, rows(actor, given, chosen), mark=False)
    return _whole(actor, given, chosen)


def _whole(actor: Actor, given: Given, chosen: Sequence[str]) -> Iterator[bytes]:
    path = storage.path_of(storage.new_name())
    try:
        sheets.write_xlsx(path, chosen, rows(actor, given, chosen))
        with path.open("rb") as file:
            path.unlink()
            while piece := file.read(_PIECE):
                yield piece
    finally:
        path.unlink(missing_ok=True)


def write_kept(export_id: int, progress: Callable[[int], None]) -> None:
    """Write the file of an export that was asked for, with the rights of whoever asked."""
    export = Export.objects.get(pk=export_id)
    actor = whose.exporter(export)
    kept = storage.new_name()
    wanted = headings(export.columns)

    def told() -> Iterator[list[Any]]:
        for number, row in enumerate(rows(actor, export.given, wanted), 1):
            if number % CHUNK == 0:
                progress(number)
            yield row

    number = sheets.WRITERS[export.format](storage.path_of(kept), wanted, told())
    exports.written(actor=actor, export_id=export_id, stored=kept, assets=number)


def _lines(actor: Actor, ids: Sequence[int]) -> list[Line]:
    may = Asset.objects.filter(access.visible(actor, "export.run"), pk__in=list(ids))
    more = {row[0]: dict(zip(_MORE, row, strict=True)) for row in may.values_list(*_MORE)}
    found = lines.read(actor=actor, ids=[key for key in ids if key in more])
    codes = _codes(list(more))
    words = keywording.names_of(list(more))
    containers = _containers(actor, {one["container_id"] for one in more.values()})
    return [
        _line(
            line,
            more[line["id"]],
            codes.get(line["id"], {}),
            {
                "keywords": ", ".join(words.get(line["id"], ())),
                "parent": containers.get(more[line["id"]]["container_id"], ""),
            },
        )
        for line in found
    ]


def _line(line: Line, more: Line, codes: Line, rest: Line) -> Line:
    told = {name: line.get(name) for name in _SAME}
    told |= {
        "model_number": more["model__number"],
        "category": _path(more["category__full_name"]),
        "place": _path(more["place__full_name"]) if line.get("place") else "",
        "order_no": more["order_no"],
        "refresh_on": more["refresh_on"],
        "notes": more["notes"],
        "holder_place": _path(line.get("held_place")),
    }
    if line.get("holder_id"):
        told |= {"holder": line["holder"]}
        told |= {"holder_email": more["holder__email"], "holder_username": more["holder__username"]}
    if "holder" not in line:  # When it is due back tells that somebody has it.
        told["due_on"] = None
    if line.get("price_minor") is not None:
        told["price"] = Decimal(plain(line["price_minor"], line["currency"]))
    own = {OWN + key: _own(value) for key, value in (more["fields"] or {}).items()}
    return told | codes | rest | own


def _path(full_name: str | None) -> str:
    return (full_name or "").replace(" · ", " > ")


def _own(value: Any) -> Any:  # noqa: ANN401 - whatever an own field holds
    if isinstance(value, dict) and value.keys() == {"minor", "currency"}:
        return f"{plain(value['minor'], value['currency'])} {value['currency']}"
    return value


def _codes(ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """Return the first code of each further kind, by asset and field."""
    names = {kind: key for key, kind in CODE_KINDS.items() if key not in {"tag", "serial"}}
    found: dict[int, dict[str, str]] = defaultdict(dict)
    rows_ = Identifier.objects.filter(asset__in=ids, kind__in=list(names)).order_by("pk")
    for asset_id, kind, value in rows_.values_list("asset_id", "kind", "value"):
        found[asset_id or 0].setdefault(names[kind], value)
    return found


def _containers(actor: Actor, ids: set[int | None]) -> dict[int | None, str]:
    wanted = [key for key in ids if key is not None]
    if not wanted:
        return {}
    seen = Asset.objects.filter(access.visible(actor), pk__in=wanted)
    return dict(seen.values_list("pk", "tag"))
