"""What holds for every test: in continuous integration a skipped test is a failed one."""

import gc
import os
from collections.abc import Generator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from tests import browsing

# What collecting loads stays: to look through it for garbage would take a tenth of the time.
gc.disable()
# Who asks for one of these starts programs as a person does.
WHOLE = frozenset({"installation", "served"})
CI = os.environ.get("CI") == "true"
if not CI:  # There Hypothesis takes a profile of its own, which says the same.
    # How long examples take says how busy the machine is, not whether they are right.
    settings.register_profile("hand", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("hand")


def _fail(report: Any) -> None:
    """Turn a skip into a failure that gives the reason; what is expected to fail may fail."""
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"Skipped, which fails in continuous integration. {reason}"


@pytest.fixture(scope="session")
def chromium() -> Generator[Any]:
    """Start a browser for all tests of this process, which open contexts of their own in it."""
    with browsing.launched() as started:
        yield started


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    """Look at what each test came to."""
    report = yield
    _fail(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, Any, Any]:
    """Look at what each module came to when it was read: it may skip as a whole."""
    report = yield
    _fail(report)
    return report


def pytest_collection_finish() -> None:
    """Look no more at what stays until the end, and seldom at the rest: a tenth of the time."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what uses an installation as whole, and leave out what this run's database lacks.

    That is no test here, not a skip. Both come before others ask for marks.
    """
    for item in items:
        if not WHOLE.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker("whole")
    url = os.environ.get("WHEREHOLD_DATABASE_URL", "")
    other = "on_sqlite" if url.startswith("postgres") else "on_postgresql"
    if left_out := [item for item in items if item.get_closest_marker(other)]:
        items[:] = [item for item in items if not item.get_closest_marker(other)]
        config.hook.pytest_deselected(items=left_out)
