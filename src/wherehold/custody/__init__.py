"""Who holds it: check-out, check-in, transfer, what is due."""
