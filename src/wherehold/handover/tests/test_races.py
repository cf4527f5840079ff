"""Two who use one link at the same time: one answers, the other reads that it works no more."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from wherehold.accounts.actors import anonymous
from wherehold.handover import commands
from wherehold.handover.refusals import NoKey
from wherehold.kernel.models import Entry

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
