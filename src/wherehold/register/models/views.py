"""Views of the asset list that people keep."""

from django.db import models

from wherehold.register.models.parties import Party


class SavedView(models.Model):
    """Filters, columns and order of the asset list, under a name, for one or for all."""

    owner = models.ForeignKey(Party, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    query = models.JSONField(help_text="As in the address: checked anew whenever it is used.")
    shared = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="register_view_name"),
        ]

    def __str__(self) -> str:
        return self.name
