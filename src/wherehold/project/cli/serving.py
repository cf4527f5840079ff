"""Commands that run for as long as the installation serves."""

import argparse
import os
import subprocess
import sys
from typing import Any

HOST = "127.0.0.1"
PORT = 8000


def add_commands(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add the commands that serve to the command line."""
    serve = subparsers.add_parser("serve", help="answer browsers and programs")
    serve.add_argument("--host", default=HOST, metavar="H", help=f"default: {HOST}")
    serve.add_argument("--port", default=PORT, type=int, metavar="P", help=f"default: {PORT}")
    first = serve.add_mutually_exclusive_group()
    first.add_argument("--demo", action="store_true", help="begin with a demonstration")
    first.add_argument("--empty", action="store_true", help="begin with the first-run page")
    serve.add_argument("--no-worker", action="store_true", help="leave background work to others")
    serve.set_defaults(run=run_serve, needs_django=False)

    prepare = subparsers.add_parser("prepare", help="what `serve` does before it answers")
    prepare.add_argument("--demo", action="store_true")
    prepare.add_argument("--empty", action="store_true")
    prepare.set_defaults(run=run_prepare)

    worker = subparsers.add_parser("worker", help="do the background work apart from `serve`")
    worker.set_defaults(run=run_worker)


def run_serve(options: argparse.Namespace) -> int:
    """Prepare in a process of its own, so that this one stays small; then serve."""
    from wherehold.project import serve

    os.environ.setdefault("WHEREHOLD_URL", f"http://{serve.name_of(options.host)}:{options.port}")
    begin = [f"--{word}" for word in ("demo", "empty") if getattr(options, word)]
    done = subprocess.run([sys.executable, "-m", "wherehold", "prepare", *begin], check=False)
    if done.returncode:
        return done.returncode
    return serve.run(host=options.host, port=options.port, background=not options.no_worker)


def run_prepare(options: argparse.Namespace) -> None:
    """Bring database and static files up to date and print how to get in."""
    from wherehold.project import env, founding

    for name in env.unknown():
        print(f"{name} is no setting: misspelt?", file=sys.stderr)
    founding.prepare()
    founding.collect_static()
    for line in founding.how_to_get_in(demonstration=options.demo, empty=options.empty):
        print(line, flush=True)


def run_worker(options: argparse.Namespace) -> None:
    """Do the background work until told to stop."""
    from wherehold.project import background

    background.run()
