"""Times on pages."""

from django.db import OperationalError
from django.test import RequestFactory
from django.utils import timezone

from wherehold.kernel import organisation
from wherehold.kernel.models import Organisation
from wherehold.project.zones import ZoneMiddleware


def zone_of_a_page():
    seen = []
    ZoneMiddleware(lambda request: seen.append(str(timezone.get_current_timezone())))(
        RequestFactory().get("/")
    )
    return seen[0]


def test_pages_show_the_organisations_time(monkeypatch):
    ours = Organisation(name="Brightwater", time_zone="Europe/Berlin")
    monkeypatch.setattr(organisation, "current", lambda: ours)
    before = timezone.get_current_timezone()

    assert zone_of_a_page() == "Europe/Berlin"
    assert timezone.get_current_timezone() == before


def test_pages_come_while_the_database_is_away(monkeypatch):
    def away():
        raise OperationalError("connection refused")

    monkeypatch.setattr(organisation, "current", away)

    assert zone_of_a_page() == "UTC"
