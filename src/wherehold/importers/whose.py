"""Who an import runs as. Asked anew whenever it runs, since rights change."""

from wherehold.accounts.actors import actor_for_user
from wherehold.accounts.models import User
from wherehold.importers.models import Export, Import
from wherehold.kernel.actor import Actor, system
from wherehold.kernel.errors import NotAllowed

CONSOLE = "job:import"


def actor_of(run: Import) -> Actor:
    """Return the actor of an import, with the rights that they have now.

    Raises: NotAllowed, if they may not sign in any more.
    """
    return _actor(run, f"import:{run.pk}", "import.run")


def exporter(export: Export) -> Actor:
    """Return the actor of an export, with the rights that they have now.

    Raises: NotAllowed, if they may not sign in any more.
    """
    return _actor(export, "job", "export.run")


def _actor(asked: Import | Export, source: str, permission: str) -> Actor:
    if asked.by_id is None:
        assert asked.actor == CONSOLE, "only the console does this without a person"
        return system("import").via(source)
    user = User.objects.filter(party=asked.by_id, is_active=True).first()
    if user is None:
        raise NotAllowed({"actor": asked.actor, "permission": permission})
    actor = actor_for_user(user, source)
    return actor if asked.scopes is None else actor.narrowed(asked.scopes)
