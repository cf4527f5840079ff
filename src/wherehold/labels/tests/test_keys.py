"""GS1 keys on labels and in radio tags: given once, resolved from whatever form they come in."""

import pytest

from wherehold.labels import commands, refusals
from wherehold.labels.design import Design
from wherehold.register.models import Identifier
from wherehold.register.queries import resolve

pytestmark = pytest.mark.usefixtures("public")
FORMS = ("gs1_qr", "gs1_datamatrix")


def printed(actor, asset, code, **design):
    design = Design(stock="zebra-rfid-102x51", code=code, **design)
    return commands.print_labels(actor=actor, asset_ids=[asset.pk], design=design)[0]


@pytest.mark.parametrize("key", ["giai", "grai"])
def test_whatever_form_a_key_comes_in_it_leads_to_the_thing(brightwater, amina, drill, key):
    label = printed(amina, drill, "gs1_datamatrix", key=key)
    link = printed(amina, drill, "gs1_qr", key=key).content
    raw = label.content.replace("(", "").replace(")", "")

    assert link.startswith("https://assets.example.org/800")
    for code in (label.content, f"]d2{raw}", link, label.epc, label.epc.lower()):
        assert [hit.id for hit in resolve.resolve(actor=amina, code=code)] == [drill.pk], code


def test_a_key_is_given_once_and_recorded(brightwater, amina, drill):
    first, again = (printed(amina, drill, "gs1_128") for _ in range(2))

    assert first == again
    assert Identifier.objects.filter(asset=drill, kind="epc").count() == 1
    assert first.content == f"(8004)0614141{drill.pk}"


def test_without_a_company_prefix_no_key_is_made(amina, drill):
    from wherehold.kernel import clock
    from wherehold.kernel.models import Organisation

    Organisation.objects.create(name="Brightwater", created_at=clock.now())

    for code in ("gs1_qr", "qr"):  # The stock has radio tags in it.
        with pytest.raises(refusals.NoCompanyPrefix, match="Labels and finders"):
            printed(amina, drill, code)


def test_another_companys_key_is_not_ours(brightwater, amina, drill):
    printed(amina, drill, "gs1_128")

    assert resolve.resolve(actor=amina, code=f"(8004)9999999{drill.pk}") == []


def test_places_people_and_commands_have_labels_of_their_own(brightwater, admin, store_room, bo):
    [place] = commands.print_places(actor=admin, place_ids=[store_room.pk])
    [badge] = commands.print_badges(actor=admin, party_ids=[bo.pk])
    words = commands.print_commands(actor=admin, design=Design(code="code128", stock="5163"))

    assert [hit.type for hit in resolve.resolve(actor=admin, code=place.content)] == ["place"]
    assert [hit.id for hit in resolve.resolve(actor=admin, code=badge.content)] == [bo.pk]
    assert "UNDO" in [label.content for label in words]


def test_a_place_without_a_code_has_none_for_bars(brightwater, admin, store_room):
    with pytest.raises(refusals.NoCode, match="Store room"):
        commands.print_places(actor=admin, place_ids=[store_room.pk], design=Design(code="code128"))


def test_another_sites_places_and_people_are_not_found(brightwater, cy, amina, store_room, bo):
    from wherehold.kernel.errors import NotFound

    with pytest.raises(NotFound):
        commands.print_places(actor=cy, place_ids=[store_room.pk])
    with pytest.raises(NotFound):
        commands.print_badges(actor=cy, party_ids=[bo.pk])
