"""What somebody asks to be labelled, and what they get: a file, a print that goes on, or sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from wherehold.kernel.actor import Actor
from wherehold.labels import access, files, sending, zpl
from wherehold.labels.commands import batches, printing, prints
from wherehold.labels.content import Label
from wherehold.labels.design import Design, unpacked
from wherehold.labels.files import Made
from wherehold.labels.queries import blanks
from wherehold.labels.refusals import BadDesign, NothingToPrint
from wherehold.register.queries import listing

AT_ONCE_MAX = 1_000


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Things, places, people, commands, or all things that meet filters; and how.

    `send_to` is a printer on the network that gets them instead of a file.
    """

    design: Design
    format: str = "pdf"
    asset_ids: Sequence[int] = ()
    place_ids: Sequence[int] = ()
    party_ids: Sequence[int] = ()
    commands: bool = False
    given: Mapping[str, Sequence[str]] | None = None
    send_to: str = ""

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was named."""
        named = (self.asset_ids, self.place_ids, self.party_ids)
        return self.given is None and not self.commands and not any(named)


@dataclass(frozen=True)
class Begun:
    """Labels that are made in the background."""

    print_id: int


@dataclass(frozen=True)
class Sent:
    """Labels that a printer took."""

    labels: int
    printer: str


def produce(actor: Actor, wanted: Wanted) -> Made | Begun | Sent:
    """Make what is wanted: at once up to 1,000 labels, in the background beyond.

    Raises: BadDesign, and what the commands raise; PrinterAway.
    """
    if wanted.format not in files.FORMATS:
        raise BadDesign({"field": "format", "reason": ", ".join(files.FORMATS)})
    if wanted.is_empty:
        raise NothingToPrint({"asked": 0})
    if wanted.send_to:
        sending.door(wanted.send_to)
    if wanted.given is not None:
        wanted = _counted(actor, wanted)
    if wanted.given is not None or len(wanted.asset_ids) > AT_ONCE_MAX:
        return Begun(
            prints.begin_print(
                actor=actor,
                design=wanted.design,
                format=wanted.format,
                asset_ids=wanted.asset_ids,
                given=wanted.given,
            )
        )
    return _made(actor, wanted)


def batch_file(actor: Actor, batch_id: int, form: str = "pdf") -> Made:
    """Draw the labels of a batch that are blank still.

    Raises: NotAllowed, NotFound, BadDesign, NothingToPrint when all are claimed.
    """
    if form not in files.FORMATS:
        raise BadDesign({"field": "format", "reason": ", ".join(files.FORMATS)})
    batch = blanks.batch(actor=actor, batch_id=batch_id)
    labels = list(batches.labels_of(batch))
    if not labels:
        raise NothingToPrint({"asked": 0})
    return files.make(access.press(unpacked(batch.design)), labels, form)


def _counted(actor: Actor, wanted: Wanted) -> Wanted:
    """Return filters as the things that meet them, if they are few enough to be made at once."""
    given = wanted.given or {}
    found = listing.ids_matching(actor=actor, given=given, chunk=AT_ONCE_MAX + 1)
    ids = next(found, [])
    if len(ids) > AT_ONCE_MAX:
        return wanted
    if not ids:
        raise NothingToPrint({"asked": 0})
    return replace(wanted, asset_ids=ids, given=None)


def _made(actor: Actor, wanted: Wanted) -> Made | Sent:
    press = access.press(wanted.design)
    labels = _labels(actor, wanted)
    if wanted.send_to:
        sending.send(wanted.send_to, zpl.write(press, labels))
        return Sent(len(labels), wanted.send_to)
    return files.make(press, labels, wanted.format)


def _labels(actor: Actor, wanted: Wanted) -> list[Label]:
    design = wanted.design
    made: list[Label] = []
    if wanted.asset_ids:
        made += printing.print_labels(actor=actor, asset_ids=wanted.asset_ids, design=design)
    if wanted.place_ids:
        made += printing.print_places(actor=actor, place_ids=wanted.place_ids, design=design)
    if wanted.party_ids:
        made += printing.print_badges(actor=actor, party_ids=wanted.party_ids, design=design)
    if wanted.commands:
        made += printing.print_commands(actor=actor, design=design)
    return made
