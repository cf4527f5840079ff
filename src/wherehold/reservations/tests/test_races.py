"""Twelve at once want the last piece. One gets it, on both databases."""

from threading import Barrier, Thread

import pytest
from django.db import connections

from wherehold.reservations import refusals
from wherehold.reservations.models import Booking, Line

TWELVE = 12


def all_at_once(act):
    """Do something in twelve threads at once; return what each of them came to."""
    gate, came = Barrier(TWELVE), []

    def run():
        try:
            gate.wait()
            came.append(act())
        except refusals.NotFree:
            came.append(None)
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _ in range(TWELVE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return came


@pytest.mark.django_db(transaction=True)
def test_of_twelve_who_want_one_thing_one_gets_it(book, drill):
    came = all_at_once(lambda: book(1, 2, asset=drill))

    assert len(came) == TWELVE and sum(one is not None for one in came) == 1
    assert Booking.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_twelve_who_want_the_last_of_a_model_one_gets_it(book, pieces, projector):
    book(1, 3, model_id=projector.pk, quantity=2)
    came = all_at_once(lambda: book(2, 4, model_id=projector.pk))

    assert len(came) == TWELVE and sum(one is not None for one in came) == 1
    assert Line.objects.filter(open=True).count() == 2
