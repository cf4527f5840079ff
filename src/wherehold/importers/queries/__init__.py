"""Questions about imports. Nothing here writes."""
