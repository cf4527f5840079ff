"""Programs whose exports are known: which heading becomes which field.

Each is a file with NAME, HEADINGS (casefolded heading to field, "" to leave it out), SIGNS
(headings that only this program writes). To add one: the file, and its line here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from wherehold.importers.sources import glpi, homebox, own, snipe_it


@dataclass(frozen=True, slots=True)
class Source:
    """A program that exports assets."""

    code: str
    name: str
    headings: Mapping[str, str]
    signs: frozenset[str]


SOURCES = {
    code: Source(code, module.NAME, module.HEADINGS, module.SIGNS)
    for code, module in {
        "wherehold": own,
        "snipe-it": snipe_it,
        "glpi": glpi,
        "homebox": homebox,
    }.items()
}
