"""Whether what is asked for can be promised beside all that was promised before.

Pieces that are free throughout, less everything promised that meets the period, are surely free:
where that is enough, nothing else is asked. Only else a plan is made for all promises together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from wherehold.kernel import clock
from wherehold.reservations import parts, pools
from wherehold.reservations.engine import Span, Want, plan
from wherehold.reservations.models import Rule
from wherehold.reservations.pools import Floating, Kinds, Pool
from wherehold.reservations.ways import HERE, Way


@dataclass(frozen=True)
class Ask:
    """So many pieces of a pool for a span, the time needed after it included.

    `parts` are what a kit that is asked for by name is made of: it is free when all of it is.
    """

    pool: Pool
    span: Span
    quantity: int
    rule: Rule
    parts: tuple[Pool, ...] = ()
    way: Way = HERE

    def each(self) -> list["Ask"]:
        """Return it with each of its parts as an ask of its own."""
        return [self, *(Ask(one, self.span, 1, self.rule, way=self.way) for one in self.parts)]

    def is_too_far(self) -> bool:
        """Say whether it had to be under way already to be there in time."""
        now = clock.now()
        return self.way != HERE and self.span.begins < now <= self.span.begins + self.way.takes


@dataclass(frozen=True)
class Answer:
    """How many are free for an ask, and by piece why not; `lacking` are parts of a kit, by tag."""

    ask: Ask
    codes: dict[int, str]
    extra: int
    free: int
    lacking: dict[str, str] = field(default_factory=dict)

    @property
    def enough(self) -> bool:
        """Say whether what is asked for can be promised."""
        return self.free >= self.ask.quantity

    def reasons(self) -> dict[str, int]:
        """Count by reason the pieces that are not free."""
        found: dict[str, int] = {}
        for code in self.codes.values():
            if code != pools.FREE:
                found[code] = found.get(code, 0) + 1
        return found


class Check:
    """One look at what is free for some asks; `without` are reservations that are changed."""

    def __init__(
        self, asks: Sequence[Ask], without: Iterable[int] = (), *, kinds: Kinds | None = None
    ) -> None:
        self.whole = asks
        self.asks = [one for ask in asks for one in ask.each()]
        self.without = tuple(without)
        self.kinds = kinds
        self.codes = self._codes()
        self.extras = [_extra(ask, found) for ask, found in zip(self.asks, self.codes, strict=True)]

    def _codes(self) -> list[dict[int, str]]:
        """Look at all pieces that are asked for by name at once, and at each pool of others."""
        named = [
            (ask.pool.asset_id, ask.span, ask.rule.late_days)
            for ask in self.asks
            if ask.pool.asset_id is not None
        ]
        found = iter(pools.codes_of_named(named, self.without) if named else [])
        return [
            self._in_time(ask, next(found))
            if ask.pool.asset_id is not None
            else self._codes_of(ask)
            for ask in self.asks
        ]

    def _in_time(self, ask: Ask, found: dict[int, str]) -> dict[int, str]:
        """Leave out what cannot be there in time; what is changed may be under way by now."""
        if self.without or not ask.is_too_far():
            return found
        return {key: pools.FAR if code == pools.FREE else code for key, code in found.items()}

    def _codes_of(self, ask: Ask) -> dict[int, str]:
        late_days = ask.rule.late_days
        found = pools.codes(ask.pool, ask.span, late_days, self.without)
        return parts.with_parts(found, ask.span, late_days, self.without)

    @cached_property
    def floating(self) -> list[Floating]:
        """Return the promises of the same kinds of things that no piece was chosen for."""
        roots, models = self.kinds or pools.kinds_of([ask.pool for ask in self.asks])
        return pools.floating(roots, models, self.without)

    @cached_property
    def members(self) -> dict[Pool, frozenset[int]]:
        """Return the pieces of the pools of those promises."""
        return pools.members(one.pool for one in self.floating)

    def answers(self) -> list[Answer]:
        """Say of each ask how many are free when all of them are to be served."""
        found = iter(self._answers())
        return [_together([next(found) for _one in ask.each()]) for ask in self.whole]

    def _answers(self) -> list[Answer]:
        sure = [self._sure(index) for index in range(len(self.asks))]
        wanted = [ask.quantity for ask in self.asks]
        most = [self._free(index) for index in range(len(self.asks))]
        if any(many < want for many, want in zip(most, wanted, strict=True)):
            numbers = [self._most(i, sure[i], most[i]) for i in range(len(wanted))]
        elif all(many >= want for many, want in zip(sure, wanted, strict=True)):
            numbers = sure
        elif self.possible(wanted):
            numbers = [max(pair) for pair in zip(sure, wanted, strict=True)]
        else:
            numbers = [self._most(i, sure[i], wanted[i] - 1) for i in range(len(wanted))]
        return [
            Answer(ask, codes, extra, free)
            for ask, codes, extra, free in zip(
                self.asks, self.codes, self.extras, numbers, strict=True
            )
        ]

    def _free(self, index: int) -> int:
        free = sum(code == pools.FREE for code in self.codes[index].values())
        return free + self.extras[index]

    def _sure(self, index: int) -> int:
        """Return how many are free whatever pieces the other promises get."""
        ask, pieces = self.asks[index], self.codes[index].keys()
        met = sum(
            one.quantity
            for one in self.floating
            if one.span.meets(ask.span) and pieces & self.members[one.pool]
        )
        met += sum(
            other.quantity
            for i, other in enumerate(self.asks)
            if i != index and other.span.meets(ask.span) and pieces & self.codes[i].keys()
        )
        return max(0, self._free(index) - met)

    def _most(self, index: int, low: int, high: int) -> int:
        """Return the largest number between two that can be promised of one ask alone."""
        while low < high:
            middle = (low + high + 1) // 2
            if self.possible([middle if i == index else 0 for i in range(len(self.asks))]):
                low = middle
            else:
                high = middle - 1
        return low

    def possible(self, quantities: Sequence[int]) -> bool:
        """Say whether a plan is found that serves these quantities and all promises."""
        given = [
            Want(ask.span, self._pieces(index), many)
            for index, (ask, many) in enumerate(zip(self.asks, quantities, strict=True))
            if many
        ]
        owed = [
            Want(one.span, self.members[one.pool] | self._virtual(one.pool), one.quantity)
            for one in self.floating
        ]
        lanes = {key: list(spans) for key, spans in self._fixed.items()}
        # What is asked for by name is as fixed as what was booked before.
        wants = owed + [one for one in given if len(one.pool) > 1]
        for one in given:
            if len(one.pool) == 1:
                [key] = one.pool
                if any(one.span.meets(span) for span in lanes[key]):
                    return False
                lanes[key].append(one.span)
        return plan(lanes, wants) is not None

    @cached_property
    def _fixed(self) -> dict[int, list[Span]]:
        late_days = max((ask.rule.late_days for ask in self.asks), default=0)
        pieces = {key for found in self.codes for key in found}.union(*self.members.values())
        made = parts.of_kits(pieces)
        every = pieces.union(*made.values())
        taken = pools.fixed(every, clock.now(), late_days, self.without)
        lanes = parts.fixed(taken.keys() & pieces, taken, made)
        more = [self._virtual(ask.pool) for ask in self.asks]
        return lanes | {key: [] for group in more for key in group}

    def _pieces(self, index: int) -> frozenset[int]:
        return frozenset(self.codes[index]) | self._virtual(self.asks[index].pool)

    def _virtual(self, pool: Pool) -> frozenset[int]:
        """Return made-up pieces for what may be promised beyond what there is, by model."""
        extra = max(
            (
                many
                for ask, many in zip(self.asks, self.extras, strict=True)
                if pool.model_id is not None and ask.pool.model_id == pool.model_id
            ),
            default=0,
        )
        return frozenset(-((pool.model_id or 0) * 100_000 + n + 1) for n in range(extra))


def _together(answers: Sequence[Answer]) -> Answer:
    """Return the answer for a kit from those for itself and for each of its parts."""
    kit = answers[0]
    lacking = {
        one.ask.pool.label: next(iter(one.codes.values()), pools.STAGE)
        for one in answers[1:]
        if not one.enough
    }
    if not lacking:
        return kit
    why = next(iter(lacking.values()))
    return replace(kit, codes=dict.fromkeys(kit.codes, why), free=0, lacking=lacking)


def _extra(ask: Ask, found: dict[int, str]) -> int:
    if ask.pool.model_id is None:
        return 0
    lent = sum(code != pools.STAGE for code in found.values())
    return lent * ask.rule.margin_percent // 100
