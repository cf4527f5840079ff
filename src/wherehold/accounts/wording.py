"""What permissions come to, in the words in which people read it."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from wherehold.accounts import roles


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


def _list(words: list[str]) -> str:
    if len(words) == 1:
        return words[0]
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
