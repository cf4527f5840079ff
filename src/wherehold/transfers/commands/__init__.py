"""Acts of transfers."""

from wherehold.transfers.commands.deciding import decide
from wherehold.transfers.commands.receiving import receive
from wherehold.transfers.commands.sending import cancel, change, prepare, ship

__all__ = ["cancel", "change", "decide", "prepare", "receive", "ship"]
