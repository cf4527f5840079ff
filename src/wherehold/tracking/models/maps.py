"""The organisation's own map: which file of the data folder lies under all maps."""

from django.db import models


class BaseMap(models.Model):
    """The file that an administrator brought. One row at most: a new one takes its place."""

    file = models.CharField(max_length=80, help_text="Its name within the folder of maps.")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.file
