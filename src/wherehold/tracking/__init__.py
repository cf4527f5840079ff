"""Devices and what they report: where a thing is, and where it has been."""
