"""Which MQTT topics speak which protocol, and what to subscribe to.

`+` stands for one level, `#` for all that follow, as in a subscription.
"""

from collections.abc import Sequence
from functools import lru_cache

OWN = ""
# By the topic: the word of the decoder, and nothing for our own form.
TOPICS: dict[str, str] = {
    "wherehold/readings/#": OWN,
    "owntracks/+/+": "owntracks",
    "owntracks/+/+/event": "owntracks",
    "home/+/BTtoMQTT/+": "theengs",
    "application/+/device/+/event/+": "chirpstack",
    "v3/+/devices/+/up": "tts",
    "wherehold/impinj/+": "impinj",
    "wherehold/zebra/+": "zebra",
}


@lru_cache(maxsize=4096)
def pattern_of(topic: str) -> str | None:
    """Return which of TOPICS a topic is of; None where it is of none."""
    levels = topic.split("/")
    return next((one for one in TOPICS if _fits(levels, one.split("/"))), None)


def _fits(levels: Sequence[str], pattern: Sequence[str]) -> bool:
    for number, part in enumerate(pattern):
        if part == "#":
            return True
        if number >= len(levels) or part not in {"+", levels[number]}:
            return False
    return len(levels) == len(pattern)
