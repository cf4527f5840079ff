"""Who an import runs as. Asked anew whenever it runs: rights may have changed since it was begun."""

from wherehold.accounts.actors import actor_for_user
from wherehold.accounts.models import User
from wherehold.importers.models import Import
from wherehold.kernel.actor import Actor, system
from wherehold.kernel.errors import NotAllowed

CONSOLE = "job:import"


def actor_of(run: Import) -> Actor:
    """Return the actor of an import, with the rights that they have now.

    Raises: NotAllowed, if they may not sign in any more.
    """
    source = f"import:{run.pk}"
    if run.by_id is None:
        assert run.actor == CONSOLE, "only the console imports without a person"
        return system("import").via(source)
    user = User.objects.filter(party=run.by_id, is_active=True).first()
    if user is None:
        raise NotAllowed({"actor": run.actor, "permission": "import.run"})
    actor = actor_for_user(user, source)
    return actor if run.scopes is None else actor.narrowed(run.scopes)
