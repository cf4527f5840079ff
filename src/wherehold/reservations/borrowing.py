"""What people may borrow by themselves, as whom they do it, and what they have."""

from dataclasses import dataclass, replace

from django.db.models import Count, Max, Min, Q

from wherehold.kernel.actor import Actor, Grant
from wherehold.kernel.errors import NotAllowed
from wherehold.register.access import visible
from wherehold.register.models import Asset
from wherehold.reservations import access, rules
from wherehold.reservations.pools import NOT_LENT

MODELS_MAX = 200
NEEDED = frozenset(
    {"asset.see", access.MAKE, access.BORROW, "custody.check_out", "custody.check_in"}
)


def as_borrower(actor: Actor) -> Actor:
    """Return the actor with what borrowing takes, where things are lent so, and nothing else.

    Whoever may borrow may hand a thing to themselves, and these commands to nobody else.

    Raises: NotAllowed.
    """
    grants = actor.within(access.BORROW)
    if not grants or actor.party_id is None:
        raise NotAllowed({"actor": actor.name, "permission": access.BORROW})
    lent = [path for path, rule in rules.all_rules().items() if rule.self_service]
    given = tuple(
        Grant(NEEDED, one.place, max(one.category, path))
        for one in grants
        for path in lent
        if one.category.startswith(path) or path.startswith(one.category)
    )
    return replace(actor, grants=given, scopes=None)


@dataclass(frozen=True)
class Lent:
    """A model of which people borrow pieces: how many there are, how many nobody has just now.

    `place` is empty where they lie at several.
    """

    model_id: int
    name: str
    category: str
    total: int
    here: int
    place: str
    days: int
    most: int
    deposit_minor: int | None


@dataclass(frozen=True)
class Mine:
    """A thing that somebody has."""

    id: int
    tag: str
    name: str
    due_on: object


def lent(*, actor: Actor, search: str = "") -> list[Lent]:
    """List the models that are lent by themselves where the actor may borrow. Two statements.

    `actor` is what `as_borrower` returns.
    """
    known = rules.all_rules()
    pieces = Asset.objects.filter(
        visible(actor, access.BORROW), archived_at=None, merged_into=None, model__isnull=False
    ).exclude(stage__in=NOT_LENT)
    if text := search.strip():
        pieces = pieces.filter(Q(model__name__icontains=text) | Q(name__icontains=text))
    rows = pieces.values("model_id", "model__name", "category_path", "category__name").annotate(
        total=Count("pk"),
        here=Count("pk", filter=Q(held="")),
        last=Max("place__full_name"),
        first=Min("place__full_name"),
    )
    found = []
    for row in rows.order_by("model__name", "model_id")[:MODELS_MAX]:
        rule = rules.nearest(known, row["category_path"])
        if rule.self_service:
            found.append(
                Lent(
                    model_id=row["model_id"],
                    name=row["model__name"],
                    category=row["category__name"] or "",
                    total=row["total"],
                    here=row["here"],
                    place=(row["last"] or "") if row["last"] == row["first"] else "",
                    days=rule.borrow_days,
                    most=rule.borrow_most,
                    deposit_minor=rule.deposit_minor,
                )
            )
    return found


def mine(*, actor: Actor) -> list[Mine]:
    """List what the actor has, what is due first. One statement."""
    held = Asset.objects.filter(holder=actor.party_id or 0, archived_at=None)
    rows = held.order_by("due_on", "tag").values_list("pk", "tag", "name", "due_on")
    return [Mine(*row) for row in rows[:MODELS_MAX]]
