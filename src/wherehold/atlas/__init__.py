"""The map: what is where just now, on the earth and on plans, and what needs a look."""
