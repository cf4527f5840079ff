"""Counting: what is expected where, what was seen, and what follows from the difference."""
