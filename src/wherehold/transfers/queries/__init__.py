"""Questions about transfers. Nothing here writes."""
