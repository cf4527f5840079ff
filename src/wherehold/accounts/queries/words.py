"""What a role permits, in the words in which people read it. Nothing here writes."""

from wherehold.accounts import wording
from wherehold.accounts.models import Role
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
    return wording.sentences(role.permissions, role.own, read_only=role.read_only)
