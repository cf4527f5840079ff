"""Acts of labels."""

from wherehold.labels.commands.batches import claim, claim_as_new, make_batch
from wherehold.labels.commands.designs import (
    archive_printers,
    archive_stocks,
    remove_designs,
    save_design,
    save_printer,
    save_stock,
)
from wherehold.labels.commands.finders import set_public_page, write_to_owner
from wherehold.labels.commands.printing import (
    LABELS_MAX,
    print_badges,
    print_commands,
    print_labels,
    print_places,
    write_tags,
)
from wherehold.labels.commands.prints import begin_print

__all__ = [
    "LABELS_MAX",
    "archive_printers",
    "archive_stocks",
    "begin_print",
    "claim",
    "claim_as_new",
    "make_batch",
    "print_badges",
    "print_commands",
    "print_labels",
    "print_places",
    "remove_designs",
    "save_design",
    "save_printer",
    "save_stock",
    "set_public_page",
    "write_tags",
    "write_to_owner",
]
