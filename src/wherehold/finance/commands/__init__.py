"""Acts of finance: open books, say how they depreciate, take things in."""

from wherehold.finance.commands.books import PolicyDraft, open_book, set_policies
from wherehold.finance.commands.lines import LineDraft, Taken, take_in, value
from wherehold.finance.commands.periods import begin_period, close, post, stage

__all__ = [
    "LineDraft",
    "PolicyDraft",
    "Taken",
    "begin_period",
    "close",
    "open_book",
    "post",
    "set_policies",
    "stage",
    "take_in",
    "value",
]
