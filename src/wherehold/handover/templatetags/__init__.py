"""Filters for the pages of hand-overs."""
