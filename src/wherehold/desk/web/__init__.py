"""The desk in the browser: the list of assets, acts on many, the page of one, search."""

from django.urls import path

from wherehold.desk.web import activity, bulk, edit, listed, options, palette, shown, views

app_name = "desk"
urlpatterns = [
    path("assets", listed.assets, name="assets"),
    path("assets/new", edit.create, name="new-asset"),
    path("assets/views", views.keep, name="save-view"),
    path("assets/views/<int:view_id>/drop", views.drop, name="drop-view"),
    path("assets/options/<slug:kind>", options.offered, name="options"),
    path("assets/bulk/runs/<int:job_id>", bulk.progress, name="bulk-run"),
    path("assets/bulk/<slug:action>", bulk.act, name="bulk"),
    path("assets/<int:asset_id>", shown.asset, name="asset"),
    path("assets/<int:asset_id>/edit", edit.change, name="edit-asset"),
    path("assets/<int:asset_id>/duplicate", edit.duplicate, name="duplicate-asset"),
    path("assets/undo/<uuid:act>", shown.undo, name="undo"),
    path("assets/holds/<int:hold_id>/lift", shown.lift, name="lift-hold"),
    path("assets/<int:asset_id>/take-out", shown.take_out, name="take-out"),
    path("assets/<int:asset_id>/code.svg", shown.code, name="code"),
    path("assets/<int:asset_id>/<slug:panel>", shown.panel, name="asset-panel"),
    path("activity", activity.everything, name="activity"),
    path("search", palette.search, name="search"),
    path("search/palette", palette.palette, name="palette"),
]
