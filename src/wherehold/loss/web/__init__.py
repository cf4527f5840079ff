"""Searches in the browser."""

from django.urls import path

from wherehold.loss.web import acts, pages

app_name = "loss"
urlpatterns = [
    path("searches", pages.searches, name="searches"),
    path("searches/<int:search_id>", pages.search, name="search"),
    path("searches/<int:search_id>/ask", acts.ask, name="ask"),
    path("searches/<int:search_id>/answer", acts.answer, name="answer"),
    path("searches/<int:search_id>/say", acts.say, name="say"),
    path("searches/<int:search_id>/found", acts.find, name="found"),
    path("searches/<int:search_id>/write-off", acts.write_off, name="write-off"),
]
