"""What keeps a message from being taken, as answers."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from wherehold.kernel.errors import Invalid


class Malformed(Invalid):
    """A message that cannot be read. It is kept whole, with the reason."""

    status: ClassVar[int] = 400
    code = "ingest.malformed"
    title = _("Not readable")
    message = _("{reason} The message is kept under number {message_id}.")
