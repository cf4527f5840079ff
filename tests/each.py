"""One rule over many files, pages or calls is one test: it names each that breaks the rule."""

import functools
import inspect
from contextlib import contextmanager, nullcontext

from django.db import transaction

from wherehold.kernel import kept


def each(values, name=str, *, apart=False):
    """Run a test for each value; it fails with the names of those for which it would fail.

    The test is given the value first, then its fixtures, which are the same for all values.
    What is `apart` is taken back in the database before the next value has its turn.
    """

    def over(test):
        @functools.wraps(test)
        def of_all(**fixtures):
            broken = []
            for value in values:
                try:
                    with taken_back() if apart else nullcontext():
                        test(value, **fixtures)
                except Exception as error:
                    broken.append(f"{name(value)}: {type(error).__name__} {error}")
            assert values and not broken, "\n".join(broken)

        # Else pytest would look for a fixture of the name of the value.
        del of_all.__wrapped__
        fixtures = list(inspect.signature(test).parameters.values())[1:]
        of_all.__signature__ = inspect.Signature(fixtures)
        return of_all

    return over


@contextmanager
def taken_back():
    """Take back what is done in the database, and forget what was made of it."""
    kept.forget()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
