"""What stands on a label: from what is known about a thing to a code and lines of words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from wherehold.labels.design import Design
from wherehold.labels.refusals import NoCode
from wherehold.labels.symbols import KINDS, Symbol, Unmakeable, make


@dataclass(frozen=True)
class Subject:
    """What a label is for: a thing, a place, a person, a command, or nothing yet.

    `tag` is what a scanner types, empty where there is no such code; `elements` the GS1 key with
    brackets, `link` the same as Digital Link, `epc` what is written into a radio tag. `words` are
    the fields that it has.
    """

    label: str
    address: str = ""
    tag: str = ""
    elements: str = ""
    link: str = ""
    epc: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Label:
    """What is printed on one label: what the code holds, and lines with whether they are bold."""

    content: str
    lines: tuple[tuple[str, bool], ...]
    epc: str = ""

    @property
    def title(self) -> str:
        """Return how people call it."""
        return self.lines[0][0] if self.lines else self.content


def label_of(subject: Subject, design: Design) -> Label:
    """Return the label of a subject in a design.

    Raises: NoCode.
    """
    held = KINDS[design.code].holds
    content = str(getattr(subject, held)) if held else ""
    if held and not content:
        reason = _("it has no code of this kind; choose QR.")
        raise NoCode({"label": subject.label, "reason": reason})
    words = [(field, subject.words.get(field, "")) for field in design.fields]
    lines = tuple((word, field == "tag") for field, word in words if word)
    return Label(content, lines, subject.epc)


def symbol_of(label: Label, design: Design) -> Symbol | None:
    """Return the code of a label, if its design has one.

    Raises: NoCode when such a code cannot hold it.
    """
    if design.code == "none":
        return None
    try:
        return make(KINDS[design.code], label.content)
    except Unmakeable:
        reason = _("{code} cannot hold {content}; choose QR.").format(
            code=KINDS[design.code].name, content=label.content
        )
        raise NoCode({"label": label.title, "reason": reason}) from None
