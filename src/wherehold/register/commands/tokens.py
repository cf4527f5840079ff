"""What labels hold: the secret part of an address, never the asset's number, and EPC keys."""

import secrets
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register import access, epc, indexing
from wherehold.register.codes import key_of
from wherehold.register.events import IdentifierAdded
from wherehold.register.models import Asset, Identifier, Party, Place
from wherehold.register.queries import parties, reach

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
TOKEN_LENGTH = 16


def new_token() -> str:
    """Make up a token: 16 characters of Crockford's base 32, 80 bits."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(TOKEN_LENGTH))


@transaction.atomic
def ensure_tokens(*, actor: Actor, asset_ids: Sequence[int]) -> list[tuple[Asset, str]]:
    """Return these assets, each with the token of its label, making those that have none yet.

    The answer is in the order asked for; an asset named twice comes twice.

    Raises: NotFound, NotAllowed.
    Records: nothing; a token says nothing about the asset, and the ledger keeps no secrets.
    """
    assets = {a.pk: a for a in access.assets_for_update(actor, asset_ids, "label.print")}
    tokens = _ensured("asset_id", assets)
    return [(assets[asset_id], tokens[asset_id]) for asset_id in asset_ids]


@transaction.atomic
def ensure_place_tokens(*, actor: Actor, place_ids: Sequence[int]) -> list[tuple[Place, str]]:
    """Return these places, each with the token of its label, making those that have none yet.

    Raises: NotFound, NotAllowed.
    Records: nothing, as for assets.
    """
    seen = Place.objects.filter(reach.places(actor=actor), pk__in=set(place_ids), archived_at=None)
    places = {place.pk: place for place in seen.order_by("pk").select_for_update(no_key=True)}
    _refuse_missing("place", place_ids, places)
    grants = [grant.place for grant in actor.within("label.print")]
    if any(not place.path.startswith(tuple(grants)) for place in places.values()):
        raise NotAllowed({"actor": actor.name, "permission": "label.print"})
    tokens = _ensured("place_id", places)
    return [(places[key], tokens[key]) for key in place_ids]


@transaction.atomic
def ensure_party_tokens(*, actor: Actor, party_ids: Sequence[int]) -> list[tuple[Party, str]]:
    """Return these people, each with the token of their badge, making those that have none yet.

    Raises: NotFound, NotAllowed.
    Records: nothing, as for assets.
    """
    seen = Party.objects.filter(parties.reach(actor=actor), pk__in=set(party_ids), archived_at=None)
    people = {one.pk: one for one in seen.order_by("pk").select_for_update(no_key=True)}
    _refuse_missing("party", party_ids, people)
    if not actor.may_somewhere("label.print"):
        raise NotAllowed({"actor": actor.name, "permission": "label.print"})
    tokens = _ensured("party_id", people)
    return [(people[key], tokens[key]) for key in party_ids]


@transaction.atomic
def give_token(*, actor: Actor, asset_id: int, token: str) -> None:
    """Let the token of a label that is printed already stand for an asset.

    Raises: NotFound, NotAllowed (label.print).
    Records: nothing, as for all tokens.
    """
    access.assets_for_update(actor, [asset_id], "label.print")
    Identifier.objects.create(
        kind="token", key=key_of("token", token), value=token, asset_id=asset_id
    )


@transaction.atomic
def ensure_epcs(
    *, actor: Actor, asset_ids: Sequence[int], company: str, scheme: str = "giai"
) -> dict[int, epc.Epc]:
    """Return by asset its EPC of this company and scheme, making those that have none yet.

    Its own number is the asset's; a returnable (grai) is of the kind that its category's is.

    Raises: NotFound, NotAllowed; BadEpc when a number has no room beside the company's.
    Records: register.identifier_added, one for each that was made.
    """
    assets = {a.pk: a for a in access.assets_for_update(actor, asset_ids, "label.print")}
    rows = Identifier.objects.filter(asset_id__in=assets, kind="epc").order_by("-pk")
    known = dict(_of_scheme(rows.values_list("asset_id", "value"), company, scheme))
    made = {
        key: epc.own(scheme, company, key, asset.category_id or 0)
        for key, asset in assets.items()
        if key not in known
    }
    Identifier.objects.bulk_create(
        Identifier(kind="epc", key=key_of("epc", one.hex), value=one.hex, asset_id=key)
        for key, one in made.items()
    )
    if made:
        indexing.reindex_assets(made)
        events = [
            IdentifierAdded(subject_id=key, identifiers=[["epc", one.hex]])
            for key, one in made.items()
        ]
        ledger.record(events, actor=actor, happened_at=clock.now())
    return known | made


def _of_scheme(
    rows: Iterable[tuple[int | None, str]], company: str, scheme: str
) -> Iterable[tuple[int, epc.Epc]]:
    for asset_id, value in rows:
        try:
            read = epc.read_hex(value)
        except epc.BadEpc:
            continue
        if (read.scheme, read.company) == (scheme, company) and asset_id:
            yield asset_id, read


def _ensured(owner: str, known: Mapping[int, object]) -> dict[int, str]:
    """Return the token of each of these rows, which are locked; `owner` is the column."""
    found = Identifier.objects.filter(**{f"{owner}__in": list(known)}, kind="token")
    tokens: dict[int, str] = dict(found.order_by("-pk").values_list(owner, "value"))
    made = {key: new_token() for key in known if key not in tokens}
    Identifier.objects.bulk_create(
        Identifier(kind="token", key=key_of("token", token), value=token, **{owner: key})
        for key, token in made.items()
    )
    return tokens | made


def _refuse_missing(what: str, wanted: Sequence[int], known: Mapping[int, object]) -> None:
    if missing := [key for key in dict.fromkeys(wanted) if key not in known]:
        raise NotFound(*({"what": what, "key": key} for key in missing))
