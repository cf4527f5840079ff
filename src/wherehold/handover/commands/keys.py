"""Links and codes with which a receiver answers without an account."""

import secrets as random
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wherehold.accounts import secrets
from wherehold.handover import access
from wherehold.handover.commands.giving import must_be_open
from wherehold.handover.events import KeyMade, Reminded
from wherehold.handover.models import Handover, Item, Key
from wherehold.handover.refusals import NoMail
from wherehold.kernel import clock, ledger, organisation, outbox
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed

LINK_LASTS = timedelta(days=7)
CODE_LASTS = timedelta(minutes=10)
TYPED_LASTS = timedelta(minutes=30)
CODE_DIGITS = 6
TRIES_MAX = 5


@transaction.atomic
def make_link(*, actor: Actor, handover_id: int) -> str:
    """Return a new link for the receiver, to be shown or printed: its address, for once.

    It works for seven days and until the hand-over is answered; the ones before work as well.

    Raises: NotFound; NotAllowed (custody.check_out); NotOpen.
    Records: handover.key_made.
    """
    handover = _enter(actor, handover_id)
    address = _link(handover)
    _record(actor, handover, "link", mailed=False)
    return address


@transaction.atomic
def send_link(*, actor: Actor, handover_id: int) -> str:
    """Mail the receiver a new link, and return the address that it goes to.

    Raises: NotFound; NotAllowed (custody.check_out); NotOpen; NoMail.
    Records: handover.key_made; handover.reminded from the second one on.
    """
    handover = _enter(actor, handover_id)
    mail(actor=actor, handover=handover)
    return handover.receiver.email


@transaction.atomic
def make_code(*, actor: Actor, handover_id: int) -> str:
    """Return a new code of six digits, in the place of the one before.

    The receiver types it together with the number of the hand-over. It works for ten minutes,
    and not after five wrong tries.

    Raises: NotFound; NotAllowed (custody.check_out); NotOpen.
    Records: handover.key_made.
    """
    handover = _enter(actor, handover_id)
    Key.objects.filter(handover=handover, kind=Key.Kind.CODE).delete()
    code = f"{random.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    _keep(handover, Key.Kind.CODE, _digest(handover.pk, code), CODE_LASTS)
    _record(actor, handover, "code", mailed=False)
    return code


@transaction.atomic
def enter_code(*, actor: Actor, handover_id: int, code: str) -> str:
    """Return the secret of a link for whoever knows the code; nothing for anybody else.

    A wrong try is counted, so it must be kept: this answers, and refuses nothing. The code is
    used up by being right, or by five wrong tries. There being no such hand-over, it being
    answered, and the code being wrong or too old are not told apart.

    Raises: nothing.
    Records: nothing: until somebody answers, nothing has happened.
    """
    assert actor.name
    good = Key.objects.filter(
        handover=handover_id,
        handover__state=Handover.State.UNCONFIRMED,
        kind=Key.Kind.CODE,
        used_at=None,
        expires_at__gt=clock.now(),
        tries__lt=TRIES_MAX,
    )
    key = good.select_for_update(no_key=True, of=("self",)).select_related("handover").first()
    # The comparison is made either way, so the time it takes tells nothing.
    is_right = constant_time_compare(key.digest if key else "", _digest(handover_id, code.strip()))
    if key is None:
        return ""
    if not is_right:
        Key.objects.filter(pk=key.pk).update(tries=F("tries") + 1)
        return ""
    Key.objects.filter(pk=key.pk).update(used_at=clock.now())
    link = secrets.new_link()
    _keep(key.handover, Key.Kind.TYPED, link.digest, TYPED_LASTS)
    return link.text


@transaction.atomic
def mail(*, actor: Actor, handover: Handover) -> None:
    """Write the receiver a mail with a new link; from the second one on it is a reminder.

    Raises: NoMail; the hand-over is locked.
    Records: handover.key_made; handover.reminded from the second one on.
    """
    if not handover.receiver.email:
        raise NoMail({"receiver": handover.receiver.name})
    address = _link(handover)
    _write(handover, address)
    _record(actor, handover, "link", mailed=True)
    if handover.reminded_at is not None:
        event = Reminded(subject_id=handover.pk, receiver_id=handover.receiver_id)
        ledger.record([event], actor=actor, happened_at=clock.now())
    sent = Handover.objects.filter(pk=handover.pk)
    sent.update(reminded_at=clock.now(), reminders=F("reminders") + 1)


def _enter(actor: Actor, handover_id: int) -> Handover:
    handover = access.for_update(actor, handover_id)
    if not access.may_with(actor, access.GIVE, access.all_items(handover)):
        raise NotAllowed({"actor": actor.name, "permission": access.GIVE})
    must_be_open(handover)
    return handover


def _link(handover: Handover) -> str:
    link = secrets.new_link()
    _keep(handover, Key.Kind.LINK, link.digest, LINK_LASTS)
    return f"{settings.PUBLIC_URL.rstrip('/')}/receive/{link.text}"


def _keep(handover: Handover, kind: Key.Kind, digest: str, lasts: timedelta) -> None:
    now = clock.now()
    Key.objects.create(
        handover=handover, kind=kind, digest=digest, made_at=now, expires_at=now + lasts
    )


def _digest(handover_id: int, code: str) -> str:
    """Return what is kept of a code. It is short, so it takes the installation's key to try all."""
    return salted_hmac(f"handover.code.{handover_id}", code, algorithm="sha256").hexdigest()


def _record(actor: Actor, handover: Handover, way: str, *, mailed: bool) -> None:
    event = KeyMade(subject_id=handover.pk, way=way, mailed=mailed)
    ledger.record([event], actor=actor, happened_at=clock.now())


def _write(handover: Handover, address: str) -> None:
    things = list(Item.objects.filter(handover=handover).order_by("pk"))
    lines = "\n".join(f"- {dict(one.codes).get('tag', '')} {one.name}" for one in things)
    head = ngettext("Do you have this thing?", "Do you have these {n} things?", len(things))
    text = _(
        "Hello {name},\n\n{giver} has handed you:\n\n{things}\n\n"
        "Please say whether you have them, in the state that is written down:\n{address}\n\n"
        "The link works for seven days, once, and without an account.\n\n{organisation}\n"
    ).format(
        name=handover.receiver.name,
        giver=handover.giver.name if handover.giver else _("The desk"),
        things=lines,
        address=address,
        organisation=organisation.current().name,
    )
    outbox.send(
        to=handover.receiver.email,
        subject=head.format(n=len(things)),
        text=text,
        purpose="handover",
        link=address,
    )
