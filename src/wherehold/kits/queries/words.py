"""What lines of contents are called."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from wherehold.kernel.actor import Actor
from wherehold.kits.models import Want
from wherehold.register.queries import known


def of_lines(*, actor: Actor, line_ids: Iterable[int]) -> dict[int, str]:
    """Return what lines ask for, in words, by id. Four statements at most."""
    ids = set(line_ids)
    if not ids:
        return {}
    rows = list(Want.objects.filter(pk__in=ids))
    assets = known.assets(actor=actor, ids={row.asset_id for row in rows if row.asset_id})
    models = known.models(actor=actor, ids={row.model_id for row in rows if row.model_id})
    kinds = known.categories(actor=actor, ids={r.category_id for r in rows if r.category_id})
    return {row.pk: _label(row, assets, models, kinds) for row in rows}


def _label(row: Want, assets: dict[int, str], models: dict[int, str], kinds: dict[int, str]) -> str:
    if row.asset_id:
        return assets.get(row.asset_id, _("a thing"))
    if row.model_id:
        return models.get(row.model_id, _("a model"))
    return kinds.get(row.category_id or 0, _("a category"))
