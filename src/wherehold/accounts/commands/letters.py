"""Acts that write to people: invitations, and links for those who forgot their password."""

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.accounts import actors, links
from wherehold.accounts.commands.links import make_link, use_link
from wherehold.accounts.commands.users import set_password
from wherehold.accounts.models import User
from wherehold.accounts.names import RESET_JOB
from wherehold.kernel import jobs, organisation, outbox
from wherehold.kernel.actor import Actor


@transaction.atomic
def invite(*, actor: Actor, user_id: int) -> str:
    """Write to somebody how to get in; without a mail server, return the link to hand over.

    Raises: NotFound, NotAllowed, BeyondOwn.
    Records: accounts.link_made.
    """
    secret = make_link(actor=actor, user_id=user_id, purpose="invite")
    link = links.url_of(secret, "invite")
    if not outbox.has_mail():
        return link
    user = User.objects.select_related("party").get(pk=user_id)
    name = organisation.current().name or "Wherehold"
    text = _(
        "Hello %(person)s,\n\nyou have an account at %(organisation)s. Open this link within "
        "7 days and choose a password:\n\n%(link)s\n\nThe link works once."
    ) % {"person": user.party.name, "organisation": name, "link": link}
    subject = _("Your account at %(organisation)s") % {"organisation": name}
    outbox.send(to=user.email, subject=subject, text=text, purpose="invite")
    return ""


@transaction.atomic
def ask_for_reset(*, actor: Actor, email: str) -> None:
    """Take note that somebody forgot their password; whether there is an account is not looked at.

    A job does that later, so neither the answer nor its time tells who has an account.

    Raises: nothing.
    Records: nothing; the job records accounts.link_made.
    """
    del actor
    jobs.enqueue(RESET_JOB, {"email": email[:254]})


@transaction.atomic
def send_reset(*, actor: Actor, email: str) -> None:
    """Write a reset link to the active account that signs in by an e-mail, if there is one.

    Raises: nothing.
    Records: accounts.link_made, if there is one.
    """
    user = User.objects.filter(email=email, is_active=True).select_related("party").first()
    if user is None or not outbox.has_mail():
        return
    secret = make_link(actor=actor, user_id=user.pk, purpose="reset")
    link = links.url_of(secret, "reset")
    text = _(
        "Hello %(person)s,\n\nopen this link within an hour and choose a new password:\n\n"
        "%(link)s\n\nIf you did not ask for it, do nothing: your password stays as it is."
    ) % {"person": user.party.name, "link": link}
    outbox.send(to=user.email, subject=_("Choose a new password"), text=text, purpose="reset")


@transaction.atomic
def choose_password(*, actor: Actor, secret: str, purpose: str, password: str) -> User:
    """Use an invitation or a reset link up and set the password. A refusal leaves the link.

    Raises: NoLink, WeakPassword.
    Records: accounts.link_used, accounts.password_set; accounts.session_ended,
        accounts.token_revoked for each.
    """
    user = use_link(actor=actor, secret=secret, purpose=purpose)
    person = actors.actor_for_user(user, actor.source)
    return set_password(actor=person, user_id=user.pk, password=password)
