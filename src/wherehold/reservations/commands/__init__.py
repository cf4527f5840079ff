"""Acts on reservations."""

from wherehold.reservations.commands.borrowing import borrow, give_back, take
from wherehold.reservations.commands.changing import Swap, change, extend
from wherehold.reservations.commands.deciding import accept, approve, cancel
from wherehold.reservations.commands.feeds import make_feed, revoke_feed
from wherehold.reservations.commands.handing import hand_out, prepare, take_back
from wherehold.reservations.commands.lending import (
    set_hours,
    set_limit,
    set_rule,
    set_transport,
)
from wherehold.reservations.commands.making import reserve
from wherehold.reservations.commands.reminding import remind_due
from wherehold.reservations.commands.repeating import reserve_repeatedly
from wherehold.reservations.commands.serving import Gone, settle_handed
from wherehold.reservations.commands.tending import offer_waiting, release, settle_returned
from wherehold.reservations.repeats import Repeat
from wherehold.reservations.wishes import Wanted, Wish

__all__ = [
    "Gone",
    "Repeat",
    "Swap",
    "Wanted",
    "Wish",
    "accept",
    "approve",
    "borrow",
    "cancel",
    "change",
    "extend",
    "give_back",
    "hand_out",
    "make_feed",
    "offer_waiting",
    "prepare",
    "release",
    "remind_due",
    "reserve",
    "reserve_repeatedly",
    "revoke_feed",
    "set_hours",
    "set_limit",
    "set_rule",
    "set_transport",
    "settle_handed",
    "settle_returned",
    "take",
    "take_back",
]
