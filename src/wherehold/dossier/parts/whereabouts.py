"""Devices on what somebody keeps, where those were meanwhile, and who looked.

Where somebody was is theirs to know: only they themselves get it, and as far as it is kept.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from wherehold.custody.models import Checkout
from wherehold.dossier.access import Subject
from wherehold.dossier.parts.shape import AT_ONCE, Part, Row
from wherehold.kernel.models import Entry
from wherehold.tracking import carried, months, privacy
from wherehold.tracking.instants import from_us
from wherehold.tracking.models import Binding, Device, PrivateTime, Share
from wherehold.tracking.queries import glimpses

DEVICES = ("device", "kind", "tag", "from", "until")
PRIVATE = ("from", "until")
LOOKS = ("at", "what", "who", "reason")
SHARES = ("tag", "note", "made_at", "ends_at", "revoked_at")
POSITIONS = ("device", "at", "lat", "lon", "accuracy_m", "speed_mps", "heading_deg", "altitude_m")
LAST = ("device", "tag", "at", "lat", "lon", "accuracy_m")
_READ = ("r.device_id", "r.at_us", "r.lat", "r.lon", "r.accuracy_m", "r.speed_mps",
         "r.heading_deg", "r.altitude_m")  # fmt: skip


def _stays(about: Subject) -> dict[int, list[tuple[datetime, datetime | None]]]:
    """Return when somebody had what devices are or were on, by thing. One statement."""
    tracked = Binding.objects.filter(asset__isnull=False).values("asset")
    mine = Checkout.objects.filter(holder=about.party_id, voided_at=None, asset__in=tracked)
    found: dict[int, list[tuple[datetime, datetime | None]]] = {}
    rows = mine.order_by("checked_out_at").values_list("asset_id", "checked_out_at", "returned_at")
    for asset_id, begins_at, ends_at in rows:
        found.setdefault(asset_id, []).append((begins_at, ends_at))
    return found


def _devices(about: Subject) -> Iterable[Row]:
    stays = _stays(about)
    held = Checkout.objects.filter(holder=about.party_id, voided_at=None)
    on = Binding.objects.filter(asset__in=held.values("asset")).select_related("device", "asset")
    for one in on.order_by("pk"):
        for begins_at, ends_at in stays.get(one.asset_id or 0, ()):
            first = max(one.starts_at, begins_at)
            last = min([at for at in (one.ends_at, ends_at) if at is not None], default=None)
            if one.asset and (last is None or first < last):
                yield str(one.device), one.device.kind, one.asset.tag, first, last


def _private(about: Subject) -> Iterable[Row]:
    found = PrivateTime.objects.filter(party=about.party_id).order_by("pk")
    return found.values_list("from_at", "until_at").iterator(AT_ONCE)


def _looks(about: Subject) -> Iterable[Row]:
    found = Entry.objects.filter(subject_type="party", subject_id=about.party_id)
    entries = list(found.filter(kind__in=glimpses.KINDS).order_by("seq"))
    names = privacy.names_of({entry.actor for entry in entries})
    for one in entries:
        reason = str((one.data or {}).get("reason", ""))
        yield one.happened_at, one.kind, names.get(one.actor, ""), reason


def _shares(about: Subject) -> Iterable[Row]:
    found = Share.objects.filter(made_by=about.party_id).order_by("pk")
    return found.values_list("asset__tag", *SHARES[1:]).iterator(AT_ONCE)


def _positions(about: Subject) -> Iterable[Row]:
    spans = carried.spans(list(_stays(about)), months.LAST_US, about.party_id)
    names = {one.pk: str(one) for one in Device.objects.filter(pk__in={s[0] for s in spans})}
    said = months.of_spans(spans, _READ)
    for device_id, at_us, *values in said:
        if values[0] is not None:
            yield names.get(device_id, ""), from_us(at_us), *values


def _last(about: Subject) -> Iterable[Row]:
    for one in privacy.where_is(about.party_id):
        yield one.device, one.tag, one.at, one.lat, one.lon, one.accuracy_m


PARTS = (
    Part("devices", _("Devices on what is or was kept"), DEVICES, _devices),
    Part("looks", _("Who asked or looked where the person is"), LOOKS, _looks),
    Part("links", _("Own links to where a thing is"), SHARES, _shares),
    Part("private_times", _("Private times"), PRIVATE, _private, own=True),
    Part("last_known", _("Where what is kept was last"), LAST, _last, own=True),
    Part(
        "positions", _("Where the person was with what they kept"), POSITIONS, _positions, own=True
    ),
)
