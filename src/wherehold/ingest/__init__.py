"""Doors for devices: bytes come in, readings are stored, an answer goes out."""
