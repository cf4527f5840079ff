"""Secrets of others that we must be able to say again: kept encrypted, apart from their key.

Whoever has only the database, or a dump of it, cannot read them.
"""

import base64

from wherehold.kernel import keys


def hide(text: str) -> str:
    """Return a text that only this installation can read again."""
    from cryptography.fernet import Fernet

    return Fernet(base64.urlsafe_b64encode(keys.of_secrets())).encrypt(text.encode()).decode()


def reveal(hidden: str) -> str:
    """Return what was hidden.

    Raises: ValueError when it was hidden by another installation.
    """
    from cryptography.fernet import Fernet, InvalidToken

    try:
        key = base64.urlsafe_b64encode(keys.of_secrets())
        return Fernet(key).decrypt(hidden.encode()).decode()
    except InvalidToken:
        raise ValueError("The secret was kept by another installation.") from None
