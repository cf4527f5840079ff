"""Acts of hand-overs."""

from wherehold.handover.commands.answering import Said, answer, answer_by_link, confirm, dispute
from wherehold.handover.commands.disputes import Decision, resolve, state
from wherehold.handover.commands.following import follow_up, set_policy
from wherehold.handover.commands.giving import Gift, give, withdraw
from wherehold.handover.commands.keys import enter_code, make_code, make_link, send_link
from wherehold.handover.commands.returning import Back, take_back
from wherehold.handover.commands.terms import publish_terms, withdraw_terms

__all__ = [
    "Back",
    "Decision",
    "Gift",
    "Said",
    "answer",
    "answer_by_link",
    "confirm",
    "dispute",
    "enter_code",
    "follow_up",
    "give",
    "make_code",
    "make_link",
    "publish_terms",
    "resolve",
    "send_link",
    "set_policy",
    "state",
    "take_back",
    "withdraw",
    "withdraw_terms",
]
