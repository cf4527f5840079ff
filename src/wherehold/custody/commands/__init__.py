"""Acts that change who holds an asset."""

from wherehold.custody.commands.dues import change_due, remind
from wherehold.custody.commands.handing import check_in, check_out, transfer
from wherehold.custody.commands.undoing import undo

__all__ = ["change_due", "check_in", "check_out", "remind", "transfer", "undo"]
