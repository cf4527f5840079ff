"""Printers on the network: only those that are named, and only as long as they answer."""

import socket
import threading

import pytest
from django.core.exceptions import ImproperlyConfigured

from wherehold.labels import asking, sending
from wherehold.labels.asking import Sent, Wanted
from wherehold.labels.design import Design
from wherehold.labels.refusals import PrinterAway, UnknownPrinter


@pytest.fixture
def printer():
    """Listen as a printer does, and keep what it is sent."""
    heard = []
    server = socket.create_server(("127.0.0.1", 0))

    def listen():
        line, _ = server.accept()
        with line:
            while piece := line.recv(4096):
                heard.append(piece)

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    yield server.getsockname()[1], heard, thread
    server.close()


def test_a_printer_that_is_named_gets_the_labels(settings, public, amina, drill, saw, printer):
    port, heard, thread = printer
    settings.PRINTERS = [f"store=127.0.0.1:{port}"]
    design = Design(stock="zebra-57x32")

    sent = asking.produce(
        amina, Wanted(design=design, asset_ids=[drill.pk, saw.pk], send_to="store")
    )
    thread.join(5)

    assert sent == Sent(2, "store")
    assert b"".join(heard).count(b"^XA") == 2 and b"DRILL-7" in b"".join(heard)


def test_no_other_address_is_written_to(settings, public, amina, drill, printer):
    port, heard, _thread = printer
    settings.PRINTERS = ["store=127.0.0.1:1"]
    for name in (f"127.0.0.1:{port}", f"store=127.0.0.1:{port}", "elsewhere"):
        with pytest.raises(UnknownPrinter, match="Known: store"):
            asking.produce(amina, Wanted(design=Design(), asset_ids=[drill.pk], send_to=name))
    assert not heard


def test_a_printer_that_is_off_is_a_clear_refusal(settings):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    settings.PRINTERS = [f"store=127.0.0.1:{port}"]

    with pytest.raises(PrinterAway, match=f"store at 127.0.0.1:{port} does not answer"):
        sending.send("store", ["^XA^XZ"])


def test_a_printer_that_takes_nothing_more_is_given_up(settings, monkeypatch):
    monkeypatch.setattr(sending, "SILENT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.PRINTERS = [f"store=127.0.0.1:{server.getsockname()[1]}"]
        with pytest.raises(PrinterAway, match="nothing came back in time"):
            sending.send("store", ["^XA" + "x" * 100_000 + "^XZ"] * 1_000)


@pytest.mark.parametrize("text", ["10.0.0.5", "=10.0.0.5", "store=", "store=host:0", "store=h:x"])
def test_a_setting_that_names_no_printer_is_refused(settings, text):
    settings.PRINTERS = [text]

    with pytest.raises(ImproperlyConfigured, match=r"store=10\.0\.0\.5:9100"):
        sending.doors()


def test_the_port_is_9100_unless_another_is_named(settings):
    settings.PRINTERS = ["a=10.0.0.5", "b=[fe80::1]:9101"]

    assert [door.address for door in sending.doors().values()] == ["10.0.0.5:9100", "fe80::1:9101"]
