import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from wherehold.accounts import commands as accounts
from wherehold.conftest import NOON
from wherehold.finance.engine.schedule import schedule
from wherehold.finance.engine.terms import Terms
from wherehold.kernel import organisation
from wherehold.kernel.actor import system
from wherehold.kernel.models import Organisation

GOLDEN = Path(__file__).parent / "golden"


def terms(cost, residual=0, life=1, **more):
    """Return terms in whole units of a currency with a hundred cents, from January 2026 on."""
    return Terms(
        **{
            "cost": round(cost * 100),
            "residual": round(residual * 100),
            "life": Fraction(str(life)),
            "start": date(2026, 1, 1),
        }
        | more
    )


def charges(cost, residual=0, life=1, **more):
    return [row.charge / 100 for row in schedule(terms(cost, residual, life, **more))]


@pytest.fixture
def ada(admin):
    Organisation.objects.create(name="Brightwater", created_at=NOON, modules=["money"])
    organisation.forget()
    user = accounts.create_user(
        actor=system("test"),
        email="ada.keeps@example.org",
        name="Ada",
        role="administrator",
        password="correct horse battery staple",
    )
    yield user
    organisation.forget()


@pytest.fixture
def call(client, ada):
    token = accounts.create_token(actor=system("test"), user_id=ada.pk)[1]

    def call(method, path, body=None):
        answer = client.generic(
            method,
            f"/api/v1{path}",
            b"" if body is None else json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )
        return answer.status_code, json.loads(answer.content)

    return call
