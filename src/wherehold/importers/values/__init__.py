"""Texts of cells read as values. Pure functions; each says what is wrong and how to mend it."""
