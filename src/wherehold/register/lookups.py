"""What the keys of an asset lead to, for reads that name all of it in one statement."""


def looked_up(table: str, column: str, key: str) -> str:
    """Return a column of what a key of an asset leads to, as SQL.

    PostgreSQL takes longer to think about ten tables to join than to look these up.
    """
    return f"(SELECT o.{column} FROM register_{table} o WHERE o.id = a.{key})"
