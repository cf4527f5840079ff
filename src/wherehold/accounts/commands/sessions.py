"""Acts on sessions: the browsers in which people are signed in."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from wherehold.accounts import access, events
from wherehold.accounts.models import SignIn, User
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound


@transaction.atomic
def begin_session(
    *, actor: Actor, user_id: int, session_key: str, agent: str, address: str
) -> SignIn:
    """Note that somebody signed in with a browser.

    Units: `session_key` is the digest under which the session is kept.
    Raises: nothing.
    Records: accounts.signed_in, by the account's own party.
    """
    at = clock.now()
    user = User.objects.get(pk=user_id)
    session, _ = SignIn.objects.update_or_create(
        session_key=session_key,
        defaults={
            "user": user,
            "agent": agent[:200],
            "address": address[:45],
            "began_at": at,
            "seen_at": at,
            "ended_at": None,
        },
    )
    person = Actor(f"party:{user.party_id}", source=actor.source)
    signed_in = events.SignedIn(subject_id=user.pk, session_id=session.pk)
    ledger.record([signed_in], actor=person, happened_at=at)
    return session


@transaction.atomic
def end_session(*, actor: Actor, session_id: int) -> None:
    """Sign a browser out: one's own, or one of an account that one manages.

    Raises: NotFound, BeyondOwn.
    Records: accounts.session_ended, unless it has ended already.
    """
    session = SignIn.objects.filter(pk=session_id).first()
    if session is None:
        raise NotFound({"what": "session", "key": session_id})
    try:
        access.user_for_update(actor, session.user_id)
    except NotFound:
        raise NotFound({"what": "session", "key": session_id}) from None
    _end(actor, [session] if session.ended_at is None else [])


@transaction.atomic
def end_sessions(*, actor: Actor, user_id: int, keep: str | None = None) -> None:
    """Sign an account out of every browser but the one with the kept key.

    Raises: NotFound, BeyondOwn.
    Records: accounts.session_ended for each.
    """
    user = access.user_for_update(actor, user_id)
    running = SignIn.objects.filter(user=user, ended_at=None)
    _end(actor, [session for session in running if session.session_key != keep])


@transaction.atomic
def note_seen(*, actor: Actor, seen: dict[str, datetime]) -> None:
    """Write down when sessions were last seen. A thread does, so that no page writes.

    Raises: nothing.
    Records: nothing: it is no act.
    """
    del actor
    sessions = list(SignIn.objects.filter(session_key__in=seen))
    for session in sessions:
        session.seen_at = max(session.seen_at, seen[session.session_key])
    SignIn.objects.bulk_update(sessions, ["seen_at"], batch_size=500)


@transaction.atomic
def end_expired(*, actor: Actor) -> None:
    """End what has outlived its time or is gone: of sign-ins the row stays, as ended.

    Raises: nothing.
    Records: nothing: time passes by itself.
    """
    del actor
    at = clock.now()
    Session.objects.filter(expire_date__lt=at).delete()
    kept = Session.objects.values("session_key")
    SignIn.objects.filter(ended_at=None).exclude(session_key__in=kept).update(ended_at=at)


def _end(actor: Actor, sessions: Iterable[SignIn]) -> None:
    ended = list(sessions)
    if not ended:
        return
    at = clock.now()
    Session.objects.filter(session_key__in=[one.session_key for one in ended]).delete()
    SignIn.objects.filter(pk__in=[one.pk for one in ended]).update(ended_at=at)
    gone = [events.SessionEnded(subject_id=one.user_id, session_id=one.pk) for one in ended]
    ledger.record(gone, actor=actor, happened_at=at)
