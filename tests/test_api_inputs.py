"""Every operation of the API with inputs made from its own document: no answer is a 500.

The inputs are made when they are sent: to make them while tests are collected would cost every
run of every test in this folder, in each of its processes.
"""

import json
import os
import zlib

import pytest
import schemathesis
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from schemathesis import GenerationMode
from schemathesis.pytest.lazy import get_all_tests

from tests import routes
from wherehold.accounts import commands as accounts
from wherehold.kernel.actor import system

# By hand fewer, so that people try it; where a change is judged, all.
EXAMPLES = 25 if os.environ.get("CI") else 10
# As many tests as share the operations, so that processes share the work.
PARTS = 8
INPUTS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def part_of(operation):
    return zlib.crc32(operation.label.encode()) % PARTS


@pytest.fixture(scope="module")
def document():
    """Return the API's document, which says how inputs are made."""
    made = schemathesis.openapi.from_dict(routes.document())
    made.config.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
    return made


def test_the_parts_are_all_operations(document):
    found = [one.ok() for one in document.get_all_operations()]

    assert len(found) == len(routes.operations()) and {*map(part_of, found)} == {*range(PARTS)}


@pytest.fixture
def token(transactional_db):
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


def answers(client, token, sent, case):
    """Send what was made up: it is done, or refused in the way in which everything is.

    Each in a transaction of its own: one for all would keep readers of the ledger waiting, also
    those of tests beside this one. It is taken back, so the same again would be answered the same.
    """
    asked = (case.method, case.formatted_path, case.media_type, body_of(case), repr(case.query))
    if asked in sent:
        return
    sent.add(asked)
    with transaction.atomic():
        response = call(client, case, token)
        transaction.set_rollback(True)

    assert response.status_code < 500, (case.method, case.formatted_path, response.content[:500])
    if response.status_code >= 400:
        kind = response["Content-Type"]
        assert kind == "application/problem+json", (case.formatted_path, response)
        assert response.json()["code"]


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_no_input_is_too_much(document, client, token, drill, bo, part):
    operations = document.include(lambda context: part_of(context.operation) == part)
    broken = []
    for made in get_all_tests(
        schema=operations, test_func=answers, settings=INPUTS, given_kwargs={}
    ):
        operation, test = made.ok()
        try:
            test(client=client, token=token, sent=set())
        except Exception as error:
            broken.append(f"{operation.label}: {error}")
    assert not broken, "\n".join(broken)
