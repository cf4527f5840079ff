"""Which positions are a person's own: those of things in one person's keeping for long.

Where such a thing is tells where somebody is. It is so from the moment of the hand-over, in the
same transaction, because it is read off who holds the thing and until when.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import DateTimeField, F, Func, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from wherehold.kernel import bulk, clock
from wherehold.kernel.actor import Actor
from wherehold.register.models import Asset, Category, Party
from wherehold.tracking.instants import from_us, to_us
from wherehold.tracking.models import Binding, PrivacyRule, PrivateTime, State

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

# The floor: with no settings it is so, and no settings are looser.
LONG_DAYS_MAX, LOOK_MINUTES_MIN, LOOK_MINUTES_MAX = 14, 5, 60
HISTORY_DAYS_MAX = 30
SITE, BUILDING, ROOM, EXACT = range(4)
# As bits: from Monday to Friday, and all days.
WORK_DAYS, ALL_DAYS, DAY_HOURS = 31, 127, 24
# For so long a request to look in an emergency waits for somebody to grant it.
WAITS = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What is kept from others of where people are.

    What somebody keeps for longer than `long_days` is theirs to know. `look_allowed`: in an
    emergency, for `look_minutes`. `share_allowed`: links to what oneself keeps. `live_allowed`:
    others who may see positions see where such a thing is, one by one, each look told to the
    person: by `precision` at which site, building or room, or exactly and `history_days` back.
    Only on `work_days` from `work_from` to `work_until` o'clock anything is stored of where such
    a thing is, or shown to others.
    """

    long_days: int = LONG_DAYS_MAX
    look_allowed: bool = True
    look_minutes: int = LOOK_MINUTES_MAX
    share_allowed: bool = True
    live_allowed: bool = False
    precision: int = SITE
    history_days: int = 0
    work_days: int = WORK_DAYS
    work_from: int = 6
    work_until: int = 20

    @property
    def long(self) -> timedelta:
        """Return how long somebody keeps a thing before where it is is theirs to know."""
        return timedelta(days=self.long_days)

    def is_looser(self, other: "Rules") -> bool:
        """Say whether anything is kept from others less than by another."""
        mine, theirs = self._openness(), other._openness()
        return any(one > two for one, two in zip(mine, theirs, strict=True))

    def is_work(self, at: datetime) -> bool:
        """Say whether an instant, in the time zone of the organisation, is one of work."""
        return bool(self.work_days >> at.weekday() & 1) and (
            self.work_from <= at.hour < self.work_until
        )

    def _openness(self) -> tuple[int, ...]:
        plain = (int(getattr(self, name)) for name in ("long_days", "look_minutes", "precision"))
        told = ("look_allowed", "share_allowed", "live_allowed", "history_days", "work_until")
        days = (self.work_days >> day & 1 for day in range(7))
        return (*plain, *(int(getattr(self, name)) for name in told), -self.work_from, *days)


# Said for a category, these hold for its things; the others hold for all.
SEEING = ("live_allowed", "precision", "history_days")
WORK = ("work_days", "work_from", "work_until")
RULES = ("long_days", "look_allowed", "look_minutes", "share_allowed", *SEEING, *WORK)


def rules() -> Rules:
    """Return what is so now. One statement."""
    found = _in_force().values(*RULES).first()
    return Rules(**found) if found else Rules()


def rules_of(path: str) -> Rules:
    """Return what is so now for things of a category, by its path. One statement."""
    held = PrivacyRule.objects.filter(from_at__lte=clock.now()).order_by("pk")
    latest = {row.pop("category__path"): row for row in held.values("category__path", *RULES)}
    common = latest.pop(None, None) or asdict(Rules())
    above = [one for one in latest if path.startswith(one)]
    nearest = latest[max(above, key=len)] if above else common
    return Rules(**common | {name: nearest[name] for name in SEEING})


def path_of(category_id: int) -> str:
    """Return the path of a category that is known."""
    return str(Category.objects.values_list("path", flat=True).get(pk=category_id))


def _in_force() -> QuerySet[PrivacyRule]:
    return PrivacyRule.objects.filter(category=None, from_at__lte=clock.now()).order_by("-pk")


class _Until(Func):
    """An instant and so many days more."""

    output_field = DateTimeField()
    template = "(%(expressions)s)"
    arg_joiner = " + interval '1 day' * "

    def as_sqlite(
        self,
        compiler: "SQLCompiler",
        connection: "BaseDatabaseWrapper",
        **more: Any,  # noqa: ANN401
    ) -> "tuple[str, tuple[str | int, ...]]":
        """Write it as SQLite reckons with days."""
        template = "datetime(%(expressions)s || ' days')"
        sql, values = self.as_sql(
            compiler, connection, template=template, arg_joiner=", '+' || ", **more
        )
        return sql, tuple(values)


@dataclass(frozen=True, kw_only=True)
class LastSeen:
    """Where a thing that a person keeps was last, by its device."""

    asset_id: int
    tag: str
    name: str
    device: str
    at: datetime
    lat: float
    lon: float
    accuracy_m: float | None


