"""The care of the register on the command line."""

import argparse
import json
import sys
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
    _add_epc(subparsers)


def _add_epc(subparsers: "argparse._SubParsersAction[Any]") -> None:
    what = subparsers.add_parser("epc", help="read and write what radio tags hold").add_subparsers(
        metavar="WHAT", required=True
    )
    decode = what.add_parser("decode", help="24 hex digits: tag URI, pure identity, elements")
    decode.add_argument("hex", metavar="HEX")
    decode.add_argument("--json", action="store_true")
    decode.set_defaults(run=decode_epc, needs_django=False)
    encode = what.add_parser("encode", help="urn:epc:tag:… to hex")
    encode.add_argument("uri", metavar="URN")
    encode.set_defaults(run=encode_epc, needs_django=False)


def decode_epc(options: argparse.Namespace) -> int:
    """Say what a tag holds. Exit code 1 when it is no tag of a scheme that we know."""
    from wherehold.register import epc

    try:
        read = epc.read_hex(options.hex)
    except epc.BadEpc as error:
        print(f"wherehold: {error}", file=sys.stderr)
        return 1
    told = {"tag": read.tag_uri, "pure": read.pure_uri, "element": read.element_string}
    if options.json:
        print(json.dumps({"hex": read.hex, "scheme": f"{read.scheme}-96", **told}))
    else:
        print("\n".join(told.values()))
    return 0


def encode_epc(options: argparse.Namespace) -> int:
    """Write the hex of a tag. Exit code 1 when the URI does not fit into one."""
    from wherehold.register import epc

    try:
        print(epc.read_uri(options.uri).hex)
    except epc.BadEpc as error:
        print(f"wherehold: {error}", file=sys.stderr)
        return 1
    return 0


def compare(options: argparse.Namespace) -> int:
    """Say what is wrong beside the assets. Exit code 1 when anything is."""
    from wherehold.register import fieldvalues, tallying

    told = {
        "tallies": tallying.differences(),
        "values": list(fieldvalues.wrong()),
        "words": list(tallying.wrong_words()),
        "index": tallying.index_of_words_is_sound(),
    }
    wrong = told["tallies"] or told["values"] or told["words"]
    sound = not wrong and bool(told["index"])
    if options.json:
        print(json.dumps({"sound": sound, **told}))
        return 0 if sound else 1
    print("sound" if sound else "not sound: run `wherehold reindex`")
    for one in told["tallies"][:SHOWN_MAX] if isinstance(told["tallies"], list) else []:
        print(f"  {one['table']} {one['key']}: says {one['told']}, is {one['true']}")
    for what in ("words", "values"):
        if told[what]:
            print(f"  {what} of assets {str(told[what])[:200]}")
    return 0 if sound else 1


def rebuild(options: argparse.Namespace) -> None:
    """Count all tallies and write all words and values anew."""
    from wherehold.register import fieldvalues, tallying

    tallying.rebuild()
    fieldvalues.rebuild()
    mended = tallying.rebuild_words()
    print(json.dumps({"words": mended}) if options.json else f"rebuilt; {mended} words mended")
