"""The hand-overs of the demonstration: confirmed, waiting, come back, in dispute and decided."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from math import sin
from random import Random

from wherehold.handover import commands
from wherehold.handover.signing import Signature, signature, written
from wherehold.kernel import clock
from wherehold.project.demo import packing, sending
from wherehold.project.demo.plan import Act, Thing
from wherehold.project.demo.setting import Scenery
from wherehold.register.queries import holding

KEEPER, DECIDES = "Tomás Rey", "Priya Raman"
# Nothing else is told of what goes on a hand-over for so long.
QUIET_DAYS = 30
SET_DAYS = 9
TERMS = (
    (300, "Bring it back by the day that was agreed.\nReport damage the same day."),
    (
        40,
        "Bring it back by the day that was agreed, complete and clean.\n"
        "Keep it locked in vehicles and overnight.\n"
        "Report damage and loss the same day. What is broken by normal use costs you nothing.",
    ),
)


@dataclass(frozen=True)
class Story:
    """One hand-over: how long ago, of what to whom, how it was answered, how it came back."""

    days_ago: int
    models: tuple[str, ...]
    to: str
    due_days: int
    notes: tuple[str, ...] = ()
    answers: str = "signature"
    back_days: int | None = None
    verdict: str = "same"
    changed: str = ""
    statements: tuple[str, str] = ("", "")
    decision: tuple[str, int, str] | None = None


STORIES = (
    Story(26, ("TE 30-AVR rotary hammer", "DHP486 drill driver"), "Sven Larsen", 7, back_days=6),
    Story(
        20,
        ("GLL 3-80 line laser",),
        "Ewa Vrba",
        6,
        back_days=8,
        verdict="damage",
        changed="Housing cracked at one corner, still true",
        statements=("It slid off the scaffold.", "The case was not used."),
        decision=("damage", 85_00, "The case hung beside it. Half of the repair is borne by us."),
    ),
    Story(
        13,
        ("1664 FC tester", "883 thermal imager"),
        "Frank Thomsen",
        7,
        notes=("", "Lens cap missing"),
        answers="link",
        back_days=10,
        verdict="dispute",
        changed="Display cracked, lower left",
        statements=("The crack was there on day one. I told the desk.", "No note of it here."),
    ),
    Story(
        6,
        ("TE 30-AVR rotary hammer", "Ladder 4 m", "DHP486 drill driver"),
        "Kofi Mensah",
        12,
        notes=("Worn, charged", "", "Two batteries"),
    ),
    Story(5, ("1664 FC tester", "DHP486 drill driver"), "Nora Schulz", 9, answers=""),
    Story(1, ("GLL 3-80 line laser",), "Idris Bello", 6, answers=""),
)


def steps(
    made: Scenery, stock: Sequence[Thing], story: Sequence[Act], ids: dict[int, int]
) -> Iterator[tuple[datetime, Callable[[], None]]]:
    """Yield what is to be done when: terms are published, things handed over.

    `story` are the acts by which things change hands otherwise.
    """
    for days_ago, text in TERMS:
        yield _day(days_ago, 8), partial(_publish, made, text)
    since = _day(QUIET_DAYS, 0)
    busy = {act.thing for act in story if act.at >= since}
    quiet = [thing for thing in stock if thing.number not in busy and thing.arrives_at < since]
    for number, one in enumerate(STORIES):
        yield _day(one.days_ago, 9), partial(_hand, made, one, quiet, ids, number)
    take = partial(_take, made, quiet=quiet, ids=ids)
    yield _day(SET_DAYS, 10), partial(packing.tell, made, take)
    yield _day(8, 9), partial(sending.tell, made, take, arrives=True)
    yield _day(4, 9), partial(sending.tell, made, take, arrives=False)


def _day(days_ago: int, hour: int) -> datetime:
    return datetime.combine(clock.today() - timedelta(days=days_ago), time(hour), tzinfo=UTC)


def _publish(made: Scenery, text: str) -> None:
    commands.publish_terms(actor=made.actor(DECIDES), title="Loan terms", text=text)


def _hand(made: Scenery, one: Story, quiet: list[Thing], ids: dict[int, int], number: int) -> None:
    asset_ids = [_take(made, model, quiet, ids) for model in one.models]
    if not all(asset_ids):
        return
    notes = one.notes or ("",) * len(asset_ids)
    gifts = [
        commands.Gift(asset_id=key, condition="good", note=note)
        for key, note in zip(asset_ids, notes, strict=True)
    ]
    begins, keeper = clock.now(), made.actor(KEEPER)
    key = commands.give(
        actor=keeper,
        gifts=gifts,
        receiver_id=made.parties[one.to],
        due_on=clock.day_of(begins + timedelta(days=one.due_days)),
        signature=_scribble(number),
    )
    _answer(made, one, key, number)
    if one.back_days:
        with clock.held_at(begins + timedelta(days=one.back_days, hours=5)):
            _return(made, one, key, asset_ids, number)


def _take(made: Scenery, model: str, quiet: list[Thing], ids: dict[int, int]) -> int:
    """Take a thing of a model that lies in the store, so that no other hand-over has it."""
    fits = {ids[one.number]: one for one in quiet if one.line.model == model and one.number in ids}
    lines = holding.assets_named(actor=made.actor(KEEPER), asset_ids=fits)
    free = [line for line in lines if not line.held and line.stage == "in_stock"]
    if not free:
        return 0
    quiet.remove(fits[free[0].id])
    return free[0].id


def _answer(made: Scenery, one: Story, key: int, number: int) -> None:
    begins, keeper = clock.now(), made.actor(KEEPER)
    said = commands.Said(accepts_terms=True, strokes=_lines(number + 40))
    if one.answers == "signature":
        with clock.held_at(begins + timedelta(minutes=3)):
            commands.confirm(actor=keeper, handover_id=key, said=said)
        return
    if one.days_ago > 1:
        commands.send_link(actor=keeper, handover_id=key)
    if one.answers == "link":
        link = commands.make_link(actor=keeper, handover_id=key).rsplit("/", 1)[-1]
        with clock.held_at(begins + timedelta(hours=2)):
            commands.answer_by_link(actor=keeper.via("web"), secret=link, said=said)


def _return(made: Scenery, one: Story, key: int, asset_ids: Sequence[int], number: int) -> None:
    """Take everything back; what changed, changed on the last of the things."""
    keeper, last = made.actor(KEEPER), asset_ids[-1]
    hurt = one.verdict != "same"
    backs = [commands.Back(asset_id=asset_id) for asset_id in asset_ids[: -1 if hurt else None]]
    if hurt:
        receiver, giver = one.statements
        damaged = commands.Back(
            asset_id=last,
            condition="damaged",
            note=one.changed,
            verdict=one.verdict,
            statement=receiver,
        )
        backs.append(damaged)
    commands.take_back(actor=keeper, handover_id=key, backs=backs, signature=_scribble(number + 40))
    if hurt:
        commands.state(actor=keeper, handover_id=key, words={last: giver})
    if one.decision:
        outcome, cost_minor, reason = one.decision
        decided = commands.Decision(
            asset_id=last,
            outcome=outcome,
            reason=reason,
            cost_minor=cost_minor,
            carried_by="Warehouse, cost centre 4410",
        )
        with clock.held_at(clock.now() + timedelta(days=1)):
            commands.resolve(actor=made.actor(DECIDES), handover_id=key, decisions=[decided])


def _scribble(number: int) -> Signature:
    return signature(_lines(number))


def _lines(number: int) -> str:
    """Return a made-up signature: a wave that goes its own way for every number."""
    random = Random(number)  # noqa: S311 - a made-up past, the same on every machine
    one, two, high = random.uniform(0.7, 1.3), random.uniform(0.2, 0.5), random.uniform(30, 70)
    wave = [
        (60 + 8 * n, round(100 - high * sin(n * one) * sin(0.4 + n * two) - n * 0.5))
        for n in range(52)
    ]
    return written([wave, [(80, 150), (430, 140)]])
