"""What alerts do in the background."""

from wherehold.alerts import commands
from wherehold.kernel.actor import system
from wherehold.kernel.jobs import Run, Task

EVERY_S = 5


def look(run: Run) -> None:
    """Look for what the rules look for."""
    run.step(commands.run_rules(actor=system("alerts")))


TASKS = {"alerts.look": Task(look, every_s=EVERY_S)}
