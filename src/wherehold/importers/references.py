"""Names in a file to the things that they mean: places, categories, models, people, suppliers.

Read once for a run, since a million rows name the same few; what is missing is entered by the
register's own commands, with the rights of whoever imports. What somebody may not see is not
found, as everywhere.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from wherehold.importers import making
from wherehold.importers.values.bad import Bad
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Refusal
from wherehold.register.codes import key_of
from wherehold.register.commands.models import NewModel
from wherehold.register.commands.trees import BadNode
from wherehold.register.models import Category, Identifier, Manufacturer, Model, Party, Place
from wherehold.register.queries import parties, reach

Path = tuple[str, ...]
KINDS = ("places", "categories", "models", "manufacturers", "suppliers", "people")
# A name alone may mean several; then it means none of them.
SEVERAL = -1


@dataclass
class Book:
    """What one kind of name means, by its key; `made` are those that this run has entered."""

    ids: dict[Any, int] = field(default_factory=dict)
    made: set[Any] = field(default_factory=set)
    fresh: list[Any] = field(default_factory=list)
    # Other ways to say what was entered in this chunk.
    aliases: list[Any] = field(default_factory=list)

    def add(self, key: Any, number: int) -> None:  # noqa: ANN401
        """Note a name that was entered in this chunk."""
        self.ids[key] = number
        self.fresh.append(key)

    def keep(self) -> None:
        """The chunk is stored: what it entered stays."""
        self.made.update(self.fresh)
        self.fresh.clear()
        self.aliases.clear()

    def drop(self, *, counted: bool) -> None:
        """The chunk is taken back: forget what it entered."""
        for key in (*self.fresh, *self.aliases):
            self.ids.pop(key, None)
        if counted:
            self.made.update(self.fresh)
        self.fresh.clear()
        self.aliases.clear()


class References:
    """All books of one run, and how to enter what is not in them."""

    def __init__(self, actor: Actor, *, create: bool) -> None:
        self.actor = actor
        self.create = create
        self.books = {kind: Book() for kind in KINDS}
        self._load()

    def counts(self) -> dict[str, int]:
        """Return how many of each kind this chunk has entered for the first time."""
        new = {kind: len(set(book.fresh) - book.made) for kind, book in self.books.items()}
        return {kind: count for kind, count in new.items() if count}

    def keep(self) -> None:
        """The chunk is stored."""
        for book in self.books.values():
            book.keep()

    def drop(self, *, counted: bool = True) -> None:
        """The chunk is taken back; what it entered counts if it was only a trial."""
        for book in self.books.values():
            book.drop(counted=counted)

    def find(self, kind: str, wanted: Iterable[Any]) -> dict[Any, int | Bad | None]:
        """Return what each of these names means, entering those that mean nothing yet."""
        book = self.books[kind]
        keys = {name: KEYS[kind](name) for name in wanted if name}
        missing = {key: name for name, key in keys.items() if key not in book.ids}
        faults = self._enter(kind, missing) if missing else {}
        found: dict[Any, int | Bad | None] = {}
        for name, key in keys.items():
            number = book.ids.get(key)
            if number == SEVERAL:
                found[name] = Bad("ambiguous_reference", says=f"ambiguous_{kind}")
            else:
                found[name] = faults[key] if number is None else number
        return found

    def _enter(self, kind: str, missing: Mapping[Any, Any]) -> dict[Any, Bad]:
        refused = {key: Bad("unknown_reference") for key in missing}
        if not self.create:
            return refused
        unclear = {key for key in missing if self._is_unclear(kind, key)}
        for key in unclear:
            refused[key] = Bad("ambiguous_reference", says=f"ambiguous_{kind}")
        missing = {key: name for key, name in missing.items() if key not in unclear}
        makeable = {key: name for key, name in missing.items() if _may_be_made(kind, name)}
        for key in missing.keys() - makeable.keys():
            refused[key] = Bad("unknown_reference", says="unknown_person")
        made = self._make(kind, makeable, refused)
        for key, number in made.items():
            self.books[kind].add(key, number)
        return {key: bad for key, bad in refused.items() if key not in self.books[kind].ids}

    def _is_unclear(self, kind: str, key: Any) -> bool:  # noqa: ANN401 - a key of any book
        """Say whether the beginning of a path means several nodes of the tree."""
        ids = self.books[kind].ids
        return kind in making.TREES and any(
            ids.get(key[:depth]) == SEVERAL for depth in range(1, len(key))
        )

    def _make(
        self, kind: str, missing: Mapping[Any, Any], refused: dict[Any, Bad]
    ) -> dict[Any, int]:
        """Enter names together; if that is refused, one by one, to know which are to blame."""
        if not missing:
            return {}
        make = MAKERS[kind]
        try:
            with transaction.atomic():
                return make(self, missing)
        except Refusal as refusal:
            if len(missing) == 1:
                bad = Bad("refused", said=str(refusal), refusal=refusal.code)
                refused.update(dict.fromkeys(missing, bad))
                return {}
        made: dict[Any, int] = {}
        for key, name in missing.items():
            made |= self._make(kind, {key: name}, refused)
        return made

    def _load(self) -> None:
        actor = self.actor
        self.books["places"].ids = _tree(Place, reach.places(actor=actor))
        self.books["categories"].ids = _tree(Category, reach.categories(actor=actor))
        makers = Manufacturer.objects.values_list("name", "pk")
        self.books["manufacturers"].ids = {name.casefold(): key for name, key in makers}
        for number, *names in Model.objects.filter(
            reach.models(actor=actor), archived_at=None
        ).values_list("pk", "name", "number", "manufacturer__name"):
            for key in _model_keys(*(name or "" for name in names)):
                self.books["models"].ids.setdefault(key, number)
        self._load_parties()

    def _load_parties(self) -> None:
        seen = Party.objects.filter(parties.reach(actor=self.actor), archived_at=None)
        people, suppliers = self.books["people"].ids, self.books["suppliers"].ids
        visible: set[int] = set()
        for number, kind, name in seen.order_by("pk").values_list("pk", "kind", "name"):
            visible.add(number)
            if kind == Party.Kind.SUPPLIER:
                suppliers.setdefault(name.casefold(), number)
            else:
                key = ("name", name.casefold())
                people[key] = SEVERAL if key in people else number
        codes = Identifier.objects.filter(party__isnull=False)
        for kind, code, number in codes.values_list("kind", "key", "party_id"):
            if number in visible:
                people[kind, code] = number
                people.setdefault(("name", code), number)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as a row names them, in the parts that it gives."""

    email: str = ""
    username: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class ModelName:
    """A model as a row names it, with the category that it gets if it is new."""

    name: str
    number: str = ""
    manufacturer: str = ""
    category_id: int | None = None


