import pytest
from django.test import RequestFactory

from wherehold.project.proxies import ForwardedMiddleware


@pytest.fixture
def through(settings):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8", "192.0.2.1"]

    def call(address, **headers):
        request = RequestFactory().get("/", REMOTE_ADDR=address, **headers)
        ForwardedMiddleware(lambda seen: seen)(request)
        return request.META["REMOTE_ADDR"], request.scheme

    return call


def test_a_trusted_proxy_names_caller_and_scheme(through):
    seen = through("10.1.2.3", HTTP_X_FORWARDED_FOR="203.0.113.9", HTTP_X_FORWARDED_PROTO="https")

    assert seen == ("203.0.113.9", "https")


def test_the_last_address_that_is_not_a_proxy_is_the_caller(through):
    chain = "198.51.100.1, 203.0.113.9, 192.0.2.1"

    assert through("10.1.2.3", HTTP_X_FORWARDED_FOR=chain)[0] == "203.0.113.9"


def test_nobody_else_is_believed(through):
    seen = through("203.0.113.9", HTTP_X_FORWARDED_FOR="127.0.0.1", HTTP_X_FORWARDED_PROTO="https")

    assert seen == ("203.0.113.9", "http")


@pytest.mark.parametrize("chain", ["", "unknown", "'; drop table"])
def test_a_chain_that_names_no_caller_leaves_the_proxy(through, chain):
    assert through("10.1.2.3", HTTP_X_FORWARDED_FOR=chain)[0] == "10.1.2.3"
