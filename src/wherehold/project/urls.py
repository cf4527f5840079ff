"""Where everything is mounted."""

from django.urls import URLPattern, URLResolver, include, path

from wherehold.accounts import web as accounts
from wherehold.alerts import panel as alerts
from wherehold.atlas import overview as atlas
from wherehold.importers import overview as importers
from wherehold.insights.cards import Card
from wherehold.project import failures, health, web
from wherehold.project.api import api
from wherehold.stocktake import overview as stocktake

# What the overview shows beside its own: of alerts, and of slices above it.
OVERVIEW_CARDS = (
    Card("atlas/overview_card.html", atlas.where_things_are, first=True),
    Card("stocktake/overview_card.html", stocktake.going_on, first=True),
    Card("alerts/overview_card.html", alerts.open_now, first=True),
    importers.CARD,
)
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("welcome", web.welcome, name="welcome"),
    path("first-steps", web.first_steps, name="first-steps"),
    path("problems/<slug:code>", web.problem, name="problem"),
    path("api/v1/openapi.json", web.openapi, name="openapi"),
    path("api/v1/", api.urls),
    path("", include("wherehold.ui.web")),
    path("", include(accounts.door_urlpatterns)),
    path("", include("wherehold.accounts.web")),
    path("", include("wherehold.tracking.web")),
    path("", include("wherehold.custody.web")),
    path("", include("wherehold.kits.web")),
    path("", include("wherehold.scan.web")),
    path("", include("wherehold.labels.web")),
    path("", include("wherehold.reservations.web")),
    path("", include("wherehold.stocktake.web")),
    path("", include("wherehold.handover.web")),
    path("", include("wherehold.transfers.web")),
    path("", include("wherehold.loss.web")),
    path("", include("wherehold.finance.web")),
    path("", include("wherehold.alerts.web")),
    path("", include("wherehold.webhooks.web")),
    path("", include("wherehold.importers.web")),
    path("", include("wherehold.dossier.web")),
    path("", include("wherehold.desk.web")),
    path("", include("wherehold.atlas.web")),
    path("", include("wherehold.insights.web"), {"cards": OVERVIEW_CARDS}),
    path("", include("wherehold.register.web")),
]

handler400 = failures.bad
handler403 = failures.forbidden
handler404 = failures.missing
handler500 = failures.broken
