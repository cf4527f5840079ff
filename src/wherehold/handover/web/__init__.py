"""Hand-overs in the browser: the list, one of them, giving, returning, and the receiver's page."""

from django.urls import path

from wherehold.handover.web import acts, giving, lists, receiving, returning, setting, shown

app_name = "handover"
urlpatterns = [
    path("handovers", lists.listed, name="handovers"),
    path("handovers/new", giving.create, name="new"),
    path("handovers/settings", setting.page, name="settings"),
    path("handovers/settings/terms", setting.publish, name="publish"),
    path("handovers/<int:handover_id>", shown.page, name="handover"),
    path("handovers/<int:handover_id>/document.pdf", shown.pdf, name="document"),
    path("handovers/<int:handover_id>/key/<slug:way>", acts.make_key, name="key"),
    path("handovers/<int:handover_id>/answer", acts.answer, name="answer"),
    path("handovers/<int:handover_id>/say", acts.say, name="say"),
    path("handovers/<int:handover_id>/resolve", acts.resolve, name="resolve"),
    path("handovers/<int:handover_id>/withdraw", acts.withdraw, name="withdraw"),
    path("handovers/<int:handover_id>/return", returning.page, name="return"),
    path("terms/<int:terms_id>", setting.version, name="terms"),
    path("terms/<int:terms_id>/withdraw", setting.withdraw, name="withdraw-terms"),
    path("people/<int:party_id>/handovers", lists.of_person, name="of-person"),
    path("receive", receiving.code, name="code"),
    path("receive/<str:secret>", receiving.page, name="receive"),
    path(
        "receive/<str:secret>/photos/<int:attachment_id>",
        receiving.photo,
        name="received-photo",
    ),
]
