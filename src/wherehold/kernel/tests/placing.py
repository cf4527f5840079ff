"""Placing entries where other tests write to the same server."""

from time import monotonic, sleep

from wherehold.kernel import sequencer
from wherehold.kernel.models import Entry


def place_all(patience_s=180):
    """Place every entry. Another test that writes to the same server is waited for."""
    placed, until = 0, monotonic() + patience_s
    while (missing := Entry.objects.count() - sequencer.size()) and monotonic() < until:
        if now := sequencer.place():
            placed += now
        else:
            sleep(0.02)
    assert not missing, "entries were not placed"
    return placed
