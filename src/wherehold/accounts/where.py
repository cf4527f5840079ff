"""Places and categories as people write them on the command line and pick them in forms."""

import re

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Invalid, NotFound
from wherehold.register.models import Category, Place

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
        paths = [getattr(grant, bounds) for grant in grants]
        found.append([(pk, name) for pk, name, path in named if path.startswith(tuple(paths))])
    return found[0], found[1]


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
