"""The care of the register on the command line."""

import argparse
import json
from typing import Any

SHOWN_MAX = 20


def add_commands(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add the commands of the register to the command line."""
    check = subparsers.add_parser(
        "check", help="compare the search index and tallies with the truth"
    )
    check.add_argument("--json", action="store_true")
    check.set_defaults(run=compare)
    reindex = subparsers.add_parser("reindex", help="rebuild the search index and tallies")
    reindex.add_argument("--json", action="store_true")
    reindex.set_defaults(run=rebuild)


def compare(options: argparse.Namespace) -> int:
    """Say what is wrong beside the assets. Exit code 1 when anything is."""
    from wherehold.register import tallying

    told = {
        "tallies": tallying.differences(),
        "words": list(tallying.wrong_words()),
        "index": tallying.index_of_words_is_sound(),
    }
    sound = not told["tallies"] and not told["words"] and bool(told["index"])
    if options.json:
        print(json.dumps({"sound": sound, **told}))
        return 0 if sound else 1
    print("sound" if sound else "not sound: run `wherehold reindex`")
    for one in told["tallies"][:SHOWN_MAX] if isinstance(told["tallies"], list) else []:
        print(f"  {one['table']} {one['key']}: says {one['told']}, is {one['true']}")
    if told["words"]:
        print(f"  words of assets {str(told['words'])[:200]}")
    return 0 if sound else 1


def rebuild(options: argparse.Namespace) -> None:
    """Count all tallies and write all words anew."""
    from wherehold.register import tallying

    tallying.rebuild()
    mended = tallying.rebuild_words()
    print(json.dumps({"words": mended}) if options.json else f"rebuilt; {mended} words mended")
