"""What accounts do in the background."""

from wherehold.accounts import usage
from wherehold.accounts.commands import letters, sessions, tokens
from wherehold.accounts.names import RESET_JOB, VERIFY_JOB
from wherehold.kernel.actor import system
from wherehold.kernel.jobs import Run, Task

FINDINGS_SHOWN = 5


def write_usage() -> bool:
    """Write down when tokens and sessions of this process were last used. There is never more.

    Only the process that answers knows, so it is no job, which any process may take.
    """
    used, seen = usage.drain()
    actor = system("accounts")
    if used:
        tokens.note_used(actor=actor, used=used)
    if seen:
        sessions.note_seen(actor=actor, seen=seen)
    return False


def clear_sessions(run: Run) -> None:
    """End the sessions that are too old, so that nobody's list shows them."""
    sessions.end_expired(actor=system("accounts"))


def mail_reset(run: Run) -> None:
    """Write to whoever forgot a password, if they have an account."""
    letters.send_reset(actor=system("accounts"), email=str(run.payload.get("email", "")))


def verify_ledger(run: Run) -> None:
    """Work out the whole ledger anew, and leave what was found with the job."""
    from wherehold.kernel import verify

    report = verify.verify()
    findings = [found.sentence for found in sorted(report.findings)[:FINDINGS_SHOWN]]
    run.step(
        report.entries,
        report.entries,
        sound=report.is_sound,
        sealed=report.sealed,
        roots=report.roots,
        first_bad=report.first_bad,
        findings=findings,
    )


TASKS = {
    "accounts.clear_sessions": Task(clear_sessions, every_s=3_600),
    RESET_JOB: Task(mail_reset),
    VERIFY_JOB: Task(verify_ledger, tries=1),
}
