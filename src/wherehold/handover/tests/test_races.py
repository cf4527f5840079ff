"""What is done at the same time: one link used by two, the first terms published by several."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from wherehold.accounts.actors import anonymous
from wherehold.handover import commands
from wherehold.handover.models import Terms
from wherehold.handover.refusals import NoKey
from wherehold.kernel.models import Entry, Organisation

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_answers_by_one_link_one_counts(given, amina, saw):
    secret = commands.make_link(actor=amina, handover_id=given.pk).rsplit("/", 1)[-1]

    def answer(differs):
        try:
            said = commands.Said(differs=differs)
            return commands.answer_by_link(actor=anonymous("web"), secret=secret, said=said).state
        except NoKey as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        came = set(pool.map(answer, [{}, {saw.pk: "Bent"}]))

    assert "handover.no_key" in came and len(came) == 2
    assert Entry.objects.filter(kind="handover.answered").count() == 1


def test_the_first_terms_published_by_several_at_once_are_versions_of_one(admin, still_clock):
    Organisation.objects.create(name="Nordlicht", currency="EUR", created_at=still_clock)

    def publish(number):
        try:
            return commands.publish_terms(actor=admin, title="Care", text=f"Text {number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(publish, range(6)))

    assert len(set(made)) == 6
    assert sorted(Terms.objects.values_list("version", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert Terms.objects.filter(withdrawn_at=None).count() == 1
