"""The reference pages, written from what the code declares: `script/reference` renews them."""

import argparse
import dataclasses
import importlib
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path

import wherehold
from wherehold.project import env, refusals

NOTE = "<!-- Written by script/reference from the code: change it there. -->"


def load_everything() -> None:
    """Import every module of the product, so that whatever is declared is known."""
    for module in pkgutil.walk_packages(wherehold.__path__, "wherehold."):
        if not {"tests", "migrations", "conftest", "__main__"} & set(module.name.split(".")):
            importlib.import_module(module.name)


def pages() -> dict[str, str]:
    """Return the text of each page by where it is kept in the project."""
    load_everything()
    return {
        "docs/reference/settings.md": _settings(),
        "docs/reference/events.md": _events(),
        "docs/reference/refusals.md": _refusals(),
        "docs/reference/cli.md": _commands(),
        # Answers from this file: making it takes half a second and ten megabytes.
        "src/wherehold/project/openapi.json": _openapi(),
    }


def _page(title: str, lead: str, lines: Iterator[str]) -> str:
    return "\n".join([f"# {title}", "", NOTE, "", lead, "", *lines]).rstrip() + "\n"


def _first(doc: str | None) -> str:
    """Return the first paragraph of a docstring as one line."""
    return " ".join((doc or "").partition("\n\n")[0].split())


def _settings() -> str:
    def lines() -> Iterator[str]:
        for one in env.DECLARED.values():
            default = "made or absent" if one.secret else f"`{_portable(one.default)}`"
            yield f"## `{one.name}`\n\n{one.sentence}\n\nDefault: {default}."
            if one.secret:
                yield f"\nAlso as `{one.name}_FILE`, the name of a file that holds it."
            yield ""

    return _page(
        "Settings",
        "Variables of the environment. `wherehold settings` lists what holds where you are.",
        lines(),
    )


def _portable(default: str) -> str:
    """Return a default without the machine that this page was written on."""
    folder = Path(default)
    return (
        "data` in a checkout, else `~/.local/share/wherehold" if folder.is_absolute() else default
    )


def _events() -> str:
    from wherehold.kernel.ledger import Event

    def kinds(kind: type[Event]) -> Iterator[type[Event]]:
        for one in kind.__subclasses__():
            yield from kinds(one)
            if hasattr(one, "kind") and ".tests." not in one.__module__:
                yield one

    def lines() -> Iterator[str]:
        for one in sorted(kinds(Event), key=lambda e: e.kind):
            fields = [f for f in dataclasses.fields(one) if f.name != "subject_id"]
            yield f"## `{one.kind}`\n\n{_first(one.__doc__)} About: {one.subject_type}.\n"
            yield from (f"- `{f.name}`: {_type(f.type)}" for f in fields)
            yield ""

    return _page(
        "What the ledger records",
        "Each kind of entry, what it is about, and what its `data` holds.",
        lines(),
    )


def _type(annotation: object) -> str:
    return annotation.__name__ if isinstance(annotation, type) else str(annotation)


def _refusals() -> str:
    def lines() -> Iterator[str]:
        for code, kinds in refusals.by_code().items():
            yield f"## `{code}`\n"
            for one in kinds:
                yield f"{one.status} {one.title}. {_first(one.__doc__)}\n\n> {one.message}\n"

    return _page(
        "Refusals",
        "What the API, the pages and the command line refuse: a stable code, a status, a sentence.",
        lines(),
    )


def _commands() -> str:
    from wherehold.project.cli import build_parser

    def lines() -> Iterator[str]:
        for usage in _usages(build_parser()):
            yield f"```\n{usage}```\n"

    return _page("The command line", "Every command of `wherehold`.", lines())


def _usages(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Return the help of each command, however deep, as wide as a page."""
    inner = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    if not inner:
        parser.formatter_class = lambda prog: argparse.HelpFormatter(prog, width=88)
        yield parser.format_help()
    for action in inner:
        for child in action.choices.values():
            yield from _usages(child)


def _openapi() -> str:
    import json

    from wherehold.project.api import api

    return json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), indent=2, default=str) + "\n"


def main() -> None:
    """Write the pages into the checkout given."""
    folder = Path(sys.argv[1])
    for name, text in pages().items():
        (folder / name).write_text(text)


if __name__ == "__main__":
    import django

    django.setup()
    main()