def personal() -> Q:
    """Return the condition on assets that one person keeps: without a day, or for long.

    How long that is, is asked in the same statement.
    """
    days = Coalesce(Subquery(_in_force().values("long_days")[:1]), LONG_DAYS_MAX)
    long = Q(due_on__isnull=True) | Q(due_on__gt=_Until(F("held_since"), days))
    return Q(held=Asset.Held.PARTY, holder__kind=Party.Kind.PERSON) & long


def hidden(actor: Actor) -> Q:
    """Return the condition on assets whose position is somebody else's own."""
    if actor.party_id is None:
        return personal()
    return personal() & ~Q(holder=actor.party_id)


def hidden_sql(actor: Actor, alias: str = "a") -> tuple[str, list[Any]]:
    """Return the same condition as SQL over a table alias, with its parameters."""
    days = (
        "COALESCE((SELECT r.long_days FROM tracking_privacyrule r WHERE r.from_at <= %s "
        f"AND r.category_id IS NULL ORDER BY r.id DESC LIMIT 1), {LONG_DAYS_MAX})"
    )
    until = f"datetime({alias}.held_since, '+' || {days} || ' days')"
    if connection.vendor == "postgresql":
        until = f"{alias}.held_since + interval '1 day' * {days}"
    now = bulk.instant(clock.now())
    kept = (
        f"({alias}.held = 'party' AND ({alias}.due_on IS NULL OR {alias}.due_on > {until}) "
        f"AND EXISTS (SELECT 1 FROM register_party p WHERE p.id = {alias}.holder_id "
        "AND p.kind = 'person')"
    )
    if actor.party_id is None:
        return f"{kept})", [now]
    return f"{kept} AND {alias}.holder_id <> %s)", [now, actor.party_id]


def is_kept(asset_id: int) -> bool:
    """Say whether one person keeps an asset, so that where it is is theirs to know."""
    return Asset.objects.filter(personal(), pk=asset_id).exists()


def is_hidden(actor: Actor, asset_id: int) -> bool:
    """Say whether the position of an asset is somebody else's own."""
    return Asset.objects.filter(hidden(actor), pk=asset_id).exists()


def last_seen(asset_ids: Iterable[int]) -> list[tuple[int, int | None, datetime | None]]:
    """Return where and when those of the assets were last seen that are no one person's."""
    found = Asset.objects.filter(pk__in=bulk.among(asset_ids)).exclude(personal())
    return list(found.values_list("pk", "seen_place_id", "seen_at"))


def is_private(party_id: int, at: datetime) -> bool:
    """Say whether somebody keeps to themselves where they are at an instant. One statement."""
    return PrivateTime.objects.filter(_around(at), party=party_id).exists()


def private_now(party_id: int) -> PrivateTime | None:
    """Return the time that somebody keeps to themselves, if it is now. One statement."""
    return PrivateTime.objects.filter(_around(clock.now()), party=party_id).last()


def wait_for(party_id: int) -> None:
    """Wait until nobody else writes of what somebody keeps to themselves, and keep others waiting.

    Whoever comes second then finds what the first one wrote. One statement.
    """
    Party.objects.select_for_update(no_key=True).only("pk").get(pk=party_id)


def _around(at: datetime) -> Q:
    return Q(from_at__lte=at) & (Q(until_at=None) | Q(until_at__gt=at))


def where_is(party_id: int) -> list[LastSeen]:
    """Return where the things are that one person keeps, as their devices told last.

    Nothing in a time that they keep to themselves. The caller has asked whether anybody may know.
    Three statements.
    """
    if private_now(party_id):
        return []
    on = _on(party_id)
    states = State.objects.in_bulk([one.device_id for one in on])
    found = []
    for one in on:
        state = states.get(one.device_id)
        if state is None or state.lat is None or state.lon is None or one.asset is None:
            continue
        if state.at_us < to_us(one.starts_at):
            continue
        found.append(
            LastSeen(
                asset_id=one.asset.pk,
                tag=one.asset.tag,
                name=one.asset.name,
                device=str(one.device),
                at=from_us(state.at_us),
                lat=state.lat,
                lon=state.lon,
                accuracy_m=state.accuracy_m,
            )
        )
    return found


def devices_on(party_id: int) -> list[tuple[str, str]]:
    """Return every device on a thing that one person keeps: device and thing. One statement."""
    return [(str(one.device), f"{one.asset.tag} {one.asset.name}") for one in _on(party_id)
            if one.asset]  # fmt: skip


def concerned() -> list[tuple[str, str]]:
    """Return name and address of everybody who has a thing with a device on it. One statement."""
    on = Binding.objects.filter(ends_at=None, asset__held=Asset.Held.PARTY)
    people = Party.objects.filter(pk__in=on.values("asset__holder"), kind=Party.Kind.PERSON)
    return list(people.exclude(email="").order_by("pk").values_list("name", "email"))


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """Return the names of people by what the ledger calls them. One statement."""
    ids = {int(one[6:]) for one in actors if one.startswith("party:") and one[6:].isdigit()}
    found = Party.objects.filter(pk__in=ids).values_list("pk", "name")
    return {f"party:{key}": name for key, name in found}


def _on(party_id: int) -> list[Binding]:
    kept = Asset.objects.filter(personal(), holder=party_id)
    on = Binding.objects.filter(ends_at=None, asset__in=kept.values("pk"))
    return list(on.select_related("asset", "device").order_by("asset_id", "device_id"))
