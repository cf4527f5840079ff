"""Calls to addresses that people typed: inside is never reached, by no detour."""

import socket

import pytest

from wherehold.kernel import outbound, secrecy
from wherehold.kernel.outbound import Forbidden, Unreachable
from wherehold.kernel.tests.sinks import http_sink

PUBLIC = "93.184.215.14"


@pytest.fixture
def sink():
    with http_sink() as sink:
        yield sink


@pytest.fixture
def names(monkeypatch):
    """Let names lead where the test says, one answer after the other."""
    answers = {}

    def resolve(host, port, *_args, **_kwargs):
        found = answers.get(host, [host])
        address = found.pop(0) if len(found) > 1 else found[0]
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(outbound, "_resolve", resolve)
    return answers


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
        *("::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::a00:1"),
        *("2002:a00:1::1", "fec0::1"),
    ],
)
def test_no_name_leads_inside(names, address):
    names["in.example.org"] = [address]

    assert not outbound.may_call(address)
    with pytest.raises(Forbidden):
        outbound.post("https://in.example.org/x", b"", {})


@pytest.mark.parametrize(
    "url",
    [
        *("http://example.org/", "ftp://example.org/", "file:///etc/passwd", "https://", "x"),
        *("https://u:p@example.org/", "https://example.org:22/", "https://exa mple.org/"),
        "https://example.org/\nHost: in",
        "https://[::1",
    ],
)
def test_an_address_of_another_kind_is_refused(url):
    with pytest.raises(Forbidden):
        outbound.target(url)


def test_what_is_allowed_is_called_as_it_is(sink, settings):
    with pytest.raises(Forbidden):
        outbound.post(sink.url, b"{}", {})
    settings.OUTBOUND_ALLOW = ["127.0.0.0/8"]
    answer = outbound.post(f"{sink.url}/a?b=c", b"{}", {"X-One": "1"})

    assert answer.status == 200
    [got] = sink.got
    assert (got.path, got.body, got.headers["x-one"]) == ("/a?b=c", b"{}", "1")
    assert got.headers["host"] == f"127.0.0.1:{sink.port}"


def test_a_redirect_is_an_answer_and_not_followed(sink, settings):
    settings.OUTBOUND_ALLOW = ["127.0.0.1"]
    sink.status, sink.location = 302, f"{sink.url}/inside"

    assert outbound.post(sink.url, b"", {}).status == 302
    assert [one.path for one in sink.got] == ["/"]


def test_a_name_that_changes_its_mind_leads_to_what_was_checked(names, sink, monkeypatch):
    asked = []

    def connect(address, timeout):
        asked.append(address)
        raise OSError

    monkeypatch.setattr(socket, "create_connection", connect)
    names["twice.example.org"] = [PUBLIC, "127.0.0.1"]
    with pytest.raises(Unreachable):
        outbound.post("https://twice.example.org/", b"", {})

    assert asked == [(PUBLIC, 443)] and sink.got == []


def test_libraries_are_watched_while_they_call(sink, settings):
    import requests

    with outbound.guarded(), pytest.raises(Exception, match="not called from here"):
        requests.post(sink.url, timeout=3)
    assert sink.got == []
    settings.OUTBOUND_ALLOW = ["127.0.0.1"]
    with outbound.guarded():
        assert requests.post(sink.url, timeout=3).ok
    settings.OUTBOUND_ALLOW = []
    assert requests.post(sink.url, timeout=3).ok


def test_secrets_are_kept_so_that_the_database_alone_does_not_tell():
    hidden = secrecy.hide("s3cret")

    assert "s3cret" not in hidden and secrecy.reveal(hidden) == "s3cret"
    with pytest.raises(ValueError, match="another installation"):
        secrecy.reveal(secrecy.hide("x")[:-4] + "AAAA")
