"""Questions about labels. Nothing here writes."""

from wherehold.labels.queries.previews import Preview, preview

__all__ = ["Preview", "preview"]
