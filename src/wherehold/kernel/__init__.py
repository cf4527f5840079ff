"""What everything stands on: the ledger, its seal, actors, refusals, the clock, jobs."""
