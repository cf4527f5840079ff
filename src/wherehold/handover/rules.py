"""What counts as a difference."""

ORDER = ("new", "good", "worn", "damaged", "broken")


def is_worse(before: str, after: str) -> bool:
    """Say whether a condition is worse than the one before. New and good are alike."""
    ranks = {name: max(1, number) for number, name in enumerate(ORDER)}
    return ranks.get(after, 0) > ranks.get(before, 0)
