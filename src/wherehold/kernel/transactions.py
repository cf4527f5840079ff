"""PostgreSQL's transaction numbers, for the ledger. SQLite has one writer and needs none.

They count on one server: the sequencer notices when a ledger was carried to another.

Source: PostgreSQL manual, "Transaction ID and Snapshot Information Functions".
"""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, Func
from django.db.models.sql.compiler import SQLCompiler


class WritingTransaction(Func):
    """The number of the transaction that writes; 0 on SQLite."""

    template = "pg_current_xact_id()::text::bigint"
    output_field = BigIntegerField()

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: object
    ) -> tuple[str, tuple[()]]:
        """Say 0."""
        return "0", ()
