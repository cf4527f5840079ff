"""Secrets that open a door: made here, shown once, kept as digests only."""

import hashlib
import secrets
from dataclasses import dataclass

TOKEN_PREFIX = "wh_pat_"
DEVICE_PREFIX = "wh_dev_"
GATEWAY_PREFIX = "wh_gw_"
HINT_LENGTH = 8


@dataclass(frozen=True)
class Secret:
    """A new secret, what is kept of it, and a public word to tell it by."""

    text: str
    digest: str
    hint: str


def digest(text: str) -> str:
    """Return what is kept of a secret. It has 256 random bits, so it needs no salt."""
    return hashlib.sha256(text.encode()).hexdigest()


def new_token() -> Secret:
    """Make a key for programs: `wh_pat_<public part>_<256 random bits>`."""
    hint = secrets.token_hex(HINT_LENGTH // 2)
    text = f"{TOKEN_PREFIX}{hint}_{secrets.token_urlsafe(32)}"
    return Secret(text, digest(text), hint)


def new_device() -> Secret:
    """Make the key of a phone: `wh_dev_<256 random bits>`."""
    text = f"{DEVICE_PREFIX}{secrets.token_urlsafe(32)}"
    return Secret(text, digest(text), "")


def new_gateway() -> Secret:
    """Make the key of a tracker or gateway: `wh_gw_<public part>_<256 random bits>`."""
    hint = secrets.token_hex(HINT_LENGTH // 2)
    text = f"{GATEWAY_PREFIX}{hint}_{secrets.token_urlsafe(32)}"
    return Secret(text, digest(text), hint)


def hint_of(token: str) -> str:
    """Return the public part of a key for programs, or of that of a tracker."""
    said = token.removeprefix(TOKEN_PREFIX).removeprefix(GATEWAY_PREFIX)
    return said.partition("_")[0][:HINT_LENGTH]


def new_link() -> Secret:
    """Make the secret part of a one-time link."""
    text = secrets.token_urlsafe(32)
    return Secret(text, digest(text), "")
