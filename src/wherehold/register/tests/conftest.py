"""What the register's tests have besides the cast: an organisation that numbers its things."""

import pytest

from wherehold.kernel.models import Organisation


@pytest.fixture
def organisation(db, still_clock):
    """Return the organisation: euros, tags from AST-000001."""
    return Organisation.objects.create(name="Nordlicht", currency="EUR", created_at=still_clock)
