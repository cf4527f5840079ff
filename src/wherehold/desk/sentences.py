"""What an entry of the ledger says about an asset, in words for people.

To speak of a new kind: a function and a line in `SAY`. A kind that nobody put into words is
shown by its name, never left out.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wherehold.desk import words
from wherehold.desk.names import Names, Part

Data = dict[str, Any]
EVERYTHING, CUSTODY, PLACES, RECORD, FILES = "", "custody", "places", "record", "files"


@dataclass(frozen=True)
class Said:
    """An entry in words: the verb, what follows it, and small print."""

    lead: str
    rest: list[Part] = field(default_factory=list)
    small: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Kind:
    """How a kind of entry looks, and which filter of the timeline shows it."""

    icon: str
    group: str
    say: Callable[[Data, Names], Said]
    tone: str = ""


def _day(value: object) -> str:
    return date_format(date.fromisoformat(str(value)), "j M Y") if value else ""


def _small(data: Data) -> list[str]:
    """Return what an act said beside its deed: condition, due day, note or reason."""
    said = []
    if data.get("due_on"):
        said.append(_("until {day}").format(day=_day(data["due_on"])))
    if data.get("condition"):
        condition = str(words.CONDITIONS.get(data["condition"], data["condition"])).lower()
        said.append(_("condition {word}").format(word=condition))
    said += [f"“{data[name]}”" for name in ("note", "reason") if data.get(name)]
    return said


def _target(data: Data, names: Names) -> list[Part]:
    if data.get("holder_id"):
        return [Part(_("to ")), names.party(data["holder_id"])]
    if data.get("place_id"):
        return [Part(_("to ")), names.place(data["place_id"])]
    if data.get("into_asset_id"):
        return [Part(_("into ")), names.asset(data["into_asset_id"])]
    return []


def _created(data: Data, names: Names) -> Said:
    values = data.get("values", {})
    rest = [Part(_("in ")), names.place(values["place_id"])] if values.get("place_id") else []
    small = (
        [_("bought {day}").format(day=_day(values["purchased_on"]))]
        if values.get("purchased_on")
        else []
    )
    return Said(_("Entered"), rest, small)


def _moved(data: Data, names: Names) -> Said:
    after = (data.get("changed") or {}).get("place_id", [None, None])[1]
    rest = [Part(_("to ")), names.place(after)] if after else [Part(_("to no place"))]
    small = _small(data)
    if data.get("with_id"):
        small.append(_("along with {tag}").format(tag=names.asset(data["with_id"]).text))
    return Said(_("Moved"), rest, small)


def _stage(data: Data, names: Names) -> Said:
    after = (data.get("changed") or {}).get("stage", ["", ""])[1]
    return Said(
        _("Stage"), [Part(_("is now ")), Part(words.stage_names().get(after, after))], _small(data)
    )


def _condition(data: Data, names: Names) -> Said:
    after = (data.get("changed") or {}).get("condition", ["", ""])[1]
    word = str(words.CONDITIONS.get(after, after)).lower()
    return Said(_("Condition"), [Part(_("is now ")), Part(word)], _small(data))


def _changed(data: Data, names: Names) -> Said:
    parts: list[Part] = []
    for column, (before, after) in sorted((data.get("changed") or {}).items()):
        if column in HIDDEN:
            continue
        told = f"{COLUMNS.get(column, column.removesuffix('_id').replace('_', ' '))}: "
        parts += [Part("; ")] if parts else []
        parts += [Part(told), *_value(column, before, names), Part(" → ")]
        parts += _value(column, after, names)
    for name, sign in (("keywords_added", "+"), ("keywords_removed", "−")):
        if data.get(name):
            parts += [Part("; ")] if parts else []
            parts.append(Part(" ".join(sign + word for word in data[name])))
    return Said(_("Changed"), parts or [Part("")])


def _value(column: str, value: object, names: Names) -> list[Part]:
    if value in (None, "", {}, []):
        return [Part("–")]
    if column in PARTIES:
        return [names.party(value)]
    if column in PLACES_OF:
        return [names.place(value)]
    if column == "price_minor":
        return [Part(names.money(value))]
    if column.endswith("_on") or column == "warranty_until":
        return [Part(_day(value))]
    return [Part(str(value)[:120])]


PARTIES = frozenset({"holder_id", "supplier_id", "accountable_id"})
PLACES_OF = frozenset({"place_id", "seen_place_id", "held_place_id"})
HIDDEN = frozenset(
    {"version", "updated_at", "place_path", "category_path", "value_minor", "rate", "photo_id"}
)
COLUMNS = {
    "name": lazy("name"),
    "price_minor": lazy("price"),
    "purchased_on": lazy("bought"),
    "warranty_until": lazy("warranty until"),
    "order_no": lazy("order"),
    "refresh_on": lazy("refresh"),
}


def _codes(lead: object) -> Callable[[Data, Names], Said]:
    def say(data: Data, names: Names) -> Said:
        codes = ", ".join(f"{kind} {value}" for kind, value in data.get("identifiers", []))
        return Said(str(lead), [Part(codes)])

    return say


def _plain(lead: object, name: str = "") -> Callable[[Data, Names], Said]:
    def say(data: Data, names: Names) -> Said:
        return Said(
            str(lead), [Part(str(data[name]))] if name and data.get(name) else [], _small(data)
        )

    return say


def _handed(lead: object) -> Callable[[Data, Names], Said]:
    def say(data: Data, names: Names) -> Said:
        return Said(str(lead), _target(data, names), _small(data))

    return say


def _came_back(data: Data, names: Names) -> Said:
    rest = [Part(_("from ")), names.party(data["holder_id"])] if data.get("holder_id") else []
    if data.get("place_id"):
        rest += [Part(_(" to ")), names.place(data["place_id"])]
    return Said(_("Checked in"), rest, _small(data))


def _passed_on(data: Data, names: Names) -> Said:
    giver = data.get("from_holder_id")
    rest = [Part(_("from ")), names.party(giver), Part(" ")] if giver else []
    return Said(_("Transferred"), [*rest, *_target(data, names)], _small(data))


def _seen(data: Data, names: Names) -> Said:
    small = [words.how(data["how"])] if data.get("how") else []
    return Said(_("Seen"), [Part(_("at ")), names.place(data.get("place_id"))], small)


def _undone(data: Data, names: Names) -> Said:
    kind = SAY.get(str(data.get("undid_kind")))
    what = kind.say({}, names).lead if kind else str(data.get("undid_kind", ""))
    return Said(_("Undone"), [Part(what)], _small(data))


def _noted(data: Data, names: Names) -> Said:
    return Said(_("Noted"), [Part(f"“{data.get('text', '')}”")])


def _inside(lead: object, name: str) -> Callable[[Data, Names], Said]:
    def say(data: Data, names: Names) -> Said:
        return Said(str(lead), [names.asset(data.get(name))])

    return say


SAY: dict[str, Kind] = {
    "register.created": Kind("tag", RECORD, _created),
    "register.changed": Kind("pencil", RECORD, _changed),
    "register.moved": Kind("map-pin", PLACES, _moved, "acc"),
    "register.stage_changed": Kind("refresh-cw", RECORD, _stage, "warn"),
    "register.condition_changed": Kind("gauge", RECORD, _condition),
    "register.identifier_added": Kind("barcode", RECORD, _codes(lazy("Code added"))),
    "register.identifier_removed": Kind("barcode", RECORD, _codes(lazy("Code removed"))),
    "register.contained": Kind("package-plus", PLACES, _inside(lazy("Put into"), "container_id")),
    "register.taken_out": Kind(
        "package-minus", PLACES, _inside(lazy("Taken out of"), "container_id")
    ),
    "register.hold_placed": Kind("octagon-alert", RECORD, _plain(lazy("On hold")), "warn"),
    "register.hold_lifted": Kind("circle-check", RECORD, _plain(lazy("Hold lifted")), "ok"),
    "register.noted": Kind("message-square", RECORD, _noted),
    "register.attached": Kind("paperclip", FILES, _plain(lazy("File added"), "name")),
    "register.detached": Kind("paperclip", FILES, _plain(lazy("File removed"), "name")),
    "register.merged": Kind("git-merge", RECORD, _plain(lazy("Merged with another record"))),
    "register.merged_into": Kind("git-merge", RECORD, _inside(lazy("Merged into"), "into_id")),
    "register.unmerged": Kind("split", RECORD, _plain(lazy("Separate records again"))),
    "register.archived": Kind("archive", RECORD, _plain(lazy("Archived"))),
    "register.restored": Kind("archive-restore", RECORD, _plain(lazy("Restored"))),
    "register.voided": Kind("circle-x", RECORD, _plain(lazy("Voided")), "bad"),
    "register.seen": Kind("scan-line", PLACES, _seen, "ok"),
    "register.confirmed": Kind("clipboard-check", PLACES, _plain(lazy("Confirmed")), "ok"),
    "register.undone": Kind("undo-2", RECORD, _undone),
    "custody.checked_out": Kind("log-out", CUSTODY, _handed(lazy("Checked out")), "acc"),
    "custody.checked_in": Kind("log-in", CUSTODY, _came_back, "ok"),
    "custody.transferred": Kind("arrow-right-left", CUSTODY, _passed_on, "acc"),
    "custody.moved_along": Kind("package", PLACES, _inside(lazy("Moved along with"), "inside_id")),
    "custody.undone": Kind("undo-2", CUSTODY, _undone),
    "custody.due_changed": Kind("calendar-clock", CUSTODY, _plain(lazy("Due day changed"))),
    "custody.reminded": Kind("mail", CUSTODY, _plain(lazy("Reminded of the return"))),
    "labels.printed": Kind("printer", RECORD, _plain(lazy("Label printed"))),
}


def kind_of(kind: str) -> Kind:
    """Return how a kind of entry looks; one that nobody put into words is shown by its name."""
    return SAY.get(kind) or Kind("circle-dot", RECORD, _plain(kind.replace("_", " ")))
