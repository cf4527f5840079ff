"""The background work of this installation, inside `serve` or apart."""

import signal
from collections.abc import Callable

from django.conf import settings

from wherehold.accounts.reactions import write_usage
from wherehold.kernel.worker import Threads, Work, Worker
from wherehold.project.reactions import REACTIONS, SENDERS, TASKS

WORK = Work(reactions=REACTIONS, tasks=TASKS, senders=SENDERS)
USAGE_EVERY_S = 60
MQTT_REST_S = 1.0


def start(*, worker: bool) -> Callable[[], None]:
    """Begin what the process that answers does beside, and return how to stop it.

    It writes down what it alone knows, and with `worker` does the background work as well.
    """
    own = Worker(WORK) if worker else Threads()
    own.begin("usage", write_usage, USAGE_EVERY_S)
    leave = _listen(own) if worker and settings.MQTT_URL else None
    if isinstance(own, Worker):
        own.start()

    def stop() -> None:
        own.stop()
        if leave is not None:
            leave()
        write_usage()

    return stop


def _listen(threads: Threads) -> Callable[[], None]:
    """Begin to take readings from the broker, and return how to leave it."""
    from wherehold.ingest.mqtt import Consumer

    consumer = Consumer(settings.MQTT_URL)
    threads.begin("mqtt", consumer.step, MQTT_REST_S)
    return consumer.close


def run() -> None:
    """Do the background work until SIGTERM or SIGINT."""
    worker = Worker(WORK)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    worker.start()
    worker.wait()
    worker.stop()
