"""Acts that change who holds an asset."""

from wherehold.custody.commands.handing import check_in, check_out, transfer

__all__ = ["check_in", "check_out", "transfer"]
