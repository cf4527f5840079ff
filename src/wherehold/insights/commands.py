"""Keeping the figures of a day."""

from datetime import date, timedelta

from django.db import connection, transaction

from wherehold.insights.attention import UNCONFIRMED_DAYS
from wherehold.insights.models import DailyFigure
from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed
from wherehold.kernel.paths import WIDTH


@transaction.atomic
def keep_figures(*, actor: Actor, day: date | None = None) -> None:
    """Keep today's figures, for the trends of later days; again on a day, the later ones hold.

    Raises: NotAllowed for anyone but the system: trends are not edited.
    Records: nothing; figures follow from what is recorded.
    """
    if not actor.name.startswith("job:"):
        raise NotAllowed({"actor": actor.name, "permission": "job"})
    day = day or clock.today()
    DailyFigure.objects.filter(day=day).delete()
    since = (clock.now() - timedelta(days=UNCONFIRMED_DAYS)).date()
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [since.isoformat(), day.isoformat()])


_CELL = f"SELECT substr(place_path, 1, {WIDTH}) AS site, substr(category_path, 1, {WIDTH}) AS top, "
_KEEP = (
    f"WITH told AS ({_CELL} sum(assets) AS assets, "
    "sum(CASE WHEN held THEN assets ELSE 0 END) AS held, sum(value_minor) AS worth "
    "FROM register_tally GROUP BY 1, 2), "
    f"sure AS ({_CELL} sum(assets) AS assets FROM register_confirmtally "
    "WHERE confirmed_on >= %s GROUP BY 1, 2) "
    "INSERT INTO insights_dailyfigure "
    "(day, site_path, category_path, assets, held, value_minor, confirmed) "
    "SELECT %s, told.site, told.top, told.assets, told.held, told.worth, "
    "coalesce(sure.assets, 0) FROM told LEFT JOIN sure "
    "ON sure.site = told.site AND sure.top = told.top WHERE told.assets > 0"
)
