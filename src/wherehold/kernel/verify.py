"""Verification: works everything out anew and says where it does not fit.

It reads, never locks, and looks at what was there when it began, so it runs while the system
serves. What it finds: a value that was changed (the leaf does not fit), an entry that was
inserted (it does not bear the installation's mark, is a copy of another, or stands among placed
ones without a place), one that was removed (a gap, a place without its entry), a root that was
changed or not signed by us, and an end that was cut off.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Max

from wherehold.kernel import keys, leaves, seal, sequencer, stored
from wherehold.kernel.merkle import Growing
from wherehold.kernel.models import Entry, Root, TreeNode
from wherehold.kernel.stored import Stored
from wherehold.kernel.verify_rows import Copies, Erasures, gaps, strange_transactions

FINDINGS_MAX = 100


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that does not fit, with the entry that it is about."""

    seq: int
    problem: str
    sentence: str


@dataclass
class Report:
    """What a verification found. It is sound if it found nothing."""

    entries: int = 0
    placed: int = 0
    sealed: int = 0
    erased: int = 0
    roots: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Say whether everything fits."""
        return not self.findings

    @property
    def first_bad(self) -> int | None:
        """Return the number of the first entry that something is wrong with."""
        return min(self.findings).seq if self.findings else None

    def add(self, seq: int, problem: str, sentence: str) -> None:
        """Note a finding, once, unless there are plenty with smaller numbers."""
        if any(known.seq == seq and known.problem == problem for known in self.findings):
            return
        self.findings.append(Finding(seq, problem, sentence))
        if len(self.findings) > 2 * FINDINGS_MAX:
            self.findings = sorted(self.findings)[:FINDINGS_MAX]

    def as_json(self) -> dict[str, Any]:
        """Return it for a program."""
        findings = [
            {"seq": f.seq, "problem": f.problem, "sentence": f.sentence}
            for f in sorted(self.findings)[:FINDINGS_MAX]
        ]
        return {
            "sound": self.is_sound,
            "entries": self.entries,
            "placed": self.placed,
            "sealed": self.sealed,
            "erased": self.erased,
            "roots": self.roots,
            "first_bad_seq": self.first_bad,
            "findings": findings,
        }


def verify() -> Report:
    """Work out every leaf, place, root and signature anew."""
    run = _Verification()
    run.placed()
    run.unplaced()
    run.numbers()
    run.erasures.check(run.report)
    run.head()
    return run.report


class _Verification:
    """One pass over the ledger, as it was when this began."""

    def __init__(self) -> None:
        self.report = Report(sealed=seal.sealed(), placed=sequencer.size())
        self.until = Entry.objects.aggregate(last=Max("seq"))["last"] or 0
        self.erasures = Erasures(self.until)
        self._copies = Copies(self.until)
        self._mark = keys.mark()
        self._keys = keys.public_keys()
        self._last_placed = 0
        self._block: _Block = _Block()

    def placed(self) -> None:
        """Check what has a place, grow the tree from it, compare it at each root."""
        nodes = _Nodes()
        growing = Growing(nodes.compare)
        roots = _roots(self.report.sealed)
        root = next(roots, None)
        for row in stored.placed(self.report.placed):
            if row.pos != growing.size:
                self.report.add(row.seq, "place", f"Place {growing.size} is missing.")
                return
            self._last_placed = max(self._last_placed, row.seq)
            self._block.first = self._block.first or row.seq
            growing.add(self._entry(row) or bytes(32))
            if root is not None and growing.size == root.size:
                self._root(root, growing.root())
                root = next(roots, None)
        if root is not None:
            self.report.add(
                self.until + 1, "removed", f"{root.size} entries were sealed, and fewer are there."
            )
        # A leaf that is wrong makes every hash above it look wrong.
        for level, number in [] if self.report.findings else nodes.wrong:
            self.report.add(self.until, "tree", f"Tree node {level}/{number} was changed.")

    def unplaced(self) -> None:
        """Check what has no place yet, and that only the newest have none."""
        for row in stored.unplaced(self.until, self.report.placed):
            self._entry(row)
            if connection.vendor == "sqlite" and row.seq < self._last_placed:
                self.report.add(row.seq, "inserted", "It stands among placed entries, unplaced.")

    def numbers(self) -> None:
        """Find numbers that are missing or wrong. PostgreSQL leaves some out by itself."""
        for seq in strange_transactions(self.until):
            self.report.add(seq, "changed", "A value was changed: the number of its transaction.")
        for seq in gaps(self.until):
            self.report.add(seq, "removed", "The entry is missing.")

    def head(self) -> None:
        """Compare the last root that was written outside the database."""
        head = seal.read_head()
        if head is None:
            return
        here = Root.objects.filter(size=int(head["size"])).first()
        if here is None or bytes(here.digest).hex() != head.get("root"):
            self.report.add(
                self.until + 1,
                "cut_off",
                f"{seal.HEAD_FILE} in the data folder has a root over {head.get('size')} entries "
                "that the database does not have.",
            )

    def _entry(self, row: Stored) -> bytes | None:
        """Check one entry by itself; return the leaf that it ought to have."""
        report, leaf = self.report, row.leaf
        if leaf is None:
            self._bad(row, "removed", "The entry is missing; its place is there.")
            return None
        report.entries += 1
        if row.is_erased():
            report.erased += 1
        elif row.recomputed() != leaf:
            self._bad(row, "changed", "A value was changed: the leaf does not fit.")
            return leaf
        self.erasures.see(row)
        if row.mac is None or leaves.mac_of(leaf, self._mark) != row.mac:
            self._bad(row, "inserted", "It was not written by this installation.")
        elif self._copies.is_copy(row, leaf):
            self._bad(row, "inserted", "It is a copy of another entry.")
        return leaf

    def _root(self, root: Root, digest: bytes) -> None:
        """Check a root over what came since the last; once one is wrong, so are the next ones."""
        block, self._block = self._block, _Block(is_rewritten=self._block.is_rewritten)
        self.report.roots += 1
        if bytes(root.digest) != digest and not block.is_rewritten:
            self._block.is_rewritten = True
            sentence = f"What was sealed at {root.size} entries is not what is there."
            self.report.add(block.bad or block.first, "rewritten", sentence)
        elif not _is_signed(root, self._keys.get(root.key)):
            sentence = f"The root over {root.size} entries is not signed by us."
            self.report.add(block.first, "signature", sentence)

    def _bad(self, row: Stored, problem: str, sentence: str) -> None:
        self._block.bad = self._block.bad or row.seq
        self.report.add(row.seq, problem, sentence)


@dataclass
class _Block:
    """What is known of the entries since the last root."""

    first: int = 0
    bad: int = 0
    is_rewritten: bool = False


class _Nodes:
    """The tree's kept hashes, compared with those worked out anew."""

    def __init__(self) -> None:
        self.wrong: list[tuple[int, int]] = []
        self._kept: dict[tuple[int, int], bytes] = {}
        self._from: dict[int, int] = {}

    def compare(self, level: int, number: int, digest: bytes) -> None:
        """Compare one. It may not be kept yet, as what has a place is not all sealed."""
        if number >= self._from.get(level, 0):
            self._read(level, number)
        kept = self._kept.pop((level, number), None)
        if kept is not None and kept != digest:
            self.wrong.append((level, number))

    def _read(self, level: int, number: int) -> None:
        page = TreeNode.objects.filter(level=level, number__range=(number, number + 999))
        for n, digest in page.values_list("number", "digest"):
            self._kept[level, n] = bytes(digest)
        self._from[level] = number + 1000


def _roots(sealed: int) -> Iterator[Root]:
    size = 0
    while page := list(Root.objects.filter(size__gt=size, size__lte=sealed).order_by("size")[:500]):
        yield from page
        size = page[-1].size


def _is_signed(root: Root, public: bytes | None) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from wherehold.kernel import clock

    if public is None:
        return False
    text = seal.signed_text(root.size, bytes(root.digest), clock.rfc3339(root.sealed_at))
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(bytes(root.signature), text)
    except InvalidSignature:
        return False
    return True
