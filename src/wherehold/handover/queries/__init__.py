"""Questions about hand-overs and terms. Nothing here writes."""
