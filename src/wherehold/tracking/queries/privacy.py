"""Questions about what is kept from others of where people are. Everybody may read it."""

from dataclasses import dataclass
from datetime import datetime

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.tracking import access, privacy
from wherehold.tracking.models import PrivacyRule, PrivateTime
from wherehold.tracking.privacy import Rules

SHOWN_MAX, COUNTED_MAX = 20, 10_000
# So many people at least, or how many they are would tell who they are.
GROUP_MIN = 5
LOOKS = ("tracking.look_asked", "tracking.look_granted", "tracking.looked", "tracking.kept_seen")


@dataclass(frozen=True, kw_only=True)
class RuleLine:
    """Settings that held, hold, are going to, or wait. `state`: past, now, soon or waits."""

    id: int
    rules: Rules
    reason: str
    asked_at: datetime
    asked_by: str
    granted_by: str
    from_at: datetime | None
    state: str
    is_mine: bool
    category: str


def rules(*, actor: Actor) -> Rules:
    """Return what is kept from others now, to anybody. One statement."""
    assert actor.name
    return privacy.rules()


@dataclass(frozen=True, kw_only=True)
class KindLine:
    """What others may see of where people are by things of one category, unlike by all others."""

    category: str
    rules: Rules


def kinds(*, actor: Actor) -> list[KindLine]:
    """Return what is so now for categories that say otherwise, to anybody. Two statements."""
    assert actor.name
    held = PrivacyRule.objects.filter(from_at__lte=clock.now()).exclude(category=None)
    latest = dict(held.order_by("pk").values_list("category_id", "pk"))
    rows = PrivacyRule.objects.filter(pk__in=latest.values()).select_related("category")
    return [
        KindLine(category=row.category.full_name if row.category else "", rules=_said(row))
        for row in rows.order_by("category__full_name")
    ]


def private_since(*, actor: Actor) -> PrivateTime | None:
    """Return the time that the actor keeps to themselves now, if they do. One statement."""
    return None if actor.party_id is None else privacy.private_now(actor.party_id)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How often others looked at where people are in a month; fewer people than five: None."""

    month: str
    asked: int
    granted: int
    looked: int
    seen: int
    people: int | None


def counted(*, actor: Actor) -> list[Counted]:
    """Return how often others looked, by month, the newest first: numbers alone, of nobody.

    To those who stand for the people that it is about; nothing to others. One statement.
    """
    if not actor.may_everywhere(access.AUDIT):
        return []
    months: dict[str, list[ledger.Entry]] = {}
    for entry in ledger.recent(subject_types=("party",), kinds=LOOKS, limit=COUNTED_MAX):
        at = entry.happened_at.astimezone(clock.zone())
        months.setdefault(f"{at:%Y-%m}", []).append(entry)
    return [_counted(month, entries) for month, entries in months.items()]


def _counted(month: str, entries: list[ledger.Entry]) -> Counted:
    kinds = [one.kind for one in entries]
    people = len({one.subject_id for one in entries if one.kind in LOOKS[2:]})
    asked, granted, looked, seen = (kinds.count(kind) for kind in LOOKS)
    return Counted(
        month=month, asked=asked, granted=granted, looked=looked, seen=seen,
        people=people if people >= GROUP_MIN else None,
    )  # fmt: skip


def may_set(*, actor: Actor) -> bool:
    """Say whether somebody may change it, with a second person where it keeps less."""
    return actor.party_id is not None and actor.may_everywhere(access.SETTINGS)


def changes(*, actor: Actor) -> list[RuleLine]:
    """Return the last settings, the newest first, to anybody. Two statements."""
    rows = list(PrivacyRule.objects.select_related("category").order_by("-pk")[:SHOWN_MAX])
    ids = {key for row in rows for key in (row.asked_by_id, row.granted_by_id) if key}
    names = privacy.names_of(f"party:{key}" for key in ids)
    now = clock.now()
    holds: dict[int | None, int] = {}
    newest: dict[int | None, int] = {}
    for row in rows:
        newest.setdefault(row.category_id, row.pk)
        if row.from_at and row.from_at <= now:
            holds.setdefault(row.category_id, row.pk)
    return [
        RuleLine(
            id=row.pk,
            rules=_said(row),
            reason=row.reason,
            asked_at=row.asked_at,
            asked_by=names.get(f"party:{row.asked_by_id}", ""),
            granted_by=names.get(f"party:{row.granted_by_id}", ""),
            from_at=row.from_at,
            state=_state(row, holds.get(row.category_id, 0), newest[row.category_id]),
            is_mine=row.asked_by_id == actor.party_id,
            category=row.category.full_name if row.category else "",
        )
        for row in rows
    ]


def _said(row: PrivacyRule) -> Rules:
    return Rules(**{name: getattr(row, name) for name in privacy.RULES})


def _state(row: PrivacyRule, holds: int, newest: int) -> str:
    if row.pk == holds:
        return "now"
    if row.pk < holds or (row.from_at is None and row.pk != newest):
        return "past"
    return "waits" if row.from_at is None else "soon"
