"""One rule over many files is one test: it looks at all of them and names each that breaks it."""

import functools


def each(values, name=str):
    """Run a test for each value; it fails with the names of those for which it would fail."""

    def over(test):
        @functools.wraps(test)
        def of_all():
            broken = []
            for value in values:
                try:
                    test(value)
                except AssertionError as error:
                    broken.append(f"{name(value)}: {error}")
            assert values and not broken, "\n".join(broken)

        # Else pytest would look for a fixture of the name of the value.
        del of_all.__wrapped__
        return of_all

    return over
