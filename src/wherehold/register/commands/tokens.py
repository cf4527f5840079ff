"""The secret part of a label's address: given once, never the asset's number."""

import secrets
from collections.abc import Sequence

from django.db import transaction

from wherehold.kernel.actor import Actor
from wherehold.register import access
from wherehold.register.codes import key_of
from wherehold.register.models import Asset, Identifier

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
    known = Identifier.objects.filter(asset_id__in=assets, kind=Identifier.Kind.TOKEN)
    tokens = dict(known.values_list("asset_id", "value"))
    made = {asset_id: new_token() for asset_id in assets if asset_id not in tokens}
    Identifier.objects.bulk_create(
        Identifier(kind="token", key=key_of("token", token), value=token, asset_id=asset_id)
        for asset_id, token in made.items()
    )
    tokens |= made
    return [(assets[asset_id], tokens[asset_id]) for asset_id in asset_ids]
