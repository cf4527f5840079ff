"""Acts on the views of the list that people keep."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Invalid, NotAllowed, NotFound
from wherehold.register import filters
from wherehold.register.models import SavedView
from wherehold.register.view_events import ViewDropped, ViewSaved

NAME_MAX = 80
VIEWS_MAX = 40


class BadView(Invalid):
    """A view cannot be kept so."""

    code = "bad_view"
    title = _("View not saved")
    message = _("{field}: {why}")


@transaction.atomic
def save_view(
    *,
    actor: Actor,
    name: str,
    given: Mapping[str, Sequence[str]],
    sort: str = "",
    columns: Sequence[str] = (),
    shared: bool = False,
) -> int:
    """Keep filters, order and columns under a name, for oneself or for all; return its number.

    A view of one's own by this name is replaced.

    Raises: BadFilter, BadView; NotAllowed (view.share, for all).
    Records: register.view_saved.
    """
    if actor.party_id is None or (shared and not actor.may_somewhere("view.share")):
        raise NotAllowed({"actor": actor.name, "permission": "view.share"})
    name = " ".join(name.split())
    if not 0 < len(name) <= NAME_MAX or "\0" in name:
        raise BadView({"field": "name", "why": _("from 1 to 80 characters.")})
    said = {key: list(values) for key, values in filters.parse(actor, given).said.items()}
    query = {"filters": said, "sort": sort[:40], "columns": [one[:40] for one in columns[:30]]}
    mine = SavedView.objects.select_for_update().filter(owner=actor.party_id)
    if mine.count() >= VIEWS_MAX and not mine.filter(name=name).exists():
        raise BadView({"field": "name", "why": _("there are 40 views already; delete one.")})
    view, _made = mine.update_or_create(
        owner_id=actor.party_id, name=name, defaults={"query": query, "shared": shared}
    )
    event = ViewSaved(subject_id=view.pk, name=name, query=query, shared=shared)
    ledger.record([event], actor=actor, happened_at=clock.now())
    return view.pk


@transaction.atomic
def drop_view(*, actor: Actor, view_id: int) -> None:
    """Forget a view. Shared ones of others are dropped by who may share for everybody.

    Raises: NotFound.
    Records: register.view_dropped.
    """
    view = SavedView.objects.select_for_update().filter(pk=view_id).first()
    theirs = view is not None and view.shared and actor.may_everywhere("view.share")
    if view is None or not (view.owner_id == actor.party_id or theirs):
        raise NotFound({"what": "view", "key": view_id})
    event = ViewDropped(subject_id=view.pk, name=view.name)
    view.delete()
    ledger.record([event], actor=actor, happened_at=clock.now())
