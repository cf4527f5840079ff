"""What the register does in the background."""

from wherehold.register import tallying

TASKS = {**tallying.TASKS}
