"""What the public page behind a token says, and what finders write there."""

from typing import Any, TypedDict, Unpack

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.kernel import clock, ledger, organisation, outbox
from wherehold.kernel import commands as kernel
from wherehold.kernel.actor import Actor
from wherehold.labels import access
from wherehold.labels.events import FinderWrote
from wherehold.labels.models import Finding
from wherehold.labels.refusals import BadDesign
from wherehold.register.queries import labelled

MESSAGE_MAX, CONTACT_MAX = 2_000, 200
PREFIX_DIGITS = (6, 12)


class PublicPage(TypedDict, total=False):
    """What the organisation chose to tell finders, and its number at GS1."""

    found_message: str
    contact_form: bool
    contact_email: str
    company_prefix: str


@transaction.atomic
def set_public_page(*, actor: Actor, **options: Unpack[PublicPage]) -> None:
    """Choose what a stranger is told who scans a label, and the GS1 company prefix.

    Raises: NotAllowed without settings.manage everywhere; NotFound before it is founded; BadDesign.
    Records: organisation.changed, unless nothing is different.
    """
    access.must_set(actor)
    prefix, email = options.get("company_prefix", ""), options.get("contact_email", "")
    digits = prefix.isascii() and prefix.isdigit()
    least, most = PREFIX_DIGITS
    wrong = [
        ("found_message", _("at most 2,000 characters"), _fits(options, "found_message")),
        ("contact_email", _("an e-mail address"), not email or "@" in email[1:-1]),
        (
            "company_prefix",
            _("6 to 12 digits"),
            not prefix or digits and least <= len(prefix) <= most,
        ),
    ]
    if offenders := [{"field": field, "reason": why} for field, why, ok in wrong if not ok]:
        raise BadDesign(*offenders)
    kept = {**organisation.current().label_options, **options}
    kernel.change_organisation(actor=actor, label_options=kept)


@transaction.atomic
def write_to_owner(*, actor: Actor, token: str, text: str, contact: str) -> None:
    """Keep what a finder writes, and mail it to whom the organisation named.

    The finder is nobody we know and may do nothing else; whether the token stands for a thing
    makes no difference to what they see.

    Raises: BadDesign without words, or when there is no contact form.
    Records: labels.finder_wrote.
    """
    options = organisation.current().label_options
    # No database keeps such a letter, and nobody types it.
    token, text, contact = (word.replace("\0", "") for word in (token, text, contact))
    wrong = [
        ("text", _("There is no contact form."), bool(options.get("contact_form"))),
        ("text", _("one to 2,000 characters"), 0 < len(text.strip()) <= MESSAGE_MAX),
        ("contact", _("at most 200 characters"), len(contact) <= CONTACT_MAX),
    ]
    if offenders := [{"field": field, "reason": why} for field, why, ok in wrong if not ok]:
        raise BadDesign(*offenders)
    now = clock.now()
    asset_id = labelled.asset_of_token(actor=actor, token=token)
    row = Finding.objects.create(
        token=token[:64], asset_id=asset_id, text=text.strip(), contact=contact, received_at=now
    )
    if to := options.get("contact_email", ""):
        _mail(to, row)
    event = FinderWrote(subject_id=row.pk, asset_id=asset_id)
    ledger.record([event], actor=actor, happened_at=now)


def _fits(options: Any, name: str) -> bool:  # noqa: ANN401 - a part of the options
    return len(options.get(name, "")) <= MESSAGE_MAX


def _mail(to: str, row: Finding) -> None:
    address = f"{settings.PUBLIC_URL.rstrip('/')}/labels/found#f{row.pk}"
    text = _(
        "A finder wrote:\n\n{text}\n\nTo reach them: {contact}\n\nWhat it is about: {address}\n"
    )
    outbox.send(
        to=to,
        subject=_("Somebody found something of yours"),
        text=text.format(text=row.text, contact=row.contact or "–", address=address),
        purpose="finder",
    )
