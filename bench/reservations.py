"""What availability, the calendar and booking cost: a model of 1,000 pieces, 100,000 bookings.

Beside each figure stands what was asked for, as a ratio: below 1 is quicker.
"""

import gc
import gzip
import statistics
import time
from datetime import timedelta
from threading import Barrier, Thread

from bench import harness

PIECES, BOOKINGS, DAYS = 1_000, 100_000, 30
CALLS, ROWS, TWELVE, MANY = 60, 500, 12, 400


def fill():
    """Make the pieces of a model and their bookings; return the actor, the model and the party."""
    from wherehold.conftest import plant
    from wherehold.kernel import clock
    from wherehold.kernel.actor import EVERYTHING, Actor, Grant
    from wherehold.register.models import Asset, Category, Model, Party, Place
    from wherehold.reservations.models import Booking, Line, Reservation

    now = clock.now()
    place, kind = plant(Place, "Store"), plant(Category, "Projectors")
    model = Model.objects.create(name="EB-L730U", category=kind)
    Asset.objects.bulk_create(
        Asset(
            tag=f"PX-{n:05}",
            name="Projector",
            model=model,
            category=kind,
            category_path=kind.path,
            place=place,
            place_path=place.path,
            created_at=now,
            updated_at=now,
        )
        for n in range(PIECES + MANY)
    )
    Asset.objects.filter(tag__gte=f"PX-{PIECES:05}").update(model=None)
    bo = Party.objects.create(name="Bo", kind="person")
    actor = Actor(f"party:{bo.pk}", grants=(Grant(EVERYTHING),), party_id=bo.pk, source="bench")
    pieces = list(Asset.objects.filter(model=model).values_list("pk", flat=True))
    each = BOOKINGS // PIECES
    step = timedelta(days=DAYS) / each
    whole = {"place_path": place.path, "category_path": kind.path, "made_at": now}
    spans = [(now + step * n, now + step * n + step * 0.7) for n in range(each)]
    made = Reservation.objects.bulk_create(
        Reservation(state="approved", party=bo, begins_at=a, ends_at=b, **whole) for a, b in spans
    )
    lines = Line.objects.bulk_create(
        Line(reservation=one, model=model, begins_at=one.begins_at, until_at=one.ends_at)
        for one in made
    )
    for line in lines:
        Booking.objects.bulk_create(
            Booking(line=line, asset_id=key, begins_at=line.begins_at, until_at=line.until_at)
            for key in pieces
            if key % 7 or line.pk % 3
        )
    return actor, model, bo, pieces


def p95(act, calls=CALLS):
    """Return the 95th percentile of an act, in milliseconds of this process."""
    took = []
    act(0)
    act(1)  # What loads and compiles once is no part of it.
    gc.collect()
    gc.freeze()  # As the server does when it begins.
    for number in range(calls):
        began = time.process_time()
        act(number)
        took.append((time.process_time() - began) * 1000)
    print(f"{'median of the next, processor time':<58} {statistics.median(took):9.1f} ms")
    return statistics.quantiles(took, n=20)[-1]


def told(what, figure, unit, bound, more_is_better=False):
    """Print a figure and its ratio to what was asked for."""
    ratio = bound / figure if more_is_better else figure / bound
    print(f"{what:<58} {figure:9.1f} {unit:<5} asked {bound:>6}  ratio {ratio:5.2f}")


def availability(actor, model):
    from wherehold.kernel import clock
    from wherehold.reservations.commands import Wanted
    from wherehold.reservations.queries.availability import availability as ask

    def act(number):
        begins = clock.now() + timedelta(days=number % 25, hours=1)
        wanted = Wanted(model_id=model.pk, quantity=5)
        return ask(actor=actor, wanted=wanted, begins_at=begins, ends_at=begins + timedelta(days=2))

    told(f"availability, {PIECES:,} pieces, {BOOKINGS:,} bookings, p95", p95(act), "ms", 30)


