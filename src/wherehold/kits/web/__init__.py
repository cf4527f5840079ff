"""Kits in the browser: the list, one kit, its acts, templates, and what a role gets."""

from django.urls import path

from wherehold.kits.web import acts, lists, making, roles, shown, templates

app_name = "kits"
urlpatterns = [
    path("kits", lists.listed, name="kits"),
    path("kits/new", making.create, name="new"),
    path("kits/templates/new", templates.edit, name="new-template"),
    path("kits/templates/<int:template_id>", templates.edit, name="template"),
    path("kits/templates/<int:template_id>/archive", templates.archive, name="archive-template"),
    path("kits/missing/<int:missing_id>", acts.resolve, name="resolve"),
    path("kits/<int:kit_id>", shown.page, name="kit"),
    path("kits/<int:kit_id>/out", acts.out, name="out"),
    path("kits/<int:kit_id>/back", acts.back, name="back"),
    path("kits/<int:kit_id>/count", acts.count, name="count"),
    path("kits/<int:kit_id>/pack", acts.pack, name="pack"),
    path("kits/<int:kit_id>/unpack", acts.unpack, name="unpack"),
    path("kits/<int:kit_id>/unmake", acts.unmake, name="unmake"),
    path("kits/<int:kit_id>/contents", making.contents, name="contents"),
    path("people/<int:party_id>/role", roles.page, name="role"),
]
