"""Accounts, roles and what opens a door."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from wherehold.register.models import Category, Party, Place


class Users(BaseUserManager["User"]):
    """Finds users by e-mail, whatever its case, and each with who they are: a page names them."""

    def get_queryset(self) -> models.QuerySet["User"]:
        """Return all users."""
        return super().get_queryset().select_related("party")

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user who signs in by this e-mail."""
        return self.get(email=(username or "").strip().casefold())


class User(AbstractBaseUser):
    """An account: a party who can sign in. What it may do stands in its grants."""

    email = models.CharField(max_length=254, unique=True, help_text="Casefolded.")
    party = models.OneToOneField(Party, models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)
    rights_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    preferences = models.JSONField(default=dict)

    objects: ClassVar[Users] = Users()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.email


class Role(models.Model):
    """A set of permissions under a name. `own` holds for things that the person holds."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80, unique=True)
    permissions = models.JSONField(default=list)
    own = models.JSONField(default=list)
    read_only = models.BooleanField(
        default=False, help_text="Who has it changes nothing, whatever other roles permit."
    )
    builtin = models.BooleanField(default=False)
    laid = models.JSONField(
        default=list, help_text="What the product ever gave it: what is new is given once."
    )

    def __str__(self) -> str:
        return self.name


class RoleGrant(models.Model):
    """A role given to a user within a place and a category, everywhere if there is neither."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    role = models.ForeignKey(Role, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+")
    given_by = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()
    until = models.DateField(null=True, help_text="The last day on which it holds.")
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.role} for {self.user}"


class ApiToken(models.Model):
    """A key for programs. Only its digest is kept; it can narrow its owner, never widen."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256, in hex.")
    hint = models.CharField(max_length=8, help_text="The first characters, to tell it by.")
    scopes = models.JSONField(null=True, help_text="Permissions; null for all of the owner's.")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.hint}…"


class Device(models.Model):
    """A phone of somebody, with a key of its own that outlives sessions: an outbox can arrive.

    It stands for its person, and only to bring what was done and to fetch what may be seen.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256, in hex.")
    created_at = models.DateTimeField()
    contact_at = models.DateTimeField(null=True, help_text="When it last brought something.")
    pending = models.PositiveIntegerField(default=0, help_text="What it last said that it holds.")
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class OneTimeLink(models.Model):
    """A link that lets one account in once, for one purpose."""

    class Purpose(models.TextChoices):
        SIGN_IN = "sign_in"
        INVITE = "invite"
        RESET = "reset"

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.purpose} for {self.user}"


class SignIn(models.Model):
    """One browser in which somebody is or was signed in."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    session_key = models.CharField(max_length=40, unique=True, help_text="A digest, in hex.")
    agent = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=45, blank=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="Written by a job, so it may be some minutes old.")
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user} since {self.began_at:%Y-%m-%d}"
