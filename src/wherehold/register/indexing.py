"""The one place that writes by what words an asset is found.

Commands call it in their transaction, after their change. The table holds the words; what makes
a search in them quick is the database's own and follows by itself (see the migrations).
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from wherehold.kernel import bulk
from wherehold.register.codes import key_of
from wherehold.register.models import Asset, Identifier, SearchText

# The secret of a label is looked up whole, never searched.
NOT_SEARCHED = (Identifier.Kind.TOKEN,)
CHUNK = 2_000


def plain(text: str) -> str:
    """Return a text as it is searched: case and width of letters tell nothing apart."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return " ".join(text.casefold().split()).replace("\0", "")


def text_of(
    tag: str,
    serial: str,
    name: str,
    model: str = "",
    manufacturer: str = "",
    identifiers: Iterable[tuple[str, str]] = (),
) -> str:
    """Return the words of an asset. `identifiers` are (kind, value), tag and serial or not.

    A maker or model that stands in the name is not written again: a search finds it there.
    """
    words = [tag, serial, name, *(word for word in (manufacturer, model) if word not in name)]
    for kind, value in identifiers:
        if kind not in NOT_SEARCHED:
            words += [value, key_of(kind, value)]
    usual = _usual("\n".join(words), len(words))
    return "\n".join(dict.fromkeys(filter(None, usual or map(plain, words))))


def _usual(lines: str, number: int) -> list[str] | None:
    """Return words as they are searched if there is nothing in them but case to take away.

    An import asks this of each of a million assets, and nearly always it is so.
    """
    found = lines.casefold().split("\n")
    if len(found) != number or not lines.isascii() or not "".join(found).isprintable():
        return None
    bare = "  " not in lines and all(word == word.strip() for word in found)
    return found if bare else None


def index_rows(rows: Sequence[tuple[int, str]]) -> None:
    """Add the words of new assets, as (asset id, text). One statement."""
    bulk.insert(SearchText, ("asset_id", "text"), rows)


def reindex_assets(ids: Iterable[int]) -> None:
    """Write the words of these assets anew, from what stands in the register now."""
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), CHUNK):
        texts = texts_of(wanted[start : start + CHUNK])
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO register_searchtext (asset_id, text) VALUES (%s, %s) "
                "ON CONFLICT (asset_id) DO UPDATE SET text = EXCLUDED.text "
                "WHERE register_searchtext.text <> EXCLUDED.text",
                list(texts.items()),
            )


def texts_of(ids: Sequence[int]) -> Mapping[int, str]:
    """Return what the words of these assets ought to be. Two statements."""
    codes: dict[int, list[tuple[str, str]]] = defaultdict(list)
    known = Identifier.objects.filter(asset__in=ids).exclude(kind__in=NOT_SEARCHED).order_by("pk")
    for asset_id, kind, value in known.values_list("asset_id", "kind", "value"):
        codes[asset_id or 0].append((kind, value))
    rows = Asset.objects.filter(pk__in=ids).values_list(
        "pk", "tag", "serial", "name", "model__name", "model__manufacturer__name"
    )
    return {
        key: text_of(tag, serial, name, model or "", maker or "", codes[key])
        for key, tag, serial, name, model, maker in rows
    }
