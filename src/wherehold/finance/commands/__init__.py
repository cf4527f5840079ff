"""Acts of finance: open books, say how they depreciate, take things in."""

from wherehold.finance.commands.books import PolicyDraft, open_book, set_policies
from wherehold.finance.commands.changes import ChangeDraft, change
from wherehold.finance.commands.companies import CompanyTransferDraft, hand_to_company
from wherehold.finance.commands.costs import (
    CostDraft,
    record_costs,
    record_good_costs,
    revoke_costs,
)
from wherehold.finance.commands.disposals import DisposalDraft, dispose
from wherehold.finance.commands.estimates import (
    EstimateDraft,
    IndexDraft,
    estimate,
    set_price_index,
)
from wherehold.finance.commands.lines import LineDraft, Taken, take_in, value
from wherehold.finance.commands.meters import ReadingDraft, read_meters
from wherehold.finance.commands.parts import (
    DivisionDraft,
    PartDraft,
    ReplacementDraft,
    divide_things,
    replace_parts,
)
from wherehold.finance.commands.periods import (
    ask_reopening,
    begin_period,
    close,
    post,
    reopen,
    stage,
)
from wherehold.finance.commands.tax_years import AllowanceDraft, lock_tax_year, set_allowances

__all__ = [
    "AllowanceDraft",
    "ChangeDraft",
    "CompanyTransferDraft",
    "CostDraft",
    "DisposalDraft",
    "DivisionDraft",
    "EstimateDraft",
    "IndexDraft",
    "LineDraft",
    "PartDraft",
    "PolicyDraft",
    "ReadingDraft",
    "ReplacementDraft",
    "Taken",
    "ask_reopening",
    "begin_period",
    "change",
    "close",
    "dispose",
    "divide_things",
    "estimate",
    "hand_to_company",
    "lock_tax_year",
    "open_book",
    "post",
    "read_meters",
    "record_costs",
    "record_good_costs",
    "reopen",
    "replace_parts",
    "revoke_costs",
    "set_allowances",
    "set_policies",
    "set_price_index",
    "stage",
    "take_in",
    "value",
]
