"""Questions about devices and what they reported. Nothing here writes."""
