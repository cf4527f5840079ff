"""What the desk does in the background."""

from wherehold.desk import runs

TASKS = {**runs.TASKS}
