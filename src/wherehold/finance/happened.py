"""What happened to lines of books, as every act on them keeps and records it."""

from collections.abc import Sequence

from wherehold.finance.events import Changed
from wherehold.finance.models import Book, Change, Line
from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor


def kept(actor: Actor, book: Book, rows: Sequence[Change]) -> list[Change]:
    """Keep changes of lines, and record each.

    Records: finance.changed for each.
    """
    made = Change.objects.bulk_create(rows)
    centres = [(row.line_id, row.cost_centre) for row in rows if row.kind == Change.Kind.TRANSFER]
    bulk.update(Line, ("id", "cost_centre"), centres)
    amounts = (
        *("cost_minor", "accumulated_minor", "result_minor", "surplus_minor", "gain_minor"),
        *("proceeds_minor", "late_minor"),
    )
    said = [
        Changed(
            subject_id=row.line.asset_id,
            book_id=book.pk,
            book=book.code,
            what=row.kind,
            on=row.on.isoformat(),
            booked_on=row.booked_on.isoformat(),
            way=row.way,
            note=row.note,
            currency=book.currency,
            cost_centre=row.cost_centre,
            part=row.line.part,
            **{name: getattr(row, name) for name in amounts},
        )
        for row in rows
    ]
    ledger.record(said, actor=actor, happened_at=clock.now())
    return made
