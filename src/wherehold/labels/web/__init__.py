"""Labels in the browser: the designer, batches, calibration, the public page."""

from django.urls import path

from wherehold.labels.web import batches, designer, found, making, nfc, picking, setting

app_name = "labels"
urlpatterns = [
    path("t/<str:token>", found.found, name="found"),
    path("8004/<path:key>", found.by_key, {"ai": "8004"}, name="found-giai"),
    path("8003/<path:key>", found.by_key, {"ai": "8003"}, name="found-grai"),
    path("labels", designer.page, name="labels"),
    path("labels/preview.png", designer.sheet_picture, name="preview"),
    path("labels/label.png", designer.label_picture, name="label-picture"),
    path("labels/sheet", making.make, name="sheet"),
    path("labels/prints/<int:print_id>", making.progress, name="print"),
    path("labels/prints/<int:print_id>/file", making.file, name="print-file"),
    path("labels/designs", designer.keep, name="save-design"),
    path("labels/designs/<int:design_id>/remove", designer.remove, name="remove-design"),
    path("labels/printers", setting.save_printer, name="save-printer"),
    path("labels/calibration.pdf", setting.calibration, name="calibration"),
    path("labels/batches", batches.batches, name="batches"),
    path("labels/batches/<int:batch_id>/file", batches.file, name="batch-file"),
    path("labels/places", picking.pick_places, name="pick-places"),
    path("labels/people", picking.pick_people, name="pick-people"),
    path("labels/nfc/<int:asset_id>", nfc.page, name="nfc"),
    path("labels/found", found.messages, name="findings"),
    path("settings/labels", setting.public_page, name="settings"),
    path("settings/label-stocks", setting.stocks, name="stocks"),
    path("settings/label-stocks/<slug:code>/archive", setting.archive, name="archive"),
]
