"""What accounts write to the ledger: never a secret, an address or a name.

Fields are added, never renamed or removed. The account that an act was about is the subject;
who did it is the entry's actor.
"""

from dataclasses import dataclass
from datetime import date

from wherehold.kernel.ledger import Event


@dataclass(frozen=True, kw_only=True)
class Created(Event):
    """An account was made for a party."""

    kind = "accounts.created"
    subject_type = "account"
    party_id: int


@dataclass(frozen=True, kw_only=True)
class Deactivated(Event):
    """An account was closed: its sessions and tokens ended."""

    kind = "accounts.deactivated"
    subject_type = "account"


@dataclass(frozen=True, kw_only=True)
class Reactivated(Event):
    """A closed account was opened again."""

    kind = "accounts.reactivated"
    subject_type = "account"


@dataclass(frozen=True, kw_only=True)
class EmailChanged(Event):
    """Somebody signs in by another e-mail from now on."""

    kind = "accounts.email_changed"
    subject_type = "account"


@dataclass(frozen=True, kw_only=True)
class PasswordSet(Event):
    """A password was set."""

    kind = "accounts.password_set"
    subject_type = "account"


@dataclass(frozen=True, kw_only=True)
class FactorAdded(Event):
    """A passkey, an authenticator app or recovery codes were added."""

    kind = "accounts.factor_added"
    subject_type = "account"
    factor: str


@dataclass(frozen=True, kw_only=True)
class FactorRemoved(Event):
    """A passkey, an authenticator app or recovery codes were removed."""

    kind = "accounts.factor_removed"
    subject_type = "account"
    factor: str


@dataclass(frozen=True, kw_only=True)
class RoleGranted(Event):
    """A role was given, within a place and a category if they are set, until a day if set."""

    kind = "accounts.role_granted"
    subject_type = "account"
    grant_id: int
    role: str
    place_id: int | None = None
    category_id: int | None = None
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class RoleRevoked(Event):
    """A role was taken back."""

    kind = "accounts.role_revoked"
    subject_type = "account"
    grant_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class TokenCreated(Event):
    """A key for programs was made."""

    kind = "accounts.token_created"
    subject_type = "account"
    token_id: int
    scopes: list[str] | None = None
    expires_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class TokenRevoked(Event):
    """A key for programs was revoked."""

    kind = "accounts.token_revoked"
    subject_type = "account"
    token_id: int


@dataclass(frozen=True, kw_only=True)
class LinkMade(Event):
    """A one-time link was made."""

    kind = "accounts.link_made"
    subject_type = "account"
    purpose: str


@dataclass(frozen=True, kw_only=True)
class LinkUsed(Event):
    """A one-time link was used up."""

    kind = "accounts.link_used"
    subject_type = "account"
    purpose: str


@dataclass(frozen=True, kw_only=True)
class DeviceEnrolled(Event):
    """A phone got a key of its own."""

    kind = "accounts.device_enrolled"
    subject_type = "account"
    device_id: int


@dataclass(frozen=True, kw_only=True)
class DeviceRevoked(Event):
    """The key of a phone stopped working."""

    kind = "accounts.device_revoked"
    subject_type = "account"
    device_id: int


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    """Somebody signed in with a browser."""

    kind = "accounts.signed_in"
    subject_type = "account"
    session_id: int


@dataclass(frozen=True, kw_only=True)
class SessionEnded(Event):
    """A browser was signed out."""

    kind = "accounts.session_ended"
    subject_type = "account"
    session_id: int


@dataclass(frozen=True, kw_only=True)
class RoleChanged(Event):
    """A role was made or now permits something else: what it permits after the change."""

    kind = "accounts.role_changed"
    subject_type = "role"
    name: str
    permissions: list[str]
    own: list[str]


@dataclass(frozen=True, kw_only=True)
class RoleRemoved(Event):
    """A role that nobody had was removed."""

    kind = "accounts.role_removed"
    subject_type = "role"
    name: str
