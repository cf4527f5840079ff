"""SQLite as Wherehold uses it: one fair writer, many readers, nothing lost."""
