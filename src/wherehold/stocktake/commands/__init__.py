"""Acts on counts: open, scan, finish, decide, sign."""

from wherehold.stocktake.commands.asking import Asked, answer, ask_holders
from wherehold.stocktake.commands.closing import cancel, close
from wherehold.stocktake.commands.cycle import CycleTerms, open_due, set_cycle
from wherehold.stocktake.commands.devices import report_device
from wherehold.stocktake.commands.judging import Said
from wherehold.stocktake.commands.naming import describe_unknown, settle_unknown
from wherehold.stocktake.commands.opening import Terms, open_stocktake
from wherehold.stocktake.commands.plans import end_plan, open_planned, plan, put_off
from wherehold.stocktake.commands.reviewing import decide
from wherehold.stocktake.commands.scans import Told, record_scans
from wherehold.stocktake.commands.taking_back import take_back
from wherehold.stocktake.commands.zones import (
    assign,
    count_again,
    end_counting,
    finish_zone,
    reopen_zone,
)

__all__ = [
    "Asked",
    "CycleTerms",
    "Said",
    "Terms",
    "Told",
    "answer",
    "ask_holders",
    "assign",
    "cancel",
    "close",
    "count_again",
    "decide",
    "describe_unknown",
    "end_counting",
    "end_plan",
    "finish_zone",
    "open_due",
    "open_planned",
    "open_stocktake",
    "plan",
    "put_off",
    "record_scans",
    "reopen_zone",
    "report_device",
    "set_cycle",
    "settle_unknown",
    "take_back",
]
