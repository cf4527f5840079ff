"""Acts of finance: open books, say how they depreciate, take things in."""

from wherehold.finance.commands.books import PolicyDraft, open_book, set_policies
from wherehold.finance.commands.lines import LineDraft, Taken, take_in, value

__all__ = ["LineDraft", "PolicyDraft", "Taken", "open_book", "set_policies", "take_in", "value"]
