"""How quick and small the product is: what times a start runs with nothing beside it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SECOND_START_S_MAX = 5
HELP_S_MAX = 1.0
IDLE_MB_MAX = 150


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_second_start_is_quick(installation, number):
    installation.init()
    installation.serve()
    installation.stop(number)
    os.sync()  # What tests before have left to be written is no part of a start.

    assert installation.serve() < SECOND_START_S_MAX
    assert installation.stop(number) == 0


def test_help_is_there_at_once():
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-m", "wherehold", "--help"], capture_output=True)

    assert done.returncode == 0 and b"serve" in done.stdout
    assert time.monotonic() - began < HELP_S_MAX


@pytest.mark.slow
def test_at_rest_it_needs_little_memory(installation):
    import psutil

    if not Path("/proc/self/smaps_rollup").exists():
        pytest.skip("only Linux says how memory is shared")
    installation.init()
    installation.serve()
    for path in ("/sign-in", "/api/v1/openapi.json", "/readyz"):
        assert installation.status(path) == 200
    time.sleep(10)
    processes = psutil.Process(installation.process.pid)
    everyone = [processes, *processes.children(recursive=True)]
    used_mb = sum(one.memory_full_info().pss for one in everyone) / 2**20

    assert used_mb <= IDLE_MB_MAX
