"""Many who reach for one tag, one number or one record at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from wherehold.kernel.errors import Refusal
from wherehold.kernel.models import Entry
from wherehold.register.commands.assets import AssetDraft, create_assets
from wherehold.register.commands.changes import change_assets
from wherehold.register.models import Asset, Identifier

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 12


def all_at_once(act):
    """Return what came of an act that twelve do at once: what it returned, or its refusal."""

    def run(number):
        try:
            return act(number)
        except Refusal as refusal:
            return refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


def test_t67_one_tag_is_given_once(admin, organisation):
    results = all_at_once(
        lambda n: create_assets(actor=admin, drafts=[AssetDraft(name=str(n), tag="ONE")])
    )

    assert results.count("duplicate_identifier") == AT_ONCE - 1
    assert (Asset.objects.count(), Identifier.objects.count(), Entry.objects.count()) == (1, 1, 1)


def test_t67_numbers_are_given_once_each(admin, organisation):
    results = all_at_once(lambda n: create_assets(actor=admin, drafts=[AssetDraft(name=str(n))]))

    assert all(isinstance(one, list) for one in results)
    tags = set(Asset.objects.values_list("tag", flat=True))
    assert tags == {f"AST-{n:06}" for n in range(1, AT_ONCE + 1)}


def test_t68_one_version_is_changed_once(admin, drill):
    results = all_at_once(
        lambda n: change_assets(
            actor=admin, changes={drill.pk: {"name": f"n{n}"}}, versions={drill.pk: 1}
        )
    )

    assert results.count("stale") == AT_ONCE - 1
    drill.refresh_from_db()
    assert drill.version == 2
