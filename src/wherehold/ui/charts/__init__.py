"""Charts, drawn on the server as inline SVG.

They need no script, print well, follow light and dark by the tokens, and stand in documents too.
Colours are numbers of series (1-5), 0 for "nothing", or "ok", "warn", "bad". Each chart that says
more than the figure beside it has a title to be read aloud and a table with the same content.
"""

from wherehold.ui.charts.curves import Band, Curve, curves
from wherehold.ui.charts.life import Lane, Mark, Span, lanes, life_line
from wherehold.ui.charts.series import Bar, Point, Series, area, bars
from wherehold.ui.charts.small import Share, share_bar, sparkline
from wherehold.ui.charts.trail import Stretch, trail

__all__ = [
    "Band",
    "Bar",
    "Curve",
    "Lane",
    "Mark",
    "Point",
    "Series",
    "Share",
    "Span",
    "Stretch",
    "area",
    "bars",
    "curves",
    "lanes",
    "life_line",
    "share_bar",
    "sparkline",
    "trail",
]
