"""Acts of searching."""

from wherehold.loss.commands.asking import answer, ask
from wherehold.loss.commands.ending import find, write_off
from wherehold.loss.commands.searching import suspect

__all__ = ["answer", "ask", "find", "suspect", "write_off"]
