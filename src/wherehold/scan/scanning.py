"""Telling scans again and again until there is an answer."""

from collections.abc import Sequence

from django.db import IntegrityError

from wherehold.kernel.actor import Actor
from wherehold.scan import commands
from wherehold.scan.commands.scans import Seen, Told


def record(*, actor: Actor, caller: str, scans: Sequence[Seen]) -> list[Told]:
    """Write scans down once, also when a twin of the call does so at the same time."""
    try:
        return commands.record_scans(actor=actor, caller=caller, scans=scans)
    except IntegrityError:
        # The twin has committed by now, so that all of these have come before.
        return commands.record_scans(actor=actor, caller=caller, scans=scans)
