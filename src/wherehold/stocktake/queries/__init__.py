"""Questions about counts. Nothing here writes."""
