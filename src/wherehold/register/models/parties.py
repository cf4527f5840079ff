"""Who can hold things, answer for them or sell them."""

from django.db import models


class Party(models.Model):
    """A person, a team, a department or a supplier."""

    class Kind(models.TextChoices):
        PERSON = "person"
        TEAM = "team"
        DEPARTMENT = "department"
        SUPPLIER = "supplier"

    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.PERSON)
    name = models.CharField(max_length=200)
    email = models.CharField(max_length=254, blank=True)
    username = models.CharField(max_length=150, blank=True)
    manager = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", help_text="Its team or department."
    )
    place = models.ForeignKey("Place", models.PROTECT, null=True, related_name="+")
    place_path = models.CharField(
        max_length=120, blank=True, help_text="Empty: known in the whole organisation."
    )
    leaves_on = models.DateField(null=True)
    fields = models.JSONField(default=dict)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "name"], name="register_party_name"),
            models.Index(fields=["place_path"], name="register_party_place_path"),
        ]

    def __str__(self) -> str:
        return self.name
