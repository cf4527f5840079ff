"""Things that are gone: the search for each, who was asked, and how it ended."""
