"""Scanning in the browser."""

from django.urls import path

from wherehold.scan.web import conflicts, pages, phone

app_name = "scan"
urlpatterns = [
    path("scan", pages.page, name="scan"),
    path("scan/act", pages.act, name="act"),
    path("scan/undo/<uuid:act>", pages.take_back, name="undo"),
    path("scan/link", pages.link, name="link"),
    path("scan/condition", pages.condition, name="condition"),
    path("scan/claim", pages.claim, name="claim"),
    path("scan/resolve", pages.resolve, name="resolve"),
    path("scan/go", pages.go, name="go"),
    path("scan/phone", phone.enrol, name="enrol"),
    path("scan/manifest.webmanifest", phone.manifest, name="manifest"),
    path("scan/sw.js", phone.worker, name="worker"),
    path("conflicts", conflicts.listed, name="conflicts"),
    path("conflicts/<int:op_id>", conflicts.one, name="conflict"),
    path("conflicts/<int:op_id>/settle", conflicts.settle, name="settle"),
    path("scan/leave", pages.leave, name="leave"),
]
