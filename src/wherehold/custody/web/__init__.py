"""Custody in the browser: what is out, the forms of hand-overs, people and their things."""

from django.urls import path

from wherehold.custody.web import acts, identity, leaving, lists, options, people
from wherehold.custody.web.person import printed, shown

app_name = "custody"
urlpatterns = [
    path("custody", lists.out_now, name="custody"),
    path("custody/check-out", acts.check_out, name="check-out"),
    path("custody/transfer", acts.transfer, name="transfer"),
    path("custody/check-in", acts.check_in, name="check-in"),
    path("custody/due", acts.change_due, name="due"),
    path("custody/remind", acts.remind, name="remind"),
    path("custody/undo/<uuid:act>", acts.undo, name="undo"),
    path("custody/holders", options.holders, name="holders"),
    path("custody/places", options.places, name="places"),
    path("custody/identity", identity.asked, name="identity"),
    path("people/<int:party_id>/identity", identity.see, name="see-identity"),
    path("people", people.listed, name="people"),
    path("people/new", people.create, name="new-person"),
    path("people/<int:party_id>", shown, name="person"),
    path("people/<int:party_id>/list", printed, name="person-list"),
    path("people/<int:party_id>/edit", people.edit, name="edit-person"),
    path("people/<int:party_id>/settle", leaving.settle, name="settle"),
    path("people/<int:party_id>/close", leaving.close, name="close-list"),
    path("people/<int:party_id>/archive", people.archive, name="archive-person"),
    path("people/<int:party_id>/restore", people.restore, name="restore-person"),
]
