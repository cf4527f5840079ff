"""What books say of things. Nothing here writes."""