def _person_key(person: Person) -> tuple[str, str]:
    """Return the surest way to find somebody: e-mail, then user name, then name."""
    if person.email:
        return "email", key_of("email", person.email)
    if person.username:
        return "username", key_of("username", person.username)
    return "name", person.name.casefold()


def _may_be_made(kind: str, name: object) -> bool:
    return kind != "people" or (isinstance(name, Person) and bool(name.email or name.username))


def _model_key(model: ModelName) -> tuple[str, str, str]:
    return (model.name.casefold(), model.number.casefold(), model.manufacturer.casefold())


def _model_keys(name: str, number: str, manufacturer: str) -> list[tuple[str, str, str]]:
    """Return every way in which a row may name a model: in full, or without some of it."""
    name, number, manufacturer = name.casefold(), number.casefold(), manufacturer.casefold()
    return [(name, n, m) for n in {number, ""} for m in {manufacturer, ""}]


def _path_key(path: Path) -> Path:
    return tuple(step.casefold() for step in path)


def _tree(table: Any, seen: Any) -> dict[Path, int]:  # noqa: ANN401
    """Return ids by path from the root and, where only one is meant, by the end of the path."""
    rows = table.objects.filter(archived_at=None).values_list("pk", "parent", "name")
    nodes = {number: (parent, name.casefold()) for number, parent, name in rows}
    visible = table.objects.filter(seen, archived_at=None).values_list("pk", flat=True)
    full: dict[Path, int] = {}
    tails: dict[Path, int] = {}
    for number in visible:
        path = _path_of(number, nodes)
        full[path] = number
        for start in range(1, len(path)):
            tail = path[start:]
            tails[tail] = SEVERAL if tail in tails else number
    return tails | full


