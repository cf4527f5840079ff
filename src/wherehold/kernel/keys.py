"""The installation's own keys: one marks entries as ours, one signs what is sealed, one encrypts.

They lie in the data folder, apart from the database: whoever has only the database can neither
insert an entry that looks like ours nor sign a seal. They are made together with the ledger, by
the migration that creates its table, and travel in backups.
"""

import os
import secrets
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

MARK_FILE = "ledger-mark"
SEAL_FILE = "ledger-seal"
SECRETS_FILE = "secrets"
KEY_BYTES = 32


def make() -> None:
    """Make the keys that are missing, readable by their owner alone."""
    for name in (MARK_FILE, SEAL_FILE):
        _write_once(folder() / name, secrets.token_bytes(KEY_BYTES).hex())
    public = public_key()
    _write_once(folder() / f"{SEAL_FILE}-{key_id(public)}.pub", public.hex())


def folder() -> Path:
    """Return where the keys lie."""
    return Path(settings.KEYS_DIR)


@cache
def mark() -> bytes:
    """Return the key that marks entries as written by this installation.

    Raises: ImproperlyConfigured when it is missing: a new one would disown the whole ledger.
    """
    return _read(MARK_FILE)


@cache
def private_key() -> "Ed25519PrivateKey":
    """Return the key that signs roots.

    Raises: ImproperlyConfigured when it is missing.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(_read(SEAL_FILE))


@cache
def of_secrets() -> bytes:
    """Return the key under which secrets of others are kept; made when it is first asked for."""
    _write_once(folder() / SECRETS_FILE, secrets.token_bytes(KEY_BYTES).hex())
    return _read(SECRETS_FILE)


def public_key() -> bytes:
    """Return the 32 bytes by which the signatures of today are checked."""
    return private_key().public_key().public_bytes_raw()


def public_keys() -> dict[str, bytes]:
    """Return every public key that roots were ever signed with, by its id."""
    files = folder().glob(f"{SEAL_FILE}-*.pub")
    return {key_id(key): key for key in (bytes.fromhex(f.read_text().strip()) for f in files)}


def key_id(public: bytes) -> str:
    """Name a public key by the first half of its digest's digits."""
    return sha256(public).hexdigest()[:16]


def forget() -> None:
    """Read the keys anew the next time: tests and `restore` put others in their place."""
    mark.cache_clear()
    of_secrets.cache_clear()
    private_key.cache_clear()


def _read(name: str) -> bytes:
    try:
        return bytes.fromhex((folder() / name).read_text().strip())
    except FileNotFoundError:
        raise ImproperlyConfigured(
            f"{folder() / name} is missing. It was made with the ledger: restore it from a backup."
        ) from None


def _write_once(file: Path, text: str) -> None:
    """Write a file whole or not at all; of two who try, the first one's stays."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if file.exists():
        return
    draft = file.with_name(f".{file.name}-{secrets.token_hex(6)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as target:
        target.write(text + "\n")
        target.flush()
        os.fsync(target.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
