"""Many rows at once: the same values come back on both databases, in one statement."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from wherehold.kernel import bulk
from wherehold.kernel.models import Job, Position, TreeNode

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)


@pytest.mark.parametrize("count", [1, 7, 8, 500])
def test_values_come_back_as_they_were(count, django_assert_max_num_queries):
    payload = {"a": [1, None, "ü\\\t\n"], "b": True}
    columns = ["name", "payload", "key", "every_s", "state", "run_at", "created_at", "progress",
               "attempts", "trouble", "worker"]  # fmt: skip
    rows = [
        ("mow", payload, None, n, "waiting", AT, AT + timedelta(days=n), {}, 0, "\\N \\. '", "")
        for n in range(count)
    ]
    with django_assert_max_num_queries(1):
        bulk.insert(Job, columns, rows)

    jobs = list(Job.objects.order_by("every_s"))
    assert len(jobs) == count
    assert (jobs[0].payload, jobs[0].key, jobs[0].run_at) == (payload, None, AT)
    assert jobs[-1].created_at == AT + timedelta(days=count - 1)
    assert jobs[0].trouble == "\\N \\. '"


@pytest.mark.parametrize("count", [1, 20])
def test_dates_decimals_truth_and_bytes(count, berlin, bo):
    Place, Party = type(berlin), type(bo)  # noqa: N806
    places = [("Hall", "site", "p", "Hall", Decimal("52.520008"), berlin.pk, "", {}, "")]
    columns = ["name", "kind", "path", "full_name", "latitude", "parent_id", "address", "fields",
               "time_zone"]  # fmt: skip
    bulk.insert(Place, columns, places * count)
    hall = Place.objects.filter(name="Hall").first()
    assert (hall.latitude, hall.parent_id) == (Decimal("52.520008"), berlin.pk)

    people = [("person", "Eve", "", "", "", date(2026, 12, 31), {})]
    columns = ["kind", "name", "email", "username", "place_path", "leaves_on", "fields"]
    bulk.insert(Party, columns, people * count)
    assert Party.objects.filter(name="Eve").first().leaves_on == date(2026, 12, 31)

    bulk.insert(
        TreeNode, ["level", "number", "digest"], [(8, n, b"\0\\x" * 4) for n in range(count)]
    )
    assert bytes(TreeNode.objects.first().digest) == b"\0\\x" * 4


def test_what_is_put_takes_the_place_of_what_was_there_and_the_last_said_holds(
    django_assert_max_num_queries,
):
    def put(*said):
        nodes = [TreeNode(level=8, number=n, digest=digest) for n, digest in said]
        bulk.put(nodes, key=["level", "number"], columns=["digest"])

    put((1, b"a"), (2, b"b"))
    with django_assert_max_num_queries(3):
        put((2, b"c"), (3, b"d"), (2, b"e"))
    put()

    found = TreeNode.objects.order_by("number").values_list("number", "digest")
    assert [(n, bytes(digest)) for n, digest in found] == [(1, b"a"), (2, b"e"), (3, b"d")]


def test_what_is_read_by_hand_is_what_the_orm_reads(berlin, bo):
    Job(name="mow", payload={"a": [1]}, run_at=AT, created_at=AT).save()
    for model in (type(berlin), type(bo), Job):
        names = [field.attname for field in model._meta.concrete_fields]
        found = bulk.read(model, names, "WHERE a.id > %s ORDER BY a.id", [0])
        assert found == list(model.objects.order_by("pk").values_list(*names))


@pytest.mark.parametrize("count", [2, 20])
def test_what_the_database_refuses_is_refused(count):
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(Position, ["pos", "seq"], [(1, n) for n in range(count)])
    assert not Position.objects.exists()


def test_nothing_to_insert_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        bulk.insert(Position, ["pos", "seq"], [])


def test_numbers_are_set_aside_once(drill):
    Asset = type(drill)  # noqa: N806
    first = bulk.next_ids(Asset, 3)
    second = bulk.next_ids(Asset, 2)

    assert len({*first, *second, drill.pk}) == 6
    assert first == sorted(first) and min(first) > drill.pk
    own = [f.attname for f in Asset._meta.concrete_fields if not f.generated]
    row = dict(Asset.objects.filter(pk=drill.pk).values(*own)[0], id=first[0], tag="NEW-1")
    bulk.insert(Asset, own, [tuple(row[name] for name in own)])
    following = bulk.next_ids(Asset, 1)[0]
    assert following > second[-1]


def test_numbers_of_a_table_that_is_empty():
    assert len(set(bulk.next_ids(Job, 3) + bulk.next_ids(Job, 3))) == 6


def test_a_number_beyond_every_id_is_among_none(drill):
    Asset = type(drill)  # noqa: N806
    wanted = bulk.among([drill.pk, 2**63, -(2**64)])

    assert list(Asset.objects.filter(pk__in=wanted)) == [drill]


@pytest.mark.on_sqlite
@pytest.mark.parametrize("count", [1, 100, 250])
def test_rows_are_overwritten_a_group_at_once_and_the_others_stay(count):
    columns = ["name", "payload", "every_s", "state", "run_at", "created_at", "progress",
               "attempts", "trouble", "worker"]  # fmt: skip
    rows = [("mow", {}, n, "waiting", AT, AT, {}, 0, "", "") for n in range(count + 1)]
    bulk.insert(Job, columns, rows)
    *ids, last = Job.objects.order_by("every_s").values_list("pk", flat=True)
    given = list(Job.objects.filter(pk__in=ids).values_list())
    names = [field.column for field in Job._meta.fields]
    at = names.index("every_s")

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(names)} FROM kernel_job WHERE id <> %s", [last])
        raw = cursor.fetchall()
    bulk.overwrite_plain("kernel_job", names, [(*r[:at], r[at] + 7, *r[at + 1 :]) for r in raw])

    now = dict(Job.objects.values_list("pk", "every_s"))
    assert now == {row[0]: row[at] + 7 for row in given} | {last: count}
