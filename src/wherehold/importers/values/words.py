"""Words that stand for one of a few things: stages, conditions, yes and no, months."""

import re
from collections.abc import Mapping

from wherehold.importers.values.bad import Bad

_STAGES = {
    "planned": "planned, pending, requested, geplant, angefragt, demand",
    "ordered": "ordered, on order, bestellt, in procurement",
    "in_stock": "in stock, instock, stock, in store, available, ready to deploy, deployable, "
    "ready, spare, unassigned, storage, auf lager, lager, im lager, verfügbar, frei, reserve",
    "in_service": "in service, inservice, in use, used, deployed, active, assigned, checked out, "
    "production, in production, in operation, in betrieb, im einsatz, aktiv, in benutzung, "
    "ausgegeben, online",
    "in_repair": "in repair, repair, out for repair, out for diagnostics, maintenance, "
    "in maintenance, under maintenance, service, in reparatur, reparatur, in wartung, defekt",
    "missing": "missing, lost, stolen, lost/stolen, lost or stolen, not found, vermisst, verloren, "
    "gestohlen, fehlt, unauffindbar",
    "retired": "retired, archived, end of life, eol, decommissioned, out of service, undeployable, "
    "broken - not fixable, obsolete, ausgemustert, außer betrieb, archiviert, stillgelegt",
    "disposed": "disposed, disposed of, sold, scrapped, recycled, destroyed, donated, verkauft, "
    "entsorgt, verschrottet, gespendet",
}
_CONDITIONS = {
    "new": "new, unused, mint, neu, neuwertig, ungebraucht",
    "good": "good, ok, okay, fine, excellent, very good, used, gut, sehr gut, in ordnung, i.o.",
    "worn": "worn, fair, poor, old, abgenutzt, gebraucht, befriedigend, alt",
    "damaged": "damaged, scratched, dented, beschädigt, kratzer, angeschlagen",
    "broken": "broken, defective, defect, dead, faulty, kaputt, defekt, unbrauchbar",
}
_YES = frozenset("yes y true t 1 x ja j wahr on ✓".split())
_NO = frozenset("no n false f 0 nein falsch off - – ✗".split()) | {""}
_MONTHS = re.compile(
    r"(\d{1,4})(?:[.,]0+)?\s*(m|mo|mon|months?|monate?n?|y|yrs?|years?|jahre?n?)?$"
)
MONTHS_MAX = 1_200


def _by_word(words: Mapping[str, str]) -> dict[str, str]:
    known = {word.strip(): code for code, text in words.items() for word in text.split(",")}
    return known | {code: code for code in words}


STAGES = _by_word(_STAGES)
CONDITIONS = _by_word(_CONDITIONS)


def read_word(text: str, known: Mapping[str, str], own: Mapping[str, str]) -> str | Bad:
    """Return the code that a word stands for; "" for an empty cell.

    `own` are the organisation's own words, casefolded, which go before those known to everybody.
    Snipe-IT writes "Deployed (deployable)": what stands in brackets helps where the word does not.
    """
    word = " ".join(text.split()).casefold()
    if not word:
        return ""
    before, _, inside = word.partition("(")
    for one in (word, before.strip(), inside.rstrip(")").strip(), word.replace("_", " ")):
        if code := own.get(one) or known.get(one):
            return code
    choice = dict.fromkeys(code.replace("_", " ") for code in known.values())
    return Bad("unknown_word", known=", ".join(choice))


def read_yes_no(text: str) -> bool | Bad:
    """Return what a cell says to a question; nothing is no."""
    word = text.strip().casefold()
    if word in _YES:
        return True
    return False if word in _NO else Bad("not_yes_no")


def read_months(text: str) -> int | None | Bad:
    """Return a number of months, from "36", "36 months" or "3 years"."""
    word = text.strip().casefold()
    if word in {"", "-", "–", "n/a", "none"}:
        return None
    found = _MONTHS.match(word)
    if found is None:
        return Bad("not_months")
    number = int(found.group(1)) * (12 if (found.group(2) or "m")[0] in "yj" else 1)
    return number if number <= MONTHS_MAX else Bad("not_months")
