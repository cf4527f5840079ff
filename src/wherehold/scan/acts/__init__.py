"""What a phone can do while it has no network: each act by its name.

An act that is new adds its line here. It says what arguments it takes, what it does, and, where
others may have done something else meanwhile, what it compares and how it is settled.
"""

from wherehold.scan.acts import counting, hands, places, taking_back, words
from wherehold.scan.acts.act import Act

ACTS: dict[str, Act] = {
    "check_out": hands.CHECK_OUT,
    "check_in": hands.CHECK_IN,
    "transfer": hands.TRANSFER,
    "move": places.MOVE,
    "seen": places.SEEN,
    "note": words.NOTE,
    "condition": words.CONDITION,
    "edit": words.EDIT,
    "count": counting.COUNT,
    "count_decide": counting.DECIDE,
    "count_describe": counting.DESCRIBE,
    "count_finish": counting.FINISH,
    "undo": taking_back.UNDO,
}
