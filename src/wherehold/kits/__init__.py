"""Things made of things: kits, what belongs into them, what is missing, and what a role gets."""
