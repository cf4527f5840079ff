"""Transfers in the browser: the list, one of them, sending and receiving."""

from django.urls import path

from wherehold.transfers.web import acts, lists, sending, shown

app_name = "transfers"
urlpatterns = [
    path("transfers", lists.listed, name="transfers"),
    path("transfers/new", sending.create, name="new"),
    path("transfers/places", lists.places, name="places"),
    path("transfers/<int:transfer_id>", shown.page, name="transfer"),
    path("transfers/<int:transfer_id>/packing-list.pdf", shown.pdf, name="document"),
    path("transfers/<int:transfer_id>/ship", acts.ship, name="ship"),
    path("transfers/<int:transfer_id>/change", acts.change, name="change"),
    path("transfers/<int:transfer_id>/receive", acts.receive, name="receive"),
    path("transfers/<int:transfer_id>/decide", acts.decide, name="decide"),
    path("transfers/<int:transfer_id>/cancel", acts.cancel, name="cancel"),
]
