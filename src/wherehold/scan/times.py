"""When something was captured, by clocks that may be wrong."""

from datetime import datetime, timedelta

# No outbox is older: a clock that says so has lost its time.
OLDEST = timedelta(days=366)
# Two looks at one code within this are one.
SAME_LOOK = timedelta(seconds=2.5)


def believed(said: datetime, now: datetime) -> tuple[datetime, bool]:
    """Return when something happened as far as a clock can be believed, and whether it cannot.

    What lies ahead, or more than a year back, counts as now.
    """
    wrong = said > now or said < now - OLDEST
    return (now, True) if wrong else (said, False)
