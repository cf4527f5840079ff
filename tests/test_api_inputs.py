"""Every operation of the API with inputs made from its own document: no answer is a 500."""

import json

import pytest
import schemathesis
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from schemathesis import GenerationMode

from wherehold.accounts import commands as accounts
from wherehold.kernel.actor import system
from wherehold.project.api import api

EXAMPLES = 25
DOCUMENT = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
schema = schemathesis.openapi.from_dict(DOCUMENT)
schema.config.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])


@pytest.fixture
def token(db):
    """Return a token of somebody who may do everything."""
    accounts.lay_roles(actor=system("test"))
    ada = accounts.create_user(actor=system("test"), email="ada@example.org", role="administrator")
    return accounts.create_token(actor=system("test"), user_id=ada.pk)[1]


def body_of(case):
    if isinstance(case.body, schemathesis.core.NotSet):
        return b""
    return (
        case.body if isinstance(case.body, bytes) else json.dumps(case.body, default=str).encode()
    )


def call(client, case, token):
    """Send what was made up, as far as HTTP can carry it."""
    return client.generic(
        case.method,
        case.formatted_path,
        body_of(case),
        content_type=case.media_type or "application/json",
        query_params={k: v for k, v in (case.query or {}).items() if v is not None},
        headers={"Authorization": f"Bearer {token}"},
    )


@pytest.mark.slow
@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_input_is_too_much(client, token, drill, bo, case):
    with transaction.atomic():
        response = call(client, case, token)
        transaction.set_rollback(True)

    assert response.status_code < 500, (case.method, case.formatted_path, response.content[:500])
    if response.status_code >= 400:
        kind = response["Content-Type"]
        assert kind == "application/problem+json", (case.formatted_path, response)
        assert response.json()["code"]
