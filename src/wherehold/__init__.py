"""Asset tracking and asset management in one record per thing."""

__version__ = "0.1.0"
