"""Commands on the ledger and on the installation as a whole."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any


def add_commands(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add `ledger`, `backup` and `restore` to the command line."""
    ledger = subparsers.add_parser("ledger", help="check and prove what was recorded")
    acts = ledger.add_subparsers(dest="act", metavar="ACT", required=True)
    verify = acts.add_parser("verify", help="work everything out anew; exit 1 if anything is off")
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(run=run_verify)
    prove = acts.add_parser("prove", help="write the proof that one entry was recorded")
    prove.add_argument("seq", type=int, metavar="SEQ")
    prove.add_argument("-o", "--output", metavar="FILE", help="default: standard output")
    prove.set_defaults(run=run_prove)
    backup = subparsers.add_parser("backup", help="write everything to one file, while serving")
    backup.add_argument("file", metavar="FILE", type=Path)
    backup.add_argument("--json", action="store_true")
    backup.set_defaults(run=run_backup)
    restore = subparsers.add_parser("restore", help="load a backup into an empty place")
    restore.add_argument("file", metavar="FILE", type=Path)
    restore.set_defaults(run=run_restore)


def run_verify(options: argparse.Namespace) -> int:
    """Verify the whole ledger and say what was found: 0 sound, 1 not."""
    from wherehold.kernel.verify import FINDINGS_MAX, verify

    report = verify()
    if options.json:
        print(json.dumps(report.as_json()))
        return 0 if report.is_sound else 1
    print(f"{report.entries} entries, {report.sealed} sealed under {report.roots} roots.")
    if report.is_sound:
        print("The ledger is sound.")
        return 0
    print(f"The ledger is NOT sound. The first bad entry is {report.first_bad}.")
    for finding in sorted(report.findings)[:FINDINGS_MAX]:
        print(f"  {finding.seq}: {finding.problem}: {finding.sentence}")
    return 1


def run_prove(options: argparse.Namespace) -> None:
    """Write the proof of one entry."""
    from wherehold.kernel import proofs, worker

    worker.settle()
    text = json.dumps(proofs.inclusion(options.seq), ensure_ascii=False, indent=2) + "\n"
    if options.output is None:
        sys.stdout.write(text)
    else:
        Path(options.output).write_text(text, encoding="utf-8")


def run_backup(options: argparse.Namespace) -> None:
    """Take a backup and say what is in it."""
    from wherehold.kernel import backup

    taken = backup.take(options.file)
    if options.json:
        print(json.dumps({**taken.__dict__, "file": str(taken.file)}))
        return
    print(
        f"{taken.file}: {taken.size / 2**20:.1f} MiB, ledger up to entry {taken.last_seq}, "
        f"{taken.attachments} attachments."
    )


def run_restore(options: argparse.Namespace) -> None:
    """Restore a backup and say what came back."""
    from wherehold.kernel import restore

    manifest = restore.restore(options.file)
    print(
        f"Restored the backup of {manifest['taken_at']}, ledger up to entry "
        f"{manifest['last_seq']}. Everyone signs in anew."
    )
