"""Places and categories as people write them on the command line and pick them in forms."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wherehold.kernel import paths
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Invalid, NotFound
from wherehold.register.access import visible
from wherehold.register.codes import key_of
from wherehold.register.models import Asset, Category, Hold, Identifier, Place

_TABLES: dict[str, type[Place] | type[Category]] = {"place": Place, "category": Category}
_STEP = re.compile(r"\s*[>·/]\s*")


class Ambiguous(Invalid):
    """Several have this name."""

    code = "accounts.ambiguous_name"
    title = _("Several have this name")
    message = _("Several are called {name!r}: write the path, as in A > B, or the id.")


def place_id(*, actor: Actor, text: str | None) -> int | None:
    """Return the id of a place given by name, path or id; none for none.

    Raises: NotFound, Ambiguous.
    """
    return _id(Place, "place", actor, text)


def category_id(*, actor: Actor, text: str | None) -> int | None:
    """Return the id of a category given by name, path or id; none for none.

    Raises: NotFound, Ambiguous.
    """
    return _id(Category, "category", actor, text)


def choices(*, actor: Actor) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Return the places and categories within which the actor manages accounts, by path."""
    grants = actor.within("user.manage")
    found: list[list[tuple[int, str]]] = []
    for model, bounds in ((Place, "place"), (Category, "category")):
        rows = model.objects.filter(archived_at=None).order_by("path")
        named = rows.values_list("pk", "full_name", "path")
        within = tuple(getattr(grant, bounds) for grant in grants)
        found.append([(pk, name) for pk, name, path in named if path.startswith(within)])
    return found[0], found[1]


@dataclass(frozen=True, kw_only=True)
class Thing:
    """One asset as far as rights are concerned."""

    id: int
    tag: str
    name: str
    place: str
    place_path: str
    category: str
    category_path: str
    holder_id: int | None
    holds: list[str]

    def __str__(self) -> str:
        return f"{self.tag}, {self.name}"


def thing(*, actor: Actor, code: str) -> Thing:
    """Return the asset that has a code, if the one who asks may see it.

    Raises: NotFound.
    """
    key = key_of("tag", code)
    ids = Identifier.objects.filter(key=key, asset__isnull=False).values("asset")
    found = Asset.objects.filter(visible(actor), pk__in=ids, merged_into=None)
    asset = found.select_related("place", "category").order_by("pk").first()
    if asset is None:
        raise NotFound({"what": "asset", "key": code})
    holds = Hold.objects.filter(asset=asset, lifted_at=None).order_by("pk")
    return Thing(
        id=asset.pk,
        tag=asset.tag,
        name=asset.name,
        place=asset.place.full_name if asset.place else "",
        place_path=asset.place_path,
        category=asset.category.full_name if asset.category else "",
        category_path=asset.category_path,
        holder_id=asset.holder_id,
        holds=list(holds.values_list("reason", flat=True)),
    )


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A place or a category; without an id all of them, that is everything below the root."""

    id: int | None = None
    name: str = ""
    path: str = ""
    has_more: bool = False

    @property
    def depth(self) -> int:
        """Return how many lie above it."""
        return len(self.path) // paths.WIDTH


def spot(kind: Literal["place", "category"], key: int | None) -> Spot:
    """Return one place or category, or all of them for none.

    Raises: NotFound.
    """
    if key is None:
        return Spot()
    node = _TABLES[kind].objects.filter(pk=key).first()
    if node is None:
        raise NotFound({"what": kind, "key": key})
    return Spot(id=node.pk, name=node.name, path=node.path)


def spots(
    kind: Literal["place", "category"],
    within: Sequence[str],
    named: Iterable[str],
    opened: int | None = None,
) -> list[Spot]:
    """Return what a table of places or categories shows within some paths, each below its own.

    These are the outermost ones, those that are named by their paths with what they lie in, and
    what lies directly in the one that is opened.
    """
    model = _TABLES[kind]
    reach, outermost = Q(pk__in=()), Q(pk__in=())
    for path in within:
        reach |= Q(path__range=paths.below(path)) if path else Q(path__gt="")
        outermost |= Q(path=path) if path else Q(parent=None, archived_at=None)
    chosen = {key for path in named for key in paths.ids(path)}
    inside = Q(parent=opened, archived_at=None) if opened else Q(pk__in=())
    shown = model.objects.filter(reach, outermost | Q(pk__in=chosen) | inside).order_by("path")
    nodes = list(shown.values_list("pk", "name", "path"))
    parents = model.objects.filter(parent__in=[pk for pk, _, _ in nodes], archived_at=None)
    more = set(parents.values_list("parent", flat=True))
    spots = [Spot(id=pk, name=name, path=path, has_more=pk in more) for pk, name, path in nodes]
    return [Spot(), *spots] if "" in within else spots


def _id(
    model: type[Place] | type[Category], what: str, actor: Actor, text: str | None
) -> int | None:
    if not text:
        return None
    full_name = " · ".join(_STEP.split(text.strip()))
    known = model.objects.filter(archived_at=None)
    for condition in (Q(full_name__iexact=full_name), Q(name__iexact=text.strip())):
        ids = list(known.filter(condition).values_list("pk", flat=True)[:2])
        if len(ids) > 1:
            raise Ambiguous({"name": text})
        if ids:
            return ids[0]
    if text.isascii() and text.isdigit() and known.filter(pk=int(text)).exists():
        return int(text)
    raise NotFound({"what": what, "key": text})
