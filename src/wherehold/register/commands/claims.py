"""Which codes are free. A code belongs to one thing; whoever asks for a taken one is refused."""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from django.db import connection
from django.utils.translation import gettext

from wherehold.kernel.actor import Actor
from wherehold.register import access
from wherehold.register.commands.drafts import Fault
from wherehold.register.models import Asset
from wherehold.register.refusals import DuplicateIdentifier

# The number of the draft or asset that wants it, kind, key, value.
Claim = tuple[int, str, str, str]


def taken(claims: Iterable[Claim]) -> dict[tuple[str, str], int | None]:
    """Return those of the codes that are in use, with the asset that has them. One statement."""
    keys = {key for _, _, key, _ in claims}
    if not keys:
        return {}
    text = orjson.dumps(list(keys)).decode()
    if connection.vendor == "postgresql":
        source = "SELECT jsonb_array_elements_text(%s::jsonb)"
    else:
        source = "SELECT value FROM json_each(%s)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT kind, key, asset_id FROM register_identifier WHERE key IN ({source})", [text]
        )
        return {(kind, key): asset_id for kind, key, asset_id in cursor.fetchall()}


def faults(claims: Sequence[Claim], asker: Actor) -> list[tuple[int, Fault]]:
    """Return a fault for each claim on a code that is taken or comes twice."""
    known = taken(claims)
    first: dict[tuple[str, str], int] = {}
    bad: list[tuple[Claim, int | None]] = []
    for claim in claims:
        code = claim[1], claim[2]
        if code in known:
            bad.append((claim, known[code]))
        elif code in first:
            bad.append((claim, None))
        else:
            first[code] = claim[0]
    return _told(bad, asker) if bad else []


def _told(bad: Sequence[tuple[Claim, int | None]], actor: Actor) -> list[tuple[int, Fault]]:
    """Say what has a code only to those who may see it."""
    owners = {asset_id for _, asset_id in bad if asset_id is not None}
    seen = Asset.objects.filter(access.visible(actor), pk__in=owners)
    names = dict(seen.values_list("pk", "tag"))
    faults: list[tuple[int, Fault]] = []
    for (index, kind, _, value), asset_id in bad:
        what: dict[str, Any] = {"field": kind, "kind": kind, "value": value, "by": ""}
        if asset_id in names:
            by = gettext(" by {tag}").format(tag=names[asset_id])
            what |= {"asset_id": asset_id, "tag": names[asset_id], "by": by}
        faults.append((index, (DuplicateIdentifier, what)))
    return faults
