"""Lists ask as often for fifty lines as for one."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from wherehold.conftest import put
from wherehold.custody import queries
from wherehold.custody.commands import check_out

pytestmark = pytest.mark.django_db


def statements(act):
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


@pytest.mark.parametrize("path", ["/custody?tab=all", "/people", "/people/{bo}"])
def test_a_page_of_many_lines_takes_as_many_statements_as_one_of_one(
    browser, amina, bo, store_room, tools, path
):
    address = path.format(bo=bo.pk)
    lamps = [put(f"LAMP-{n}", store_room, tools, stage="in_service") for n in range(30)]
    check_out(actor=amina, asset_ids=[lamps[0].pk], holder_id=bo.pk)
    browser.get(address)
    one = statements(lambda: browser.get(address))
    check_out(
        actor=amina, asset_ids=[a.pk for a in lamps[1:]], holder_id=bo.pk, due_on=date(2026, 4, 1)
    )
    assert statements(lambda: browser.get(address)) == one


def test_pages_follow_one_another_by_due_day_and_end_with_what_has_none(
    amina, bo, store_room, tools
):
    days = [None, date(2026, 3, 5), date(2026, 3, 4), None, date(2026, 3, 4)]
    for number, day in enumerate(days):
        lamp = put(f"LAMP-{number}", store_room, tools, stage="in_service")
        check_out(actor=amina, asset_ids=[lamp.pk], holder_id=bo.pk, due_on=day)

    tags, cursor = [], ""
    while cursor is not None:
        lines, cursor = queries.out_now(actor=amina, cursor=cursor, limit=2)
        tags += [line.tag for line in lines]
    assert tags == ["LAMP-2", "LAMP-4", "LAMP-1", "LAMP-0", "LAMP-3"]
    assert statements(lambda: queries.out_now(actor=amina)) <= 2  # the day, the lines


def test_a_cursor_of_another_list_is_refused(browser):
    assert browser.get(reverse("custody:custody"), {"cursor": "nonsense"}).status_code == 422
