"""What keeps a search from going on, as answers."""

from django.utils.translation import gettext_lazy as _

from wherehold.kernel.errors import Conflict, Invalid


class BadSearch(Invalid):
    """Something about a search cannot be so."""

    code = "loss.bad_search"
    title = _("Not possible so")
    message = _("{field}: {why}")


class SearchedAlready(Conflict):
    """There is a search for the thing."""

    code = "loss.searched_already"
    title = _("Searched for already")
    message = _("{tag} is searched for already: S-{search_id}.")


class GoneAlready(Conflict):
    """What was retired or disposed of is not missing."""

    code = "loss.gone_already"
    title = _("Gone already")
    message = _("{tag} was retired or disposed of: nobody misses it.")


class SearchOver(Conflict):
    """The search has ended."""

    code = "loss.search_over"
    title = _("The search is over")
    message = _("S-{search_id} has ended. Begin another one if it is missing again.")


class NotAsked(Conflict):
    """Somebody answers who was not asked."""

    code = "loss.not_asked"
    title = _("Not asked")
    message = _("They were not asked about S-{search_id}.")
