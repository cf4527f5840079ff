"""Webhooks: what happens here is told to programs elsewhere, signed, in order, until it arrives."""
