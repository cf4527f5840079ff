"""Reservations: what is free when and why not, for whom a thing is kept, and what follows."""
