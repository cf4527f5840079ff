"""Acts of kits."""

from wherehold.kits.commands.following import resolve
from wherehold.kits.commands.lending import check_in, check_out, count, hand_out, take_back
from wherehold.kits.commands.making import change_contents, make, unmake
from wherehold.kits.commands.packing import pack, unpack
from wherehold.kits.commands.templates import archive_template, save_template

__all__ = [
    "archive_template",
    "change_contents",
    "check_in",
    "check_out",
    "count",
    "hand_out",
    "make",
    "pack",
    "resolve",
    "save_template",
    "take_back",
    "unmake",
    "unpack",
]
