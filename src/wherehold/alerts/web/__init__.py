"""Alerts in the browser: what stands, the rules, and how one is told."""

from django.urls import path

from wherehold.alerts.web import pages, rules, told

app_name = "alerts"
urlpatterns = [
    path("alerts", pages.alerts, name="alerts"),
    path("alerts/act", pages.act, name="act"),
    path("alerts/delivery", told.delivery, name="delivery"),
    path("alerts/rules", rules.rules, name="rules"),
    path("alerts/rules/new", rules.new, name="new-rule"),
    path("alerts/rules/<slug:finder>/new", rules.form, name="rule-of"),
    path("alerts/rules/<int:rule_id>", rules.edit, name="rule"),
    path("settings/told", told.told, name="told"),
    path("settings/told/when", told.prefer, name="prefer"),
    path("settings/told/new/<slug:service>", told.add, name="add-channel"),
    path("settings/told/<int:channel_id>/test", told.try_it, name="try-channel"),
    path("settings/told/<int:channel_id>/remove", told.remove, name="remove-channel"),
]
