"""Materialised paths of trees: places and categories.

A path is the chain of ids from the root, each as five digits of base 36, with nothing between.
Lower-case letters and digits sort alike under every collation, so "everything below" is a range
that an index answers on both databases.
"""

WIDTH = 5
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
# No id reaches this, so every path below P lies between P and P + BEYOND.
BEYOND = "z" * WIDTH


def step(number: int) -> str:
    """Write an id as one step of a path.

    Raises: ValueError for ids of 36^5 - 1 (60 million) and more.
    """
    if not 0 < number < 36**WIDTH - 1:
        raise ValueError(f"{number} does not fit a path")
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits.rjust(WIDTH, "0")


def ids(path: str) -> list[int]:
    """Return the ids along a path, from the root."""
    return [int(path[i : i + WIDTH], 36) for i in range(0, len(path), WIDTH)]


def below(path: str) -> tuple[str, str]:
    """Return the bounds, both inclusive, of a path and everything below it."""
    return path, path + BEYOND
