"""Holders say what they have by a link; counts come again by themselves."""

from datetime import date

import pytest

from wherehold.accounts.actors import anonymous
from wherehold.custody.commands import check_in, check_out
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.kernel.models import Entry
from wherehold.register.models import Party
from wherehold.stocktake import commands
from wherehold.stocktake.models import Answer, Plan, Question, Stocktake
from wherehold.stocktake.refusals import BadCount, NobodyToAsk, NoLink
from wherehold.stocktake.tests.conftest import line

pytestmark = pytest.mark.django_db
NOBODY = anonymous("web")


@pytest.fixture
def bos(keeper, bo, drill, saw, lamp):
    """Bo holds the drill and the saw when the count is opened."""
    Party.objects.filter(pk=bo.pk).update(email="bo@example.org")
    check_out(actor=keeper, asset_ids=[drill.pk, saw.pk], holder_id=bo.pk)
    key = commands.open_stocktake(actor=keeper, terms=commands.Terms(name="Berlin"))
    return Stocktake.objects.get(pk=key)


def ask(actor, stocktake):
    return commands.ask_holders(actor=actor, stocktake_id=stocktake.pk)


def test_a_holder_says_what_they_have_and_what_went_back(bos, keeper, bo, drill, saw):
    [asked] = ask(keeper, bos)
    assert (asked.name, asked.things) == ("Bo", 2)
    said = {line(bos, drill).pk: "yes", line(bos, saw).pk: "no"}

    yes = commands.answer(
        actor=NOBODY, secret=asked.secret, said=said, words={line(bos, saw).pk: "back in May"}
    )

    assert yes == 1
    assert (line(bos, drill).state, line(bos, saw).state) == ("found", "open")
    assert line(bos, saw).note == "back in May"
    drill.refresh_from_db()
    assert drill.confirmed_how == "holder"
    by = Entry.objects.filter(kind__in=("register.confirmed", "stocktake.holder_answered"))
    assert {entry.actor for entry in by} == {f"party:{bo.pk}"} and len(by) == 2


def test_an_answer_may_be_corrected(bos, keeper, drill, saw):
    [asked] = ask(keeper, bos)
    key = line(bos, saw).pk
    commands.answer(actor=NOBODY, secret=asked.secret, said={key: "no"}, words={key: "?"})
    commands.answer(actor=NOBODY, secret=asked.secret, said={key: "yes"}, words={})
    assert line(bos, saw).state == "found"
    assert Answer.objects.get(line=key).said == "yes"


def test_what_went_back_meanwhile_is_not_theirs_to_confirm(bos, keeper, drill):
    [asked] = ask(keeper, bos)
    check_in(actor=keeper, asset_ids=[drill.pk])
    commands.answer(actor=NOBODY, secret=asked.secret, said={line(bos, drill).pk: "yes"}, words={})
    assert line(bos, drill).state == "open"


def test_nobody_answers_about_the_things_of_others(bos, keeper, lamp):
    [asked] = ask(keeper, bos)
    commands.answer(actor=NOBODY, secret=asked.secret, said={line(bos, lamp).pk: "yes"}, words={})
    assert line(bos, lamp).state == "open"


def test_a_link_ceases_to_work(bos, keeper, drill, afternoon):
    [first] = ask(keeper, bos)
    [second] = ask(keeper, bos)

    def answer(secret):
        return commands.answer(actor=NOBODY, secret=secret, said={}, words={})

    for wrong in (first.secret, "x", ""):
        with pytest.raises(NoLink):
            answer(wrong)
    answer(second.secret)
    assert Question.objects.get().answered_at is not None
    afternoon(24 * 22)
    with pytest.raises(NoLink):
        answer(second.secret)
    afternoon()
    commands.end_counting(actor=keeper, stocktake_id=bos.pk)
    with pytest.raises(NoLink):
        answer(second.secret)


def test_only_who_runs_the_count_asks_and_only_whom_one_can_reach(count, bos, keeper, dora, bo):
    with pytest.raises(NotAllowed):
        ask(dora, bos)
    Party.objects.filter(pk=bo.pk).update(email="")
    with pytest.raises(NobodyToAsk):
        ask(keeper, bos)


def test_a_plan_opens_a_count_when_it_is_due_and_says_when_the_next_one_is(
    keeper, drill, afternoon
):
    terms = commands.Terms(name="Monthly", sample=1)
    key = commands.plan(actor=keeper, terms=terms, every_days=30, first_on=date(2026, 3, 4))
    assert commands.open_planned(actor=keeper, plan_id=key) is None
    afternoon(24 * 70)

    opened = commands.open_planned(actor=keeper, plan_id=key)

    made = Stocktake.objects.get(pk=opened)
    assert made.name == "Monthly 2026-05-11" and made.sample == 1 and made.plan_id == key
    assert Plan.objects.get().next_on == date(2026, 6, 2)
    assert commands.open_planned(actor=keeper, plan_id=key) is None


def test_plans_end_and_need_the_right(keeper, dora, admin, drill):
    terms = commands.Terms(name="Monthly")
    key = commands.plan(actor=keeper, terms=terms, every_days=30)
    with pytest.raises(NotAllowed):
        commands.plan(actor=dora, terms=terms, every_days=30)
    with pytest.raises(BadCount):
        commands.plan(actor=keeper, terms=terms, every_days=0)
    with pytest.raises(NotFound):
        commands.end_plan(actor=dora, plan_id=key)
    commands.end_plan(actor=admin, plan_id=key)
    with pytest.raises(NotFound):
        commands.end_plan(actor=keeper, plan_id=key)
