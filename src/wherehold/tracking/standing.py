"""Which thing each device stands for now, kept beside its state: a map asks for all of them."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from wherehold.kernel import bulk
from wherehold.tracking.instants import to_us
from wherehold.tracking.models import Binding, State


def settle(device_ids: Iterable[int]) -> None:
    """Let the states of devices say what these are on, after it was changed. Five statements."""
    ids = list(device_ids)
    mine = State.objects.filter(pk__in=bulk.among(ids))
    assets = set(mine.exclude(asset=None).values_list("asset_id", flat=True))
    on = Binding.objects.filter(device__in=bulk.among(ids), ends_at=None, asset__isnull=False)
    now = {one.device_id: (one.asset_id, to_us(one.starts_at)) for one in on}
    rows = [(key, *now.get(key, (None, 0)), False) for key in ids]
    bulk.update(State, ("device_id", "asset_id", "from_us", "is_shared"), rows)
    assets |= {asset_id for asset_id, _ in now.values() if asset_id}
    others = State.objects.filter(asset=OuterRef("asset")).exclude(pk=OuterRef("pk"))
    State.objects.filter(asset__in=bulk.among(assets)).update(is_shared=Exists(others))
