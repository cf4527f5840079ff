"""Keywords as they are written on assets; a word that nobody used before is made."""

from collections.abc import Iterable, Mapping, Sequence

from wherehold.kernel import bulk
from wherehold.register.models import AssetKeyword, Keyword


def ensure(words: Iterable[str]) -> dict[str, int]:
    """Return the id of each keyword, making those that are not there. Case tells none apart."""
    wanted = {" ".join(word.split()).casefold(): " ".join(word.split()) for word in words}
    known = {
        word.casefold(): (key, word) for key, word in Keyword.objects.values_list("pk", "name")
    }
    new = [word for folded, word in wanted.items() if folded not in known]
    if new:
        ids = bulk.next_ids(Keyword, len(new))
        bulk.insert(Keyword, ("id", "name"), list(zip(ids, new, strict=True)))
        known |= {word.casefold(): (key, word) for key, word in zip(ids, new, strict=True)}
    return {word: known[folded][0] for folded, word in wanted.items()}


def add(words: Mapping[int, Sequence[str]]) -> None:
    """Put keywords, by asset id, on assets that do not have them yet."""
    ids = ensure(word for each in words.values() for word in each)
    folded = {word.casefold(): key for word, key in ids.items()}
    pairs = {
        (asset_id, folded[" ".join(word.split()).casefold()])
        for asset_id, each in words.items()
        for word in each
    }
    bulk.insert(AssetKeyword, ("asset_id", "keyword_id"), sorted(pairs))


def take_off(words: Mapping[int, Sequence[str]]) -> None:
    """Take keywords, by asset id, off assets. Two statements."""
    ids = ensure(word for each in words.values() for word in each)
    pairs = {(asset_id, ids[word]) for asset_id, each in words.items() for word in each}
    rows = AssetKeyword.objects.filter(asset__in=list(words), keyword__in=list(ids.values()))
    gone = [
        key
        for key, *pair in rows.values_list("pk", "asset_id", "keyword_id")
        if tuple(pair) in pairs
    ]
    AssetKeyword.objects.filter(pk__in=gone).delete()


def names_of(asset_ids: Iterable[int]) -> dict[int, list[str]]:
    """Return the keywords of assets, by asset id. One statement."""
    found: dict[int, list[str]] = {}
    rows = AssetKeyword.objects.filter(asset__in=list(asset_ids)).order_by("keyword__name")
    for asset_id, word in rows.values_list("asset_id", "keyword__name"):
        found.setdefault(asset_id, []).append(word)
    return found
