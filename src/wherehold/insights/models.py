"""What figures were on earlier days: all that a trend needs."""

from django.db import models


class DailyFigure(models.Model):
    """Figures of one day for one site and one top category; '' is for what has none."""

    day = models.DateField()
    site_path = models.CharField(max_length=5, blank=True)
    category_path = models.CharField(max_length=5, blank=True)
    assets = models.BigIntegerField()
    held = models.BigIntegerField()
    value_minor = models.BigIntegerField()
    confirmed = models.BigIntegerField(help_text="In the 90 days before.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "site_path", "category_path"], name="insights_figure_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.site_path} {self.category_path}: {self.assets}"
