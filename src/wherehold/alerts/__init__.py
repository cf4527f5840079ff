"""What somebody must be told: rules find it, people deal with it."""
