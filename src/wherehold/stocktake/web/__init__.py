"""Counts in the browser: the list, a count's page, counting itself, and holders' answers."""

from django.urls import path

from wherehold.stocktake.web import acts, confirm, counting, cycle, lists, opening, shown

app_name = "stocktake"
urlpatterns = [
    path("stocktakes", lists.listed, name="stocktakes"),
    path("stocktakes/new", opening.create, name="new"),
    path("stocktakes/cycle", cycle.page, name="cycle"),
    path("stocktakes/cycle/open", cycle.open_due, name="open-due"),
    path("stocktakes/plans/<int:plan_id>/end", opening.end_plan, name="end-plan"),
    path("stocktakes/<int:stocktake_id>", shown.page, name="stocktake"),
    path("stocktakes/<int:stocktake_id>/live", shown.live, name="live"),
    path("stocktakes/<int:stocktake_id>/zones", shown.zones, name="zones"),
    path("stocktakes/<int:stocktake_id>/report.pdf", shown.report, name="report"),
    path("stocktakes/<int:stocktake_id>/assign", acts.assign, name="assign"),
    path("stocktakes/<int:stocktake_id>/ask", acts.ask, name="ask"),
    path("stocktakes/<int:stocktake_id>/end", acts.end, name="end"),
    path("stocktakes/<int:stocktake_id>/decide/<slug:outcome>", acts.decide, name="decide"),
    path("stocktakes/<int:stocktake_id>/recount", acts.recount, name="recount"),
    path("stocktakes/<int:stocktake_id>/close", acts.close, name="close"),
    path("stocktakes/<int:stocktake_id>/cancel", acts.cancel, name="cancel"),
    path("stocktakes/<int:stocktake_id>/unknowns/<int:unknown_id>", acts.unknown, name="unknown"),
    path(
        "stocktakes/<int:stocktake_id>/unknowns/<int:unknown_id>/photo",
        counting.photo,
        name="photo",
    ),
    path("stocktakes/<int:stocktake_id>/count", counting.page, name="counting"),
    path("stocktakes/<int:stocktake_id>/count/scan", counting.scan, name="scan"),
    path("stocktakes/<int:stocktake_id>/count/back", counting.take_back, name="take-back"),
    path("stocktakes/<int:stocktake_id>/count/note", counting.note, name="note"),
    path("stocktakes/<int:stocktake_id>/count/decide", counting.decide, name="decide-here"),
    path("stocktakes/<int:stocktake_id>/count/finish", counting.finish, name="finish"),
    path("have/<str:secret>", confirm.page, name="confirm"),
]
