"""Microsoft Teams: a workflow that is started by a webhook."""

import re

from django.utils.translation import gettext_lazy as _

from wherehold.alerts.carriers.shape import Given, Service, Value, q

PATTERN = (
    r"https://(?P<host>[a-z0-9\-]+(\.[a-z0-9\-]+)*\.(logic\.azure\.com|api\.powerplatform\.com))"
    r"(:443)?/(powerautomate/automations/direct/)?workflows/(?P<workflow>[A-Za-z0-9_\-]{8,64})"
    r"/triggers/manual/paths/invoke\?(?:[^#\s]*&)?sig=(?P<signature>[A-Za-z0-9_\-]{20,90})(&[^#\s]*)?"
)


def address(given: Given) -> str:
    """Return the address of a workflow."""
    found = re.fullmatch(PATTERN, given["webhook"])
    assert found is not None, "checked before it was kept"
    direct = "yes" if found[4] else "no"
    where = f"{found['host']}:443/{q(found['workflow'])}/{q(found['signature'])}"
    return f"workflows://{where}/?powerautomate={direct}&image=no"


SERVICE = Service(
    "teams",
    "Microsoft Teams",
    (Value("webhook", _("Workflow address"), PATTERN, "https://….azure.com/…", secret=True),),
    address,
    shown="",
)
