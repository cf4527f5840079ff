"""Acts on webhooks."""

from wherehold.webhooks.commands.hooks import (
    NewWebhook,
    make_secret,
    remove_webhook,
    replay,
    save_webhook,
    try_webhook,
)
from wherehold.webhooks.commands.telling import clean_up, finish, gather

__all__ = [
    "NewWebhook",
    "clean_up",
    "finish",
    "gather",
    "make_secret",
    "remove_webhook",
    "replay",
    "save_webhook",
    "try_webhook",
]
