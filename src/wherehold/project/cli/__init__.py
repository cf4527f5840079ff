"""The command line: `wherehold` and the commands of every slice.

Whatever needs Django is imported when a command runs, so that help is there at once and the
process that only watches over the server stays small.
"""

import argparse
import importlib
import importlib.util
import sys
from collections.abc import Sequence

from wherehold.project.cli import installation, serving

SLICES = (
    "kernel",
    "register",
    "accounts",
    "tracking",
    "custody",
    "labels",
    "reservations",
    "finance",
    "stocktake",
    "handover",
    "scan",
    "alerts",
    "webhooks",
    "desk",
    "insights",
    "importers",
    "ingest",
    "dossier",
)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands: those of the installation, then those of each slice."""
    parser = argparse.ArgumentParser(
        prog="wherehold", description="Where everything is, and who holds it."
    )
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    installation.add_commands(subparsers)
    serving.add_commands(subparsers)
    for name in SLICES:
        if importlib.util.find_spec(f"wherehold.{name}.cli"):
            importlib.import_module(f"wherehold.{name}.cli").add_commands(subparsers)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 refused or failed, 2 wrong usage."""
    options = build_parser().parse_args(arguments)
    try:
        if getattr(options, "needs_django", True):
            _set_up()
        return int(options.run(options) or 0)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as error:  # noqa: BLE001
        if (sentence := _sentence(error)) is None:
            raise
        print(f"wherehold: {sentence}", file=sys.stderr)
        return 1


def _set_up() -> None:
    """Load Django with our settings."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wherehold.project.settings")
    django.setup()


def _sentence(error: Exception) -> str | None:
    """Return what to tell a person, or None for a fault whose traceback helps more."""
    from django.core.exceptions import ImproperlyConfigured

    from wherehold.kernel.errors import Refusal
    from wherehold.project import failures

    if isinstance(error, Refusal | ImproperlyConfigured):
        return str(error)
    if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError):
        return f"{error.filename}: {error.strerror}"
    away = failures.outage(error)
    return str(away) if away else None
