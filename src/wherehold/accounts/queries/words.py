"""What a role permits, in the words in which people read it. Nothing here writes."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wherehold.accounts import roles
from wherehold.accounts.models import Role
from wherehold.accounts.queries.people import GrantLine
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound


def words_of(*, actor: Actor, code: str) -> list[str]:
    """Return sentences on what a role permits: it is no secret to those who have it.

    Raises: NotFound.
    """
    del actor
    role = Role.objects.filter(code=code).first()
    if role is None:
        raise NotFound({"what": "role", "key": code})
    return sentences(role.permissions, role.own, read_only=role.read_only)


def sentences(
    permissions: Iterable[str], own: Iterable[str] = (), *, read_only: bool = False
) -> list[str]:
    """Say what a set of permissions comes to."""
    given = frozenset(permissions)
    if roles.EVERYTHING in given:
        return [_("May do everything, everywhere.")]
    said = []
    verbs = [str(one.verb) for code, one in roles.CATALOGUE.items() if code in given]
    if verbs:
        said.append(_("May %(acts)s.") % {"acts": _list(verbs)})
    if verbs and "asset.price" not in given:
        said.append(_("Never sees prices: on the screen and in exports they are not there."))
    mine = [str(one.verb) for code, one in roles.CATALOGUE.items() if code in frozenset(own)]
    if mine:
        said.append(
            _("With the things that they hold themselves: %(acts)s.") % {"acts": _list(mine)}
        )
    if read_only:
        said.append(_("Changes nothing, whatever other roles permit."))
    if not said:
        said.append(_("May do nothing yet."))
    return [*said, _("What they may not see looks as if it were not there.")]


def where(grants: Iterable[GrantLine]) -> list[tuple[str, int]]:
    """Return the bounds within which a role is given, with the number of people for each."""
    counts: dict[str, int] = {}
    for grant in grants:
        parts = [part for part in (grant.place, grant.category) if part]
        bounds = ", ".join(parts) or _("Everywhere")
        counts[bounds] = counts.get(bounds, 0) + 1
    return sorted(counts.items())


def people_count(count: int) -> str:
    """Say how many."""
    return ngettext("%(count)d person", "%(count)d people", count) % {"count": count}


def _list(words: list[str]) -> str:
    if len(words) == 1:
        return words[0]
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
