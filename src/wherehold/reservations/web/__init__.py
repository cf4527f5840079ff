"""Reservations in the browser: the calendar, the desk's day, forms, one reservation, calendars."""

from django.urls import path

from wherehold.reservations.web import (
    acts,
    borrowing,
    feeds,
    lending,
    making,
    plan,
    shown,
    transports,
)

app_name = "reservations"
urlpatterns = [
    path("reservations", plan.page, name="reservations"),
    path("reservations/desk", plan.desk, name="desk"),
    path("reservations/list", plan.listed_page, name="list"),
    path("reservations/new", making.create, name="new"),
    path("borrow", borrowing.page, name="borrow"),
    path("borrow/book", borrowing.book, name="borrow-book"),
    path("reservations/rules", lending.rules_page, name="rules"),
    path("reservations/limits", lending.limit, name="limit"),
    path("reservations/transports", transports.page, name="transports"),
    path("reservations/hours", lending.hours_page, name="hours"),
    path("reservations/feeds", feeds.page, name="feeds"),
    path("reservations/feeds/<int:feed_id>/revoke", feeds.revoke, name="revoke-feed"),
    path("reservations/<int:reservation_id>", shown.page, name="reservation"),
    path("reservations/<int:reservation_id>/pick-list", shown.pick_list, name="pick-list"),
    path("reservations/<int:reservation_id>/label", shown.label, name="label"),
    path("reservations/<int:reservation_id>/change", acts.change, name="change"),
    path("reservations/<int:reservation_id>/extend", acts.extend, name="extend"),
    path("reservations/<int:reservation_id>/<slug:act>", acts.act, name="act"),
    path("calendar.ics", feeds.calendar, name="calendar"),
]
