"""Pages of the register itself."""

from django.urls import path

from wherehold.register.web import files

app_name = "register"
urlpatterns = [
    path("assets/<int:key>/files", files.upload, name="upload"),
    path("places/<int:key>/files", files.upload, {"on": "place"}, name="upload-place"),
    path("models/<int:key>/files", files.upload, {"on": "model"}, name="upload-model"),
    path("files/<int:attachment_id>", files.download, name="file"),
    path("files/<int:attachment_id>/thumbnail", files.thumbnail, name="thumbnail"),
    path("files/<int:attachment_id>/remove", files.remove, name="remove-file"),
    path("files/<int:attachment_id>/choose", files.choose, name="choose-photo"),
]
