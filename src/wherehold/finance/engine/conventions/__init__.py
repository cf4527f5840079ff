"""The conventions by name. A new one is a line in its file, or a file and a line here."""

from wherehold.finance.engine.conventions import daily, months
from wherehold.finance.engine.conventions.shape import Convention

CONVENTIONS: dict[str, Convention] = {
    convention.key: convention for convention in (*months.CONVENTIONS, *daily.CONVENTIONS)
}
