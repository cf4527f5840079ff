"""What custody writes on the rows of assets."""

import pytest
from django.db import connection

from wherehold.conftest import NOON, put
from wherehold.register.commands import holding
from wherehold.register.models import Asset

pytestmark = pytest.mark.django_db


def test_nothing_has_no_contents(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert holding.contents_of([]) == []


def test_contents_are_told_with_what_they_are_in(store_room):
    case = put("CASE", store_room)
    box = put("BOX", store_room, container=case)
    bit = put("BIT", store_room, container=box)

    assert holding.contents_of([case.pk]) == [(case.pk, box), (case.pk, bit)]


def test_instants_are_written_as_the_orm_writes_them(amina, bo, drill, saw):
    state = holding.state_of(drill) | {"held": "party", "holder_id": bo.pk, "held_since": NOON}

    holding.write(actor=amina, states={drill.pk: state})

    drill.refresh_from_db()
    assert (drill.holder_id, drill.held_since, drill.updated_at) == (bo.pk, NOON, NOON)
    Asset.objects.filter(pk=saw.pk).update(held_since=NOON, updated_at=NOON)
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT held_since, updated_at FROM register_asset")
        assert len(cursor.fetchall()) == 1
        if connection.vendor == "sqlite":
            cursor.execute("SELECT DISTINCT CAST(updated_at AS text) FROM register_asset")
            assert cursor.fetchall() == [("2026-03-02 12:00:00",)]
