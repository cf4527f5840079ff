"""Things on their way from place to place: sent, in transit, received by scan."""
