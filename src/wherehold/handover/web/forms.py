"""What people fill in about each thing of a hand-over."""

from collections.abc import Iterable

from django.http import HttpRequest, QueryDict

from wherehold.handover import commands, signing
from wherehold.handover.words import CONDITIONS
from wherehold.register import files
from wherehold.ui.schema import ID_MAX


def photos_of(request: HttpRequest, key: int) -> list[files.Kept]:
    """Store the photos that were sent of a thing. Raises: TooLarge, EmptyFile, NotAnImage."""
    return [files.keep(one, photo=True) for one in request.FILES.getlist(f"photos-{key}")]


def gifts(request: HttpRequest, ids: Iterable[int]) -> list[commands.Gift]:
    """Return the things that are given as they were filled in."""
    said = request.POST
    return [
        commands.Gift(
            asset_id=key,
            condition=_condition(said, key),
            note=said.get(f"note-{key}", ""),
            kept=photos_of(request, key),
        )
        for key in ids
    ]


def backs(request: HttpRequest) -> list[commands.Back]:
    """Return the things that come back: those that are ticked."""
    said = request.POST
    return [
        commands.Back(
            asset_id=key,
            condition=_condition(said, key),
            note=said.get(f"note-{key}", ""),
            verdict=said.get(f"verdict-{key}", "same"),
            statement=said.get(f"statement-{key}", ""),
            kept=photos_of(request, key),
        )
        for key in numbers(said.getlist("back"))
    ]


def said_by(given: QueryDict) -> commands.Said:
    """Return what a receiver said: what they do not have as it was written down, and why."""
    differs = {
        key: given.get(f"why-{key}", "")
        for name in given
        if name.startswith("have-") and given[name] == "no"
        for key in numbers([name.removeprefix("have-")])
    }
    return commands.Said(
        differs=differs,
        accepts_terms="terms" in given,
        strokes=given.get("strokes", ""),
        name=given.get("signed_by", ""),
    )


def signed(given: QueryDict) -> signing.Signature:
    """Return what was drawn or typed. Raises: BadHandover."""
    return signing.signature(given.get("strokes", ""), given.get("signed_by", ""))


def numbers(words: Iterable[str]) -> list[int]:
    """Return the ids among some words."""
    found = [int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 20]
    return [key for key in found if 0 < key <= ID_MAX]


def _condition(said: QueryDict, key: int) -> str:
    condition = said.get(f"condition-{key}", "")
    return condition if condition in CONDITIONS else ""
