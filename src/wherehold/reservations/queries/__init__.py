"""Questions about reservations. Nothing here writes."""
