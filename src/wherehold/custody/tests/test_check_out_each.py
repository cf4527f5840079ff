"""Many things go to many holders in one act."""

from datetime import date

import pytest

from wherehold.conftest import put
from wherehold.custody.commands.each import To, check_out_each
from wherehold.custody.models import Checkout
from wherehold.kernel import ledger
from wherehold.kernel.errors import NotFound
from wherehold.register.models import Asset, Party

pytestmark = pytest.mark.django_db


@pytest.fixture
def di(berlin):
    return Party.objects.create(name="Di", kind="person", place=berlin, place_path=berlin.path)


def test_each_goes_to_its_own_under_one_act(amina, bo, di, drill, saw, store_room):
    box = put("BOX-1", store_room, stage="in_service")

    handed = check_out_each(
        actor=amina,
        targets={
            drill.pk: To(holder_id=bo.pk, due_on=date(2020, 1, 1)),
            saw.pk: To(holder_id=di.pk),
            box.pk: To(place_id=store_room.pk),
        },
    )

    held = dict(Asset.objects.values_list("tag", "holder__name"))
    assert held == {"DRILL-7": "Bo", "SAW-2": "Di", "BOX-1": None}
    assert Asset.objects.get(pk=box.pk).held_place == store_room
    assert Checkout.objects.get(asset=drill).due_on == date(2020, 1, 1)
    assert {e.kind for e in ledger.entries_of(handed.act)} == {"custody.checked_out"}
    assert handed.refused == []


def test_what_cannot_go_comes_back_as_refused(amina, bo, drill, saw, hamburg):
    far = put("FAR-1", hamburg, stage="in_service")
    check_out_each(actor=amina, targets={drill.pk: To(holder_id=bo.pk)})
    Asset.objects.filter(pk=saw.pk).update(stage="retired")

    handed = check_out_each(
        actor=amina, targets={key: To(holder_id=bo.pk) for key in (drill.pk, saw.pk, far.pk)}
    )

    assert handed.stays == []
    assert {r.asset_id: r.code for r in handed.refused}.keys() == {drill.pk, saw.pk, far.pk}


def test_a_holder_whom_one_does_not_see_is_not_there(amina, cy, drill):
    with pytest.raises(NotFound):
        check_out_each(actor=amina, targets={drill.pk: To(holder_id=cy.party_id)})


def test_statements_do_not_grow_with_the_things(
    amina, bo, di, store_room, django_assert_max_num_queries
):
    things = [put(f"T-{n}", store_room, stage="in_service") for n in range(40)]
    targets = {a.pk: To(holder_id=(bo, di)[a.pk % 2].pk) for a in things}

    with django_assert_max_num_queries(16):
        check_out_each(actor=amina, targets=targets)
