"""Readings over MQTT: each message is acknowledged once what it says is committed, not before.

Messages are stored together, as many as have come meanwhile: the broker sends so many before it
waits for acknowledgements (`max_inflight_messages` of Mosquitto, 20 unless set). What was not
acknowledged comes again, and is stored once. Consumers that name the same group share the messages.
"""

import logging
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from queue import Empty, Full, Queue
from time import monotonic
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from wherehold.ingest import intake
from wherehold.ingest.protocols.messages import Message
from wherehold.ingest.protocols.topics import TOPICS, pattern_of
from wherehold.kernel import clock
from wherehold.kernel.actor import system
from wherehold.tracking.commands import Outcome, Sender
from wherehold.tracking.instants import to_us

AT_ONCE = 1_000
# So many messages wait here at most; beyond that nothing more is read from the broker.
WAITING_MAX = 10_000
WAIT_S = 0.5
# Messages that come close together are stored together.
GATHER_S = 0.01
SESSION_S = 7 * 86_400
IN_FLIGHT = 65_535
SOURCE_CHARACTERS_MAX = 80
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Came:
    """A message, and in which connection it came: only there its number means it."""

    connection: int
    message: MQTTMessage


class Consumer:
    """Takes messages from a broker. `step` is called again and again, by one thread."""

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
            protocol=MQTTProtocolVersion.MQTTv5,
            manual_ack=True,
        )
        if parts.username:
            self._client.username_pw_set(unquote(parts.username), unquote(parts.password or ""))
        if is_tls:
            self._client.tls_set_context(ssl.create_default_context())
        self._client.on_connect = self._on_connect
        self._client.on_message = self._on_message
        self._came: Queue[Came] = Queue(WAITING_MAX)
        self._connection = 0
        self._is_open = False

    def step(self) -> bool:
        """Store what has come, then acknowledge it; connect at first. There is always more.

        Raises: OSError while there is no broker, and whatever keeps readings from being stored:
            then nothing is acknowledged, and all of it comes again in the next connection.
        """
        if not self._is_open:
            self._open()
        if not (came := self._gathered()):
            return True
        try:
            store(one.message for one in came if not one.message.retain)
        except Exception:
            self.close()
            raise
        for one in came:
            if one.connection == self._connection:
                self._client.ack(one.message.mid, one.message.qos)
        return True

    def close(self) -> None:
        """Leave the broker, which keeps what is not acknowledged."""
        if self._is_open:
            self._is_open = False
            self._client.disconnect()
            self._client.loop_stop()
            self._came = Queue(WAITING_MAX)

    def _open(self) -> None:
        asked = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        asked.SessionExpiryInterval = SESSION_S
        asked.ReceiveMaximum = IN_FLIGHT
        self._client.connect(self._host, self._port, clean_start=False, properties=asked)
        # Before anything is read: what comes while it is closed is not kept.
        self._is_open = True
        self._client.loop_start()

    def _gathered(self) -> list[Came]:
        """Return what has come, and what comes in the next moment."""
        try:
            found = [self._came.get(timeout=WAIT_S)]
        except Empty:
            return []
        until = monotonic() + GATHER_S
        while len(found) < AT_ONCE and (left := until - monotonic()) > 0:
            try:
                found.append(self._came.get(timeout=left))
            except Empty:
                break
        return found

    def _on_connect(self, client: Client, _data: Any, _flags: Any, code: Any, *_: Any) -> None:  # noqa: ANN401
        """Subscribe to all that we understand."""
        if code.is_failure:
            log.error("The MQTT broker refuses us: %s", code)
            return
        self._connection += 1
        client.subscribe([(f"{self._prefix}{pattern}", 1) for pattern in TOPICS])

    def _on_message(self, _client: Client, _data: Any, message: MQTTMessage) -> None:  # noqa: ANN401
        """Keep a message until it is stored. While too many wait, the broker is not read from."""
        came, waiting = Came(self._connection, message), self._came
        while self._is_open and waiting is self._came:
            try:
                return waiting.put(came, timeout=WAIT_S)
            except Full:
                continue


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