def _path_of(number: int, nodes: Mapping[int, tuple[int | None, str]]) -> Path:
    steps: list[str] = []
    at: int | None = number
    while at is not None and at in nodes:
        at, name = nodes[at]
        steps.append(name)
    return tuple(reversed(steps))


def _make_tree(refs: References, kind: str, missing: Mapping[Path, Path]) -> dict[Path, int]:
    """Enter paths, those above first, each level of all of them together."""
    book = refs.books[kind]
    made: dict[Path, int] = {}
    depth_max = max(len(path) for path in missing)
    for depth in range(1, depth_max + 1):
        level: dict[Path, Path] = {}
        for path in missing.values():
            key = _path_key(path[:depth])
            if len(path) >= depth and key not in book.ids and key not in made:
                level[key] = path[:depth]
        rows = [
            (path[-1], book.ids.get(key[:-1]) or made.get(key[:-1])) for key, path in level.items()
        ]
        if rows:
            numbers = making.TREES[kind](refs.actor, rows)
            made |= dict(zip(level, numbers, strict=True))
    return made


def _make_models(refs: References, missing: Mapping[Any, ModelName]) -> dict[Any, int]:
    """Enter models; what is named in part means one that is named in full in the same chunk."""
    book = refs.books["models"]
    full: dict[Any, ModelName] = {}
    means: dict[Any, Any] = {}
    for key, name in sorted(missing.items(), key=lambda one: -sum(map(bool, one[0]))):
        if key not in means:
            full[key] = name
            for other in _model_keys(name.name, name.number, name.manufacturer):
                means.setdefault(other, key)
    makers = refs.find("manufacturers", {name.manufacturer for name in full.values()})
    new = [
        NewModel(
            name=name.name,
            number=name.number,
            manufacturer_id=_or_refused(makers.get(name.manufacturer)),
            category_id=name.category_id,
        )
        for name in full.values()
    ]
    ids = dict(zip(full, making.models(refs.actor, new), strict=True))
    for other, key in means.items():
        if other not in ids and other not in book.ids:
            book.ids[other] = ids[key]
            book.aliases.append(other)
    return ids


def _or_refused(number: int | Bad | None) -> int | None:
    if isinstance(number, Bad):
        raise BadNode({"field": "manufacturer", "why": number.message})
    return number


def _make_makers(refs: References, missing: Mapping[str, str]) -> dict[str, int]:
    return dict(zip(missing, making.manufacturers(refs.actor, list(missing.values())), strict=True))


def _make_people(refs: References, missing: Mapping[Any, Person]) -> dict[Any, int]:
    numbers = making.people(
        refs.actor, [(p.name or _name_of(p), p.email, p.username) for p in missing.values()]
    )
    return dict(zip(missing, numbers, strict=True))


def _make_suppliers(refs: References, missing: Mapping[str, str]) -> dict[str, int]:
    return dict(zip(missing, making.suppliers(refs.actor, list(missing.values())), strict=True))


def _name_of(person: Person) -> str:
    """Make a name of "lena.hoffmann@example.org" until somebody writes the right one."""
    local = (person.email or person.username).partition("@")[0]
    words: Sequence[str] = local.replace("_", ".").split(".")
    return " ".join(word.capitalize() for word in words if word) or local


KEYS: Mapping[str, Callable[[Any], Any]] = {
    "places": _path_key,
    "categories": _path_key,
    "models": _model_key,
    "suppliers": str.casefold,
    "manufacturers": str.casefold,
    "people": _person_key,
}
MAKERS: Mapping[str, Callable[[References, Any], dict[Any, int]]] = {
    "places": lambda refs, missing: _make_tree(refs, "places", missing),
    "categories": lambda refs, missing: _make_tree(refs, "categories", missing),
    "models": _make_models,
    "suppliers": _make_suppliers,
    "manufacturers": _make_makers,
    "people": _make_people,
}
