"""Questions about kits. Nothing here writes."""
