"""The engine against brute force: small worlds, every possibility tried."""

from datetime import timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from wherehold.conftest import NOON
from wherehold.reservations.engine import Span, Want, peak, plan

HOURS = 8
MODEST = settings(max_examples=60, deadline=None)


def span(pair):
    first, last = sorted(pair)
    return Span(NOON + timedelta(hours=first), NOON + timedelta(hours=last + 1))


spans = st.tuples(st.integers(0, HOURS - 1), st.integers(0, HOURS - 1)).map(span)
counted = st.lists(st.tuples(spans, st.integers(1, 3)), max_size=6)


def at(hour):
    moment = NOON + timedelta(hours=hour, minutes=30)
    return Span(moment, moment + timedelta(minutes=1))


def clash(one, others):
    return any(one.meets(other) for other in others)


def possible(fixed, wants):
    """Try every choice of pieces for wants of one each."""
    for choice in product(*(sorted(want.pool) for want in wants)):
        taken = {key: list(spans) for key, spans in fixed.items()}
        for key, want in zip(choice, wants, strict=True):
            if clash(want.span, taken[key]):
                break
            taken[key].append(want.span)
        else:
            return True
    return False


@MODEST
@given(counted, spans)
def test_the_peak_is_what_counting_every_hour_gives(many, within):
    hours = [at(hour) for hour in range(HOURS) if at(hour).meets(within)]

    assert peak(many, within) == max(
        (sum(n for one, n in many if one.meets(hour)) for hour in hours), default=0
    )


@MODEST
@given(st.lists(spans, max_size=6), st.integers(1, 3))
def test_with_nothing_fixed_a_plan_is_found_exactly_when_the_peak_fits(wanted, pieces):
    pool = frozenset(range(pieces))
    found = plan({key: [] for key in pool}, [Want(one, pool) for one in wanted])

    assert (found is not None) == (peak([(one, 1) for one in wanted]) <= pieces)


@MODEST
@given(
    st.lists(st.lists(spans, max_size=2), min_size=1, max_size=3),
    st.lists(st.tuples(spans, st.sets(st.integers(0, 2), min_size=1)), max_size=4),
)
def test_a_plan_that_is_found_can_be_kept_and_is_never_found_where_none_is(fixed, asked):
    lanes = dict(enumerate(fixed))
    wants = [Want(one, frozenset(pool & lanes.keys())) for one, pool in asked]
    found = plan(lanes, wants)

    if found is None:
        return
    assert possible(lanes, wants)
    for want, [key] in zip(wants, found, strict=True):
        assert key in want.pool and not clash(want.span, lanes[key])
    chosen = [(key, want.span) for want, keys in zip(wants, found, strict=True) for key in keys]
    for index, (key, one) in enumerate(chosen):
        assert not clash(one, [other for k, other in chosen[index + 1 :] if k == key])


def test_what_is_fixed_may_overlap_and_all_of_it_counts():
    lanes = {1: [span((0, 4)), span((1, 1))]}

    assert plan(lanes, [Want(span((3, 3)), frozenset({1}))]) is None


def test_many_of_a_pool_are_different_pieces():
    one = span((0, 2))
    [chosen] = plan({1: [], 2: [span((1, 1))], 3: []}, [Want(one, frozenset({1, 2, 3}), 2)])

    assert sorted(chosen) == [1, 3]
