"""Facts for finders: what there is at a moment, each read in a fixed number of statements."""
