"""What it all means: the overview and its figures."""
