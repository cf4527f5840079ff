"""What accounts do in the background."""

from wherehold.accounts import usage
from wherehold.accounts.commands import letters, sessions, tokens
from wherehold.kernel.actor import system
from wherehold.kernel.jobs import Run, Task

USAGE_EVERY_S = 60


def write_usage(run: Run) -> None:
    """Write down when tokens and sessions of this process were last used."""
    used, seen = usage.drain()
    actor = system("accounts")
    if used:
        tokens.note_used(actor=actor, used=used)
    if seen:
        sessions.note_seen(actor=actor, seen=seen)


def clear_sessions(run: Run) -> None:
    """End the sessions that are too old, so that nobody's list shows them."""
    sessions.end_expired(actor=system("accounts"))


def mail_reset(run: Run) -> None:
    """Write to whoever forgot a password, if they have an account."""
    letters.send_reset(actor=system("accounts"), email=str(run.payload.get("email", "")))


TASKS = {
    "accounts.usage": Task(write_usage, every_s=USAGE_EVERY_S),
    "accounts.clear_sessions": Task(clear_sessions, every_s=3_600),
    letters.RESET_JOB: Task(mail_reset),
}
