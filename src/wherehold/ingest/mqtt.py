"""Readings over MQTT: each message is acknowledged once what it says is committed, not before.

Messages are stored together, as many as have come meanwhile: the broker sends so many before it
waits for acknowledgements (`max_inflight_messages` of Mosquitto, 20 unless set). What was not
acknowledged comes again, and is stored once. Consumers that name the same group share the messages.
"""

import logging
import select
import socket
import ssl
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from paho.mqtt.client import Client, MQTTMessage, error_string
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion

from wherehold.ingest import intake
from wherehold.ingest.protocols.messages import Message
from wherehold.ingest.protocols.topics import TOPICS, pattern_of
from wherehold.kernel import clock
from wherehold.kernel.actor import system
from wherehold.tracking.commands import Outcome, Sender
from wherehold.tracking.instants import to_us

AT_ONCE = 1_000
WAIT_MS = 500
# Messages that come one after another are stored together: until nothing comes for so long.
SILENT_MS = 2
WRITE_MS_MAX = 10_000
HANG_UP_S_MAX = 2.0
SOURCE_CHARACTERS_MAX = 80
log = logging.getLogger(__name__)


class Consumer:
    """Takes messages from a broker. `step` is called again and again, by one thread.

    That thread reads, stores and acknowledges in turn. One of its own that reads would take the
    interpreter from the one that stores; what comes meanwhile waits in the line and in the broker.
    `listens` says whether the broker has heard in this connection what is wanted.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or "localhost"
        is_tls = parts.scheme == "mqtts"
        self._port = parts.port or (8883 if is_tls else 1883)
        said = parse_qs(parts.query)
        [name, *_] = said.get("client_id", [f"wherehold-{socket.gethostname()}"])
        self._prefix = f"$share/{said['share'][0]}/" if "share" in said else ""
        self._client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=name,
            clean_session=False,
            # Of version 5 paho reads the properties of each message, which takes as long again.
            protocol=MQTTProtocolVersion.MQTTv311,
            manual_ack=True,
        )
        if parts.username:
            self._client.username_pw_set(unquote(parts.username), unquote(parts.password or ""))
        if is_tls:
            self._client.tls_set_context(ssl.create_default_context())
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = self._on_subscribe
        self._client.on_message = self._on_message
        self._came: list[MQTTMessage] = []
        self._is_open = False
        self.listens = False

    def step(self) -> bool:
        """Store what has come, then acknowledge it; connect at first. There is always more.

        Raises: OSError while there is no broker, and whatever keeps readings from being stored:
            then nothing is acknowledged, and all of it comes again in the next connection.
        """
        if not self._is_open:
            self._open()
        try:
            self._gather()
            if self._came:
                store(one for one in self._came if not one.retain)
            self._acknowledge()
        except Exception:
            self.close()
            raise
        return True

    def close(self) -> None:
        """Leave the broker, which keeps what is not acknowledged."""
        if self._is_open:
            self._is_open = self.listens = False
            _hang_up(self._client.socket())
            self._client.disconnect()
            self._came = []

    def _open(self) -> None:
        self._client.connect(self._host, self._port)
        self._is_open = True

    def _gather(self) -> None:
        """Read what has come, and what comes right after it. Raises: ConnectionError."""
        wait_ms = WAIT_MS
        while len(self._came) < AT_ONCE and self._is_ready(select.POLLIN, wait_ms):
            before = -1
            while before < len(self._came) < AT_ONCE:
                before = len(self._came)
                _must_go(self._client.loop_read())
            wait_ms = SILENT_MS if self._came else WAIT_MS
        _must_go(self._client.loop_misc())

    def _acknowledge(self) -> None:
        """Acknowledge what is stored. Raises: ConnectionError."""
        came, self._came = self._came, []
        for one in came:
            _must_go(self._client.ack(one.mid, one.qos))
        while self._client.want_write():
            if not self._is_ready(select.POLLOUT, WRITE_MS_MAX):
                raise ConnectionError("The MQTT broker takes no acknowledgements.")
            _must_go(self._client.loop_write())

    def _is_ready(self, event: int, wait_ms: int) -> bool:
        """Say whether one can read or write now; wait so long for it. Raises: ConnectionError."""
        line = self._client.socket()
        if line is None:
            raise ConnectionError("The MQTT broker has gone.")
        if event == select.POLLIN and isinstance(line, ssl.SSLSocket) and line.pending():
            return True
        poll = select.poll()
        poll.register(line.fileno(), event)
        return bool(poll.poll(wait_ms))

    def _on_connect(self, client: Client, _data: Any, _flags: Any, code: Any, *_: Any) -> None:  # noqa: ANN401
        """Subscribe to all that we understand."""
        if code.is_failure:
            log.error("The MQTT broker refuses us: %s", code)
            return
        client.subscribe([(f"{self._prefix}{pattern}", 1) for pattern in TOPICS])

    def _on_subscribe(self, *_: Any) -> None:  # noqa: ANN401
        self.listens = True

    def _on_message(self, _client: Client, _data: Any, message: MQTTMessage) -> None:  # noqa: ANN401
        self._came.append(message)


def _hang_up(line: Any) -> None:  # noqa: ANN401 - a socket, or nothing
    """End a line so that what was written last arrives: unread at its end, the system cuts it."""
    if line is None:
        return
    try:
        line.shutdown(socket.SHUT_WR)
        line.settimeout(HANG_UP_S_MAX)
        while line.recv(65_536):
            pass
    except OSError:
        log.debug("The line to the MQTT broker was cut", exc_info=True)


def _must_go(code: MQTTErrorCode) -> None:
    if code != MQTTErrorCode.MQTT_ERR_SUCCESS:
        raise ConnectionError(f"The MQTT broker has gone: {error_string(code)}")


def store(messages: Iterable[MQTTMessage]) -> Outcome:
    """Store what messages say, those of a kind of topic together, and return what came of it."""
    actor, received_us = system("mqtt").via("mqtt"), to_us(clock.now())
    groups: dict[str, list[Message]] = {}
    for one in messages:
        if (pattern := pattern_of(one.topic)) is not None:
            message = Message(bytes(one.payload), received_us, topic=one.topic)
            groups.setdefault(pattern, []).append(message)
    told = Outcome()
    for pattern, group in groups.items():
        sender = Sender(f"mqtt:{pattern}"[:SOURCE_CHARACTERS_MAX])
        told.add(
            intake.take_messages(
                actor=actor, sender=sender, messages=group, protocol=TOPICS[pattern]
            )
        )
    return told
