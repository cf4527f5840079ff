"""What keeps webhooks from being made, as answers."""

from django.utils.translation import gettext_lazy as _

from wherehold.kernel.errors import Invalid


class BadWebhook(Invalid):
    """A webhook says something that cannot be."""

    code = "webhooks.bad_webhook"
    title = _("No such webhook")
    message = _("{field}: {reason}")
