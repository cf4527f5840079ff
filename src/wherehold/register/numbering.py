"""Tags that the register gives by itself: the next numbers of a category or the organisation."""

from collections.abc import Mapping, Sequence

from django.db import connection

from wherehold.kernel import organisation, paths
from wherehold.register.codes import key_of
from wherehold.register.models import Category, Identifier


def take(wanted: Sequence[str]) -> list[str]:
    """Return a free tag for each of these category paths, in order, inside the transaction.

    The nearest category upwards with a pattern of its own numbers; else the organisation does.
    Numbers that somebody typed by hand before are passed over.
    """
    series = _series(set(wanted))
    places: dict[int | None, list[int]] = {}
    for index, path in enumerate(wanted):
        places.setdefault(series[path], []).append(index)
    tags = [""] * len(wanted)
    for category_id, indexes in sorted(places.items(), key=lambda one: one[0] or 0):
        for index, tag in zip(indexes, _free(category_id, len(indexes)), strict=True):
            tags[index] = tag
    return tags


def _series(category_paths: set[str]) -> Mapping[str, int | None]:
    """Return for each path the category that numbers it, none for the organisation."""
    ids = {key for path in category_paths for key in paths.ids(path)}
    if not ids:
        return dict.fromkeys(category_paths)
    found = Category.objects.filter(pk__in=ids).exclude(tag_prefix="")
    own = set(found.values_list("pk", flat=True))
    return {
        path: next((key for key in reversed(paths.ids(path)) if key in own), None)
        for path in category_paths
    }


def _free(category_id: int | None, count: int) -> list[str]:
    free: list[str] = []
    while missing := count - len(free):
        tags = (
            organisation.take_tags(missing) if category_id is None else _take(category_id, missing)
        )
        keys = {key_of("tag", tag): tag for tag in tags}
        taken = Identifier.objects.filter(kind="tag", key__in=list(keys))
        for key in taken.values_list("key", flat=True):
            del keys[key]
        free += keys.values()
    return free


def _take(category_id: int, count: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE register_category SET tag_next = tag_next + %s WHERE id = %s "
            "RETURNING tag_next, tag_prefix, tag_digits",
            [count, category_id],
        )
        following, prefix, digits = cursor.fetchone()
    return [f"{prefix}{number:0{digits}}" for number in range(following - count, following)]