def calendar(actor, bo):
    """Draw 500 things of a model with six bookings each, every one a reservation of its own."""
    from wherehold.kernel import clock
    from wherehold.register.models import Asset, Model
    from wherehold.reservations import drawing
    from wherehold.reservations.models import Booking, Line, Reservation

    now, model = clock.now(), Model.objects.create(name="FX3")
    tags = [f"CAM-{n:04}" for n in range(ROWS)]
    things = Asset.objects.bulk_create(
        Asset(tag=tag, name="Camera", model=model, created_at=now, updated_at=now) for tag in tags
    )
    begun = [
        now + timedelta(days=week * 7 + 1, hours=n % 48) for n in range(ROWS) for week in range(6)
    ]
    whole = {"state": "approved", "party": bo, "made_at": now}
    made = Reservation.objects.bulk_create(
        Reservation(begins_at=at, ends_at=at + timedelta(days=3), **whole) for at in begun
    )
    for_each = [one for one in things for _week in range(6)]
    until = timedelta(days=4)
    lines = Line.objects.bulk_create(
        Line(reservation=one, asset=thing, begins_at=at, until_at=at + until)
        for one, thing, at in zip(made, for_each, begun, strict=True)
    )
    Booking.objects.bulk_create(
        Booking(line=line, asset=thing, begins_at=line.begins_at, until_at=line.until_at)
        for line, thing in zip(lines, for_each, strict=True)
    )
    asked = drawing.Asked(clock.today(), "6", "model", str(model.pk), "", "")
    kept = {}

    def act(_number):
        kept["rows"] = drawing.frame(actor=actor, asked=asked)["rows"]

    told(f"calendar, {ROWS} rows of 6 weeks, p95", p95(act, 12), "ms", 150)
    told("calendar, size", len(gzip.compress(kept["rows"].encode())) / 1000, "KB", 60)


def threads(number, act):
    """Do something in so many threads at once; return what came of each and the seconds."""
    from django.db import connections

    gate, came = Barrier(number + 1), []

    def run(index):
        gate.wait()
        try:
            came.append(act(index))
        finally:
            connections.close_all()

    all_of_them = [Thread(target=run, args=(index,)) for index in range(number)]
    for one in all_of_them:
        one.start()
    gate.wait()
    began = time.perf_counter()
    for one in all_of_them:
        one.join()
    return came, time.perf_counter() - began


def booking(actor, bo):
    from wherehold.kernel import clock
    from wherehold.register.models import Asset
    from wherehold.reservations import commands, refusals

    free = list(Asset.objects.filter(model=None).order_by("pk").values_list("pk", flat=True))
    begins = clock.now() + timedelta(days=60)

    def wish(key):
        return commands.Wish(
            party_id=bo.pk,
            begins_at=begins,
            ends_at=begins + timedelta(days=1),
            lines=[commands.Wanted(asset_id=key)],
        )

    def take(key):
        try:
            return commands.reserve(actor=actor, wishes_given=[wish(key)])
        except refusals.NotFree:
            return None

    came, took = threads(TWELVE, lambda _index: take(free[0]))
    print(f"twelve for the last piece: {sum(map(bool, came))} got it, in {took * 1000:.0f} ms")

    def some(index):
        for key in half[index::4]:
            take(key)

    alone, half = free[1 : MANY // 4], free[MANY // 4 : MANY // 2]
    began = time.process_time()
    for key in alone:
        take(key)
    took = (time.process_time() - began) / len(alone)
    told("one booking after the other, processor time", took * 1000, "ms", 5)
    _came, took = threads(4, some)
    told("bookings of different pieces, 4 at once", len(half) / took, "/s", 200, True)
    rest, many = free[MANY // 2 :], 20
    began = time.perf_counter()
    for first in range(0, len(rest), many):
        group = [wish(key) for key in rest[first : first + many]]
        commands.reserve(actor=actor, wishes_given=group)
    took = time.perf_counter() - began
    told(f"bookings of different pieces, {many} in a call", len(rest) / took, "/s", 200, True)


def main():
    with harness.installation():
        actor, model, bo, _pieces = fill()
        availability(actor, model)
        calendar(actor, bo)
        booking(actor, bo)


if __name__ == "__main__":
    main()
