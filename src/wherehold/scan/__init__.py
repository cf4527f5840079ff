"""The Scan page: from a code to an act."""
