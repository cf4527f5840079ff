"""What can be permitted, and the roles that come with the product.

A role is a set of permissions under a name; a grant gives it to a person within a place and a
category. Permissions that have to do with things build on each other in three levels, so most
roles are a level and a few switches.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

EVERYTHING = "*"


@dataclass(frozen=True)
class Permission:
    """One thing that can be permitted: what a switch says about it, and what it reads like."""

    code: str
    label: "StrPromise"
    hint: "StrPromise"
    verb: "StrPromise"


@dataclass(frozen=True)
class Level:
    """How far a role goes with things: this level has all of the ones before it."""

    code: str
    label: "StrPromise"
    hint: "StrPromise"
    permissions: tuple[Permission, ...] = ()


@dataclass(frozen=True)
class BuiltIn:
    """A role that every installation begins with."""

    code: str
    name: str
    permissions: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    read_only: bool = False


SEE = Level(
    "see",
    _("See"),
    _("look, find, count"),
    (
        Permission("asset.see", _("See things"), _("In lists, searches and counts"), _("see")),
        Permission("party.see", _("See people"), _("Names, teams and suppliers"), _("see people")),
    ),
)
HANDLE = Level(
    "handle",
    _("Handle"),
    _("also hand out, take back, move"),
    (
        Permission("custody.check_out", _("Hand out"), _("To people and places"), _("hand out")),
        Permission("custody.check_in", _("Take back"), _("Whatever is out"), _("take back")),
        Permission("custody.undo", _("Undo"), _("A mistaken hand-over"), _("undo hand-overs")),
        Permission("asset.move", _("Move"), _("From place to place"), _("move")),
        Permission("asset.note", _("Write notes"), _("On a thing's page"), _("write notes")),
        Permission("asset.attach", _("Add files"), _("Photos and documents"), _("add files")),
    ),
)
MANAGE = Level(
    "manage",
    _("Manage"),
    _("also add, edit, retire"),
    (
        Permission("asset.create", _("Add things"), _("One or many"), _("add")),
        Permission("asset.edit", _("Edit things"), _("Names, fields, identifiers"), _("edit")),
        Permission("asset.retire", _("Retire"), _("Stages and disposal"), _("retire")),
    ),
)
NONE = Level("none", _("Nothing"), _("only what they hold"))
LEVELS = (SEE, HANDLE, MANAGE)

SWITCHES = (
    Permission(
        "asset.price", _("See prices"), _("Off: the figure is not there at all"), _("see prices")
    ),
    Permission(
        "custody.holder",
        _("See who holds a thing"),
        _("Needed to take things back"),
        _("see who holds a thing"),
    ),
    Permission(
        "custody.override",
        _("Hand out what is promised"),
        _("Although somebody else has reserved it"),
        _("hand out what others were promised"),
    ),
    Permission("asset.hold", _("Place and lift holds"), _("Safety, legal, lost"), _("lift holds")),
    Permission(
        "export.run",
        _("Export lists"),
        _("As a file, with what they may see"),
        _("export lists"),
    ),
    Permission("label.print", _("Print labels"), _("For things they may see"), _("print labels")),
    Permission(
        "import.run", _("Import files"), _("Adds and updates many at once"), _("import files")
    ),
    Permission(
        "stocktake.count",
        _("Count"),
        _("Scan in counts of what they see"),
        _("count in stocktakes"),
    ),
    Permission("stocktake.run", _("Run counts"), _("Open, assign, review"), _("run stocktakes")),
    Permission(
        "stocktake.close",
        _("Sign counts"),
        _("And have done what was decided"),
        _("sign stocktakes"),
    ),
    Permission(
        "handover.decide",
        _("Decide disputes"),
        _("About hand-overs of others"),
        _("decide disputes"),
    ),
    Permission(
        "reservation.make", _("Reserve"), _("For anybody, where they see"), _("reserve things")
    ),
    Permission(
        "reservation.approve",
        _("Approve reservations"),
        _("Where a rule asks for a yes"),
        _("approve reservations"),
    ),
    Permission(
        "reservation.borrow",
        _("Borrow by themselves"),
        _("What is lent so: book it, take it, bring it back"),
        _("borrow by themselves"),
    ),
    Permission(
        "finance.keep",
        _("Keep the books"),
        _("What things cost and are worth"),
        _("keep the books"),
    ),
    Permission(
        "finance.dispose",
        _("Dispose of things"),
        _("Out of the books, with gain or loss"),
        _("dispose of things"),
    ),
    Permission(
        "position.see",
        _("See positions"),
        _("Where trackers report things to be, and have been"),
        _("see positions"),
    ),
    Permission(
        "position.emergency",
        _("Look in an emergency"),
        _("At where a person is: two ask and grant, for an hour"),
        _("look in an emergency"),
    ),
    Permission(
        "alert.handle",
        _("Handle alerts"),
        _("See to them, put them off, resolve them"),
        _("handle alerts"),
    ),
    Permission("asset.merge", _("Merge records"), _("Two of one thing"), _("merge records")),
    Permission("view.share", _("Share views"), _("With everyone"), _("share views")),
    Permission("party.edit", _("Edit people"), _("Also teams and suppliers"), _("edit people")),
)
SETTINGS = (
    Permission("place.edit", _("Edit places"), _("The tree and its plans"), _("edit places")),
    Permission(
        "catalogue.edit",
        _("Edit the catalogue"),
        _("Categories, models, fields, keywords"),
        _("edit the catalogue"),
    ),
    Permission(
        "device.manage",
        _("Manage devices"),
        _("Trackers, readers, gateways, and what they are on"),
        _("manage devices"),
    ),
    Permission(
        "ingest",
        _("Send readings"),
        _("Of any device: for programs that bring them"),
        _("send readings"),
    ),
    Permission(
        "user.manage",
        _("Manage accounts"),
        _("Never more than they may themselves"),
        _("manage accounts"),
    ),
    Permission(
        "settings.manage",
        _("Change settings"),
        _("Organisation, numbering, modules"),
        _("change settings"),
    ),
    Permission(
        "privacy.audit",
        _("Watch over privacy"),
        _("How often others looked at where people are, as numbers"),
        _("watch over privacy"),
    ),
    Permission(
        "ledger.verify", _("Read the ledger"), _("And have it proven"), _("read the ledger")
    ),
    Permission("jobs.see", _("See jobs"), _("And messages that failed"), _("see jobs")),
)

CATALOGUE: dict[str, Permission] = {
    one.code: one
    for group in (*(level.permissions for level in LEVELS), SWITCHES, SETTINGS)
    for one in group
}
# What somebody may have who is there to look: nothing among it changes anything.
READING = frozenset(
    {"asset.see", "asset.price", "party.see", "custody.holder", "export.run"}
    | {"ledger.verify", "jobs.see", "privacy.audit"}
)
# Good for the things that a person holds, wherever they are.
OWN = frozenset({"asset.see", "asset.note", "asset.attach", "custody.holder", "position.see"})


def codes(*levels: Level) -> frozenset[str]:
    """Return the permissions of some levels."""
    return frozenset(one.code for level in levels for one in level.permissions)


_HANDLING = codes(SEE, HANDLE) | {
    *("custody.holder", "label.print", "stocktake.count", "reservation.make"),
    *("reservation.borrow",),
    *("position.see", "alert.handle"),
}

BUILT_IN = {
    role.code: role
    for role in (
        BuiltIn("administrator", "Administrator", frozenset({EVERYTHING})),
        BuiltIn(
            "manager",
            "Site manager",
            frozenset(CATALOGUE)
            - {"settings.manage", "jobs.see", "catalogue.edit", "privacy.audit"},
        ),
        BuiltIn("storekeeper", "Storekeeper", _HANDLING | codes(MANAGE) | {"stocktake.run"}),
        BuiltIn(
            "counter",
            "Counter",
            codes(SEE) | {"asset.move", "asset.note", "asset.attach", "stocktake.count"},
        ),
        BuiltIn(
            "it_desk",
            "IT desk",
            _HANDLING
            | codes(MANAGE)
            | {"party.edit", "import.run", "export.run", "asset.hold", "asset.merge"}
            | {"stocktake.run"},
        ),
        BuiltIn(
            "finance",
            "Finance",
            codes(SEE)
            | {"asset.price", "asset.edit", "custody.holder", "export.run"}
            | {"finance.keep", "finance.dispose"},
        ),
        BuiltIn("auditor", "Auditor", READING - {"privacy.audit"}, read_only=True),
        BuiltIn("representative", "Representative", frozenset({"privacy.audit"}), read_only=True),
        BuiltIn("member", "Member", frozenset({"reservation.borrow"}), own=OWN),
    )
}


@dataclass(frozen=True)
class Shape:
    """A set of permissions as the page shows it: a level, and what is on besides."""

    level: Level
    extra: frozenset[str] = field(default=frozenset())


def shape_of(permissions: frozenset[str]) -> Shape:
    """Return the highest level that is wholly among the permissions, and the rest."""
    if EVERYTHING in permissions:
        permissions = frozenset(CATALOGUE)
    reached, covered = NONE, frozenset[str]()
    for number, level in enumerate(LEVELS, start=1):
        if not codes(*LEVELS[:number]) <= permissions:
            break
        reached, covered = level, codes(*LEVELS[:number])
    return Shape(reached, permissions - covered)


def up_to(level_code: str) -> frozenset[str]:
    """Return the permissions of a level and the ones before it; of an unknown one, none."""
    for number, level in enumerate(LEVELS, start=1):
        if level.code == level_code:
            return codes(*LEVELS[:number])
    return frozenset()
