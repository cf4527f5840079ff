"""Files that were asked for: about whom, by whom, and for a while the file itself."""

from django.db import models

from wherehold.register.models import Party


class Dossier(models.Model):
    """A file of what is held about somebody. Only who asked for it can fetch it."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="+", help_text="About whom.")
    by = models.ForeignKey(Party, models.PROTECT, related_name="+", db_index=False)
    stored = models.CharField(max_length=64, blank=True, help_text="Of the file, as it is kept.")
    size = models.BigIntegerField(default=0, help_text="In bytes.")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="None while it is being made.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["party", "by"],
                condition=models.Q(ended_at=None),
                name="dossier_one_being_made",
            ),
        ]

    def __str__(self) -> str:
        return f"of {self.party_id} for {self.by_id}"
