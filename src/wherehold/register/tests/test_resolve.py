"""A code stands for what it is printed on, for whoever may see that."""

import pytest

from wherehold.register import gs1
from wherehold.register.codes import key_of
from wherehold.register.models import Identifier
from wherehold.register.queries.resolve import resolve

PUBLISHED = (
    ("3474257BF40000000000162E", "8004", "06141415678"),
    ("3374257BF40C0E400000162E", "8003", "006141411234525678"),
    ("342376A16E4538000012D687", "8004", "9520123456781234567"),
    ("343BA1B3000000000012D687", "8004", "9520121234567"),
    ("3326C54DF1D0E2000012D687", "8003", "095201234567881234567"),
    ("3336450FEC2C9B800012D687", "8003", "095201234567881234567"),
    ("3334257BF400004000000000", "8003", "006141410000120"),
    ("3416450FEFFFFFFFFFFFFFFF", "8004", "9520123288230376151711743"),
)


@pytest.mark.parametrize(("tag", "ai", "value"), PUBLISHED)
def test_epc_tags_read_as_published(tag, ai, value):
    assert gs1.epc_elements(tag.lower())[ai] == value


def test_sgtin_reads_as_published():
    found = gs1.epc_elements("3074257bf7194e4000001a85")
    assert found == {"01": "80614141123458", "21": "6789"}


def know(asset, kind, value):
    Identifier.objects.create(kind=kind, key=key_of(kind, value), value=value, asset=asset)


@pytest.fixture
def known(drill):
    know(drill, "serial", "PF4XK7Q2")
    know(drill, "epc", "3474257BF40000000000162E")
    know(drill, "other", "06141415678")
    know(drill, "mac", "8C:1D:96:4A:0E:77")
    know(drill, "token", "7K2MTQ4W9XHB3VNE")
    return drill


@pytest.mark.django_db
@pytest.mark.parametrize(
    "code",
    [
        "drill-7",
        " DRILL-7 ",
        "PF4XK7Q2",
        "8c1d.964a.0e77",
        "3474257bf40000000000162e",
        "https://old.example.org/t/7k2mtq4w9xhb3vne",
        "(8004)06141415678",
        "]C1800406141415678",
        "\x1d800406141415678",
        "https://id.gs1.org/8004/06141415678",
        "(01)80614141123458(21)PF4XK7Q2",
        "018061414112345821PF4XK7Q2",
        "1S21MLS00100PF4XK7Q2",
        "SPF4XK7Q2",
    ],
)
def test_every_way_of_writing_it_leads_to_the_thing(known, admin, code):
    assert [hit.id for hit in resolve(actor=admin, code=code)] == [known.pk]


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["", " ", "x" * 2000, "a\0b", "7K2MTQ4W9XHB3VNE", "nothing", "("])
def test_what_nothing_answers_to_is_nothing(known, admin, code):
    assert resolve(actor=admin, code=code) == []


@pytest.mark.django_db
def test_several_are_all_named_tag_first(known, saw, admin, bo):
    know(saw, "maker", "PF4XK7Q2")
    Identifier.objects.create(kind="badge", key="pf4xk7q2", value="PF4XK7Q2", party=bo)

    hits = resolve(actor=admin, code="pf4xk7q2")

    assert [(hit.type, hit.id) for hit in hits] == [
        ("asset", known.pk),
        ("asset", saw.pk),
        ("party", bo.pk),
    ]


@pytest.mark.django_db
def test_cy_resolves_nothing_of_berlin(known, store_room, cy):
    Identifier.objects.create(kind="place_code", key="room", value="ROOM", place=store_room)
    for code in ("DRILL-7", "PF4XK7Q2", "https://x.org/t/7K2MTQ4W9XHB3VNE", "room"):
        assert resolve(actor=cy, code=code) == []
