"""From a file to commands, and from a view to a file."""
