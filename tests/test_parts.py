"""What `script/test` runs: continuous integration leaves no part out, a person may."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
URL = "postgresql://there/tests"
# In the place of what installs and of what checks, programs that write down how they are called.
SETUP = 'venv="$PWD/venv"\nsay() { echo "$@"; }\ninstall() { :; }\n'
PROGRAM = '#!/bin/sh\necho "${WHEREHOLD_DATABASE_URL:-sqlite} $(basename "$0") $*" >>"$CALLS"\n'
PLAIN = "not browser and not thorough and not whole"
WHOLE = "whole and not browser and not thorough"
MARKED = re.compile(r"\bmark\.thorough\b")


@pytest.fixture
def calls(tmp_path):
    """Return a function that runs a script of ours and tells what it called, as lines."""
    for name in ("script/test", ".ci/run"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    programs = {f"venv/bin/{name}": PROGRAM for name in ("python", "ruff", "mypy", "lint-imports")}
    programs |= {"script/lib/setup.sh": SETUP, "script/test-services": f"#!/bin/sh\necho {URL}\n"}
    for name, text in programs.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)

    def run(*command):
        log = tmp_path / "calls"
        log.write_text("")
        environment = {"PATH": "/usr/bin:/bin", "CALLS": str(log), "WHEREHOLD_DATABASE_URL": ""}
        subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)
        return log.read_text().splitlines()

    return run


def marked(calls, mark):
    """Return on which databases tests with a mark, or without some, are run, and which."""
    found = [f"{line} ".partition(f" -m {mark} ") for line in calls]
    return {(line.split()[0], rest.strip()) for line, there, rest in found if there}


def test_continuous_integration_leaves_nothing_out(calls):
    called = calls(".ci/run")

    assert marked(called, "thorough") == {("sqlite", "tests"), (URL, "tests")}
    for mark in (PLAIN, WHOLE):
        assert {database for database, _ in marked(called, mark)} == {"sqlite", URL}
    assert marked(calls("script/test", "browser"), "browser") == {("sqlite", "")}
    assert set(calls("script/test", "browser")) < set(called)


@pytest.mark.parametrize(("part", "mark"), [("sqlite", PLAIN), ("whole", WHOLE)])
def test_what_a_part_leaves_out_is_run_apart(calls, part, mark):
    called = " ".join(calls("script/test", "lint", "whole"))

    for _, left_out in marked(calls("script/test", part), mark):
        files = re.findall(r"--ignore (\S+)", left_out)
        assert files
        for file in files:
            assert f" {file}" in called.replace(f"--ignore {file}", ""), file


def test_a_person_may_leave_out_what_is_thorough_and_what_starts_programs(calls):
    assert not marked(calls("script/test", "sqlite"), "thorough")
    assert not marked(calls("script/test", "sqlite"), WHOLE)
    assert len(marked(calls("script/test", "whole"), WHOLE)) == 2
    assert len(marked(calls("script/test", "thorough"), "thorough")) == 2


def test_all_that_is_thorough_lies_where_it_is_looked_for():
    there = [*ROOT.glob("src/**/test_*.py"), *ROOT.glob("src/**/conftest.py")]

    assert not [str(path) for path in there if MARKED.search(path.read_text())]
    assert [path for path in ROOT.glob("tests/test_*.py") if MARKED.search(path.read_text())]
