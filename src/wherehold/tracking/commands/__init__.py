"""Acts of tracking."""

from wherehold.tracking.commands.agreeing import (
    mark_seen,
    move_where_seen,
    not_there,
    take_in_heard,
)
from wherehold.tracking.commands.binding import Bind, add_bound_devices, bind, unbind
from wherehold.tracking.commands.carried import let_go_of_people
from wherehold.tracking.commands.devices import (
    NewDevice,
    add_devices,
    change_device,
    make_secret,
    revoke_secret,
)
from wherehold.tracking.commands.glimpses import ask_to_look, end_look, grant_look, look
from wherehold.tracking.commands.maps import drop_map, keep_map
from wherehold.tracking.commands.plans import (
    NewArea,
    calibrate,
    draw_areas,
    erase_areas,
    lay_plan,
)
from wherehold.tracking.commands.privacy import grant_privacy, set_privacy, tell_privacy
from wherehold.tracking.commands.private import begin_private, end_private
from wherehold.tracking.commands.readings import Outcome, Sender, store
from wherehold.tracking.commands.refolding import refold
from wherehold.tracking.commands.retention import keep_readings, let_go
from wherehold.tracking.commands.rolling import roll_up
from wherehold.tracking.commands.seeing import Seen, see_kept
from wherehold.tracking.commands.shares import end_share, share
from wherehold.tracking.commands.theirs import note_kept
from wherehold.tracking.commands.unreadable import clear_quarantine, quarantine
from wherehold.tracking.commands.zones import NewZone, archive_zones, save_zones

__all__ = [
    "Bind",
    "NewArea",
    "NewDevice",
    "NewZone",
    "Outcome",
    "Seen",
    "Sender",
    "add_bound_devices",
    "add_devices",
    "archive_zones",
    "ask_to_look",
    "begin_private",
    "bind",
    "calibrate",
    "change_device",
    "draw_areas",
    "drop_map",
    "end_look",
    "end_private",
    "end_share",
    "erase_areas",
    "grant_look",
    "grant_privacy",
    "lay_plan",
    "clear_quarantine",
    "look",
    "keep_map",
    "keep_readings",
    "let_go",
    "let_go_of_people",
    "make_secret",
    "mark_seen",
    "move_where_seen",
    "not_there",
    "note_kept",
    "quarantine",
    "refold",
    "revoke_secret",
    "roll_up",
    "save_zones",
    "see_kept",
    "set_privacy",
    "share",
    "store",
    "take_in_heard",
    "tell_privacy",
    "unbind",
]
