"""Acts of tracking."""

from wherehold.tracking.commands.binding import Bind, add_bound_devices, bind, unbind
from wherehold.tracking.commands.devices import (
    NewDevice,
    add_devices,
    change_device,
    make_secret,
    revoke_secret,
)
from wherehold.tracking.commands.readings import Outcome, Sender, quarantine, store
from wherehold.tracking.commands.refolding import refold

__all__ = [
    "Bind",
    "NewDevice",
    "Outcome",
    "Sender",
    "add_bound_devices",
    "add_devices",
    "bind",
    "change_device",
    "make_secret",
    "quarantine",
    "refold",
    "revoke_secret",
    "store",
    "unbind",
]
