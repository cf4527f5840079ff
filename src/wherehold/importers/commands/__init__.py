"""Acts of importing and exporting."""
