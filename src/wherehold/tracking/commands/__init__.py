"""Acts of tracking."""

from wherehold.tracking.commands.binding import Bind, add_bound_devices, bind, unbind
from wherehold.tracking.commands.devices import (
    NewDevice,
    add_devices,
    change_device,
    make_secret,
    revoke_secret,
)
from wherehold.tracking.commands.readings import Outcome, Sender, store
from wherehold.tracking.commands.refolding import refold
from wherehold.tracking.commands.retention import keep_readings, let_go
from wherehold.tracking.commands.unreadable import clear_quarantine, quarantine
from wherehold.tracking.commands.zones import NewZone, archive_zones, save_zones

__all__ = [
    "Bind",
    "NewDevice",
    "NewZone",
    "Outcome",
    "Sender",
    "add_bound_devices",
    "add_devices",
    "archive_zones",
    "bind",
    "change_device",
    "clear_quarantine",
    "keep_readings",
    "let_go",
    "make_secret",
    "quarantine",
    "refold",
    "revoke_secret",
    "save_zones",
    "store",
    "unbind",
]
