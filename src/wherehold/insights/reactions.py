"""What insights do in the background."""

from wherehold.insights import commands
from wherehold.kernel.actor import system
from wherehold.kernel.jobs import Run, Task

HOUR_S = 3_600


def keep_figures(run: Run) -> None:
    """Keep the figures of the day: every hour, so that the last of a day stay."""
    commands.keep_figures(actor=system("insights"))


TASKS = {"insights.keep_figures": Task(keep_figures, every_s=HOUR_S)}
