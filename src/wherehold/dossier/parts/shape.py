"""What a part of the file is: a table with a name, a sentence, headings and rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wherehold.dossier.access import Subject

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Row = tuple[Any, ...]
AT_ONCE = 2_000


@dataclass(frozen=True)
class Part:
    """One table of the file. `own`: only the person themselves gets it.

    `rows` gives them in the order of the headings, in a number of statements that does not
    depend on how many there are.
    """

    name: str
    about: "StrPromise"
    headings: tuple[str, ...]
    rows: Callable[[Subject], Iterable[Row]]
    own: bool = False
