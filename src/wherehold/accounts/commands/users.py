"""Acts on accounts themselves."""

import re

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wherehold.accounts import access, events
from wherehold.accounts.commands import grants, sessions, tokens
from wherehold.accounts.emails import address_of
from wherehold.accounts.models import RoleGrant, User
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Conflict, Invalid, NotAllowed
from wherehold.register.commands import parties
from wherehold.register.queries import parties as known_parties


class EmailTaken(Conflict):
    """The e-mail cannot be used for this account."""

    code = "accounts.email_taken"
    title = _("E-mail taken")
    message = _("{email} cannot be used: another account has it, or you may not see whose it is.")


class WeakPassword(Invalid):
    """The password is easy to guess."""

    code = "accounts.weak_password"
    title = _("Password too weak")
    message = _("{reason}")


class OwnAccount(Conflict):
    """Nobody closes the account by which they act."""

    code = "accounts.own_account"
    title = _("Your own account")
    message = _("{email} is your own account: have somebody else close it.")


@transaction.atomic
def create_user(
    *,
    actor: Actor,
    email: str,
    name: str = "",
    role: str | None = "member",
    place_id: int | None = None,
    category_id: int | None = None,
    password: str | None = None,
    party_id: int | None = None,
) -> User:
    """Make an account for a person: the one given, else the one known by this e-mail, else new.

    Without a password the account is entered by a one-time link. With a place or a category,
    the role is good there only.

    Raises: NotAllowed, NoEmail, EmailTaken, WeakPassword, BeyondOwn, NotFound (party, role,
        place, category).
    Records: accounts.created; accounts.role_granted; what making a party records.
    """
    if not actor.may_somewhere("user.manage"):
        raise NotAllowed({"actor": actor.name, "permission": "user.manage"})
    email = address_of(email)
    if User.objects.filter(email=email).exists():
        raise EmailTaken({"email": email})
    at = clock.now()
    access.must_be_within(actor, RoleGrant(place_id=place_id, category_id=category_id))
    party = party_id or _party(actor, email, name, place_id)
    if User.objects.filter(party=party).exists():
        raise EmailTaken({"email": email})
    user = User(email=email, party_id=party, created_at=at)
    _put_password(actor, user, password)
    user.save()
    created = events.Created(subject_id=user.pk, party_id=party)
    ledger.record([created], actor=actor, happened_at=at)
    if role:
        grants.grant_role(
            actor=actor, user_id=user.pk, role=role, place_id=place_id, category_id=category_id
        )
    return user


@transaction.atomic
def set_password(
    *, actor: Actor, user_id: int, password: str, keep_session: str | None = None
) -> User:
    """Set a password. Every other session of the account ends, and its tokens stop working.

    Raises: NotFound, BeyondOwn, WeakPassword.
    Records: accounts.password_set; accounts.session_ended, accounts.token_revoked for each.
    """
    user = access.user_for_update(actor, user_id)
    _put_password(actor, user, password)
    user.save(update_fields=["password"])
    sessions.end_sessions(actor=actor, user_id=user_id, keep=keep_session)
    tokens.revoke_all(actor=actor, user_id=user_id)
    return _changed(actor, user, events.PasswordSet(subject_id=user.pk))


@transaction.atomic
def change_email(
    *, actor: Actor, user_id: int, email: str, keep_session: str | None = None
) -> User:
    """Let an account sign in by another e-mail from now on. Its other sessions end.

    Raises: NotFound, BeyondOwn, NoEmail, EmailTaken.
    Records: accounts.email_changed; accounts.session_ended for each.
    """
    user = access.user_for_update(actor, user_id)
    email = address_of(email)
    if User.objects.filter(email=email).exclude(pk=user_id).exists():
        raise EmailTaken({"email": email})
    user.email = email
    user.save(update_fields=["email"])
    sessions.end_sessions(actor=actor, user_id=user_id, keep=keep_session)
    return _changed(actor, user, events.EmailChanged(subject_id=user.pk))


@transaction.atomic
def deactivate(*, actor: Actor, user_id: int) -> User:
    """Close an account: at once its sessions end and its tokens stop working.

    Raises: NotFound, NotAllowed, BeyondOwn, OwnAccount, LastAdministrator.
    Records: accounts.deactivated; accounts.session_ended, accounts.token_revoked for each.
    """
    user = _managed(actor, user_id)
    if not user.is_active:
        return user
    if user.party_id == actor.party_id:
        raise OwnAccount({"email": user.email})
    access.keep_an_administrator(user.pk)
    user.is_active = False
    user.save(update_fields=["is_active"])
    sessions.end_sessions(actor=actor, user_id=user_id)
    tokens.revoke_all(actor=actor, user_id=user_id)
    return _changed(actor, user, events.Deactivated(subject_id=user.pk))


@transaction.atomic
def reactivate(*, actor: Actor, user_id: int) -> User:
    """Open a closed account again, with the roles that still hold.

    Raises: NotFound, NotAllowed, BeyondOwn.
    Records: accounts.reactivated.
    """
    user = _managed(actor, user_id)
    if user.is_active:
        return user
    user.is_active = True
    user.save(update_fields=["is_active"])
    return _changed(actor, user, events.Reactivated(subject_id=user.pk))


@transaction.atomic
def set_preferences(*, actor: Actor, user_id: int, preferences: dict[str, str]) -> User:
    """Keep how a person wants the pages: language, theme, density, sounds.

    Raises: NotFound, BeyondOwn.
    Records: nothing: how a page looks changes nothing that is owned.
    """
    user = access.user_for_update(actor, user_id)
    user.preferences = user.preferences | preferences
    user.save(update_fields=["preferences"])
    return user


def _managed(actor: Actor, user_id: int) -> User:
    """Return an account for somebody who manages accounts: for oneself it is not enough."""
    if not actor.may_somewhere("user.manage"):
        raise NotAllowed({"actor": actor.name, "permission": "user.manage"})
    return access.user_for_update(actor, user_id)


def _put_password(actor: Actor, user: User, password: str | None) -> None:
    """Set a password that is hard to guess; whoever runs the host decides for themselves."""
    if password is None:
        user.set_unusable_password()
        return
    try:
        if not password or not access.is_operator(actor):
            validate_password(password, user)
    except ValidationError as error:
        raise WeakPassword({"reason": " ".join(error.messages)}) from None
    user.set_password(password)


def _party(actor: Actor, email: str, name: str, place_id: int | None) -> int:
    """Return the person known by an e-mail, or make one.

    Whether somebody beyond the actor's reach has it is found out by the system, and said in
    the words that also hold for an e-mail that is taken.
    """
    everyone = access.unbounded(actor)
    found = known_parties.matches(actor=everyone, words=[email]).get(email, [])
    if not found:
        person = parties.NewParty(
            name=name.strip() or _name_of(email), email=email, place_id=place_id
        )
        return parties.create(actor=everyone, parties=[person])[0]
    if len(found) > 1 or found[0] not in known_parties.names(actor=actor, ids=found):
        raise EmailTaken({"email": email})
    return found[0]


def _name_of(email: str) -> str:
    """Guess a name from an e-mail: "Tomas Rey" from tomas.rey@example.org."""
    words = re.split(r"[._\-+]+", email.partition("@")[0])
    return " ".join(words).strip().title() or email


def _changed(actor: Actor, user: User, event: ledger.Event) -> User:
    """Record what happened to an account and have its rights read anew."""
    access.rights_changed([user.pk])
    ledger.record([event], actor=actor, happened_at=clock.now())
    return user
