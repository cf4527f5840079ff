"""The tree: the same roots and proofs as the plain recursion of RFC 9162."""

from hashlib import sha256

import pytest

from wherehold.kernel.merkle import KEPT_LEVELS, Growing, Tree

LEAVES = [sha256(b"\0" + str(n).encode()).digest() for n in range(1_300)]


def plain_root(leaves):
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\1" + plain_root(leaves[:k]) + plain_root(leaves[k:])).digest()


@pytest.fixture(scope="module")
def tree():
    kept = {}
    growing = Growing(lambda level, number, digest: kept.__setitem__((level, number), digest))
    for leaf in LEAVES:
        growing.add(leaf)
    assert {level for level, _ in kept} == {KEPT_LEVELS}

    def fetch(level, first, count):
        assert level % KEPT_LEVELS == 0 and count < 2**KEPT_LEVELS
        numbers = range(first, first + count)
        return [LEAVES[n] if level == 0 else kept[level, n] for n in numbers]

    return Tree(fetch)


SIZES = [1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 700, 1024, 1300]


@pytest.mark.parametrize("size", SIZES)
def test_roots_are_those_of_the_recursion(tree, size):
    assert tree.root(size) == plain_root(LEAVES[:size])


def test_the_empty_tree_has_the_root_of_nothing(tree):
    assert tree.root(0) == Growing().root() == plain_root([])


@pytest.mark.parametrize("size", SIZES)
def test_a_tree_grows_on_from_any_size(tree, size):
    growing = Growing(beyond=(tree, size))
    for leaf in LEAVES[size:]:
        growing.add(leaf)
    assert (growing.size, growing.root()) == (1300, plain_root(LEAVES))


def climb(leaf, position, size, path):
    """Follow RFC 9162, section 2.1.3.2."""
    at, last, digest = position, size - 1, leaf
    for other in path:
        assert last != 0
        if at & 1 or at == last:
            digest = sha256(b"\1" + other + digest).digest()
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            digest = sha256(b"\1" + digest + other).digest()
        at, last = at >> 1, last >> 1
    assert last == 0
    return digest


@pytest.mark.parametrize("size", SIZES)
def test_inclusion_leads_to_the_root_and_from_no_other_leaf(tree, size):
    for position in {0, size // 3, size // 2, size - 1}:
        path = tree.inclusion(position, size)
        assert climb(LEAVES[position], position, size, path) == tree.root(size)
        assert (
            climb(LEAVES[position + 1 if position + 1 < 1300 else 0], position, size, path)
            != (tree.root(size))
            or size == 1
        )


def consistent(old, new, path, old_root, new_root):
    """Follow RFC 9162, section 2.1.4.2."""
    if old & (old - 1) == 0:
        path = [old_root, *path]
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        assert sn != 0
        if fn & 1 or fn == sn:
            fr, sr = sha256(b"\1" + c + fr).digest(), sha256(b"\1" + c + sr).digest()
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = sha256(b"\1" + sr + c).digest()
        fn, sn = fn >> 1, sn >> 1
    return fr == old_root and sr == new_root and sn == 0


@pytest.mark.parametrize("old", SIZES[:-1])
@pytest.mark.parametrize("new", [257, 700, 1300])
def test_consistency_shows_that_nothing_before_was_rewritten(tree, old, new):
    if old < new:
        path = tree.consistency(old, new)
        assert consistent(old, new, path, tree.root(old), tree.root(new))
        assert not consistent(old, new, path, tree.root(old), tree.root(new - 1))
