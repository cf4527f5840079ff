"""Acts that change who holds an asset."""

from wherehold.custody.commands.dues import change_due, remind
from wherehold.custody.commands.handing import check_in, check_out, transfer
from wherehold.custody.commands.identity import ask_identity, see_identity
from wherehold.custody.commands.leaving import close_list, settle
from wherehold.custody.commands.undoing import undo

__all__ = [
    "ask_identity",
    "change_due",
    "check_in",
    "check_out",
    "close_list",
    "remind",
    "see_identity",
    "settle",
    "transfer",
    "undo",
]
