"""Hand-overs that both sides stand by: who gave what to whom, in what state, on what terms."""
