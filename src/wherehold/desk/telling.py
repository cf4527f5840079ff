"""What an entry of the ledger says in words: one function for each kind of entry."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.desk import afterwards, partaking, words
from wherehold.kernel import clock, money
from wherehold.kernel.errors import Text
from wherehold.register.addresses import address_of
from wherehold.register.queries.timeline import KINDS, Happened

LATE_S = 300
# What ids in an entry are called, as "place:7".
Names = Mapping[str, str]
COLUMNS = {
    "name": gettext_lazy("name"),
    "tag": gettext_lazy("tag"),
    "serial": gettext_lazy("serial"),
    "model_id": gettext_lazy("model"),
    "category_id": gettext_lazy("kind"),
    "stage": gettext_lazy("stage"),
    "condition": gettext_lazy("condition"),
    "place_id": gettext_lazy("place"),
    "accountable_id": gettext_lazy("accountable"),
    "supplier_id": gettext_lazy("supplier"),
    "order_no": gettext_lazy("order number"),
    "purchased_on": gettext_lazy("day of purchase"),
    "price_minor": gettext_lazy("price"),
    "warranty_until": gettext_lazy("warranty"),
    "refresh_on": gettext_lazy("planned refresh"),
    "notes": gettext_lazy("notes"),
    "fields": gettext_lazy("own fields"),
}
DOORS = {
    "web": gettext_lazy("in the browser"),
    "api": gettext_lazy("over the API"),
    "cli": gettext_lazy("on the command line"),
    "scan": gettext_lazy("by scanner"),
    "phone": gettext_lazy("on a phone"),
    "job": gettext_lazy("by the system"),
}
GROUPS = {
    "custody": (gettext_lazy("Custody"), ()),
    "places": (
        gettext_lazy("Places"),
        ("register.moved", "register.seen", "register.contained", "register.taken_out",
         "custody.moved_along", "tracking."),
    ),
    "changes": (
        gettext_lazy("Changes"),
        ("register.created", "register.changed", "register.stage_changed",
         "register.condition_changed", "register.identifier_added",
         "register.identifier_removed", "register.merged", "register.unmerged",
         "register.archived", "register.restored", "register.undone"),
    ),
    "notes": (
        gettext_lazy("Notes and files"),
        ("register.noted", "register.attached", "register.detached"),
    ),
    "audit": (
        gettext_lazy("Audit"),
        ("register.seen", "register.confirmed", "register.hold_placed", "register.hold_lifted",
         "stocktake.settled", "labels.printed", "scan.settled"),
    ),
}  # fmt: skip
CUSTODY = (
    "custody.checked_out", "custody.checked_in", "custody.transferred", "custody.moved_along",
    "custody.undone", "custody.due_changed", "custody.reminded", "custody.settled",
    *partaking.KINDS,
)  # fmt: skip
UNDOABLE = {
    **dict.fromkeys(("custody.checked_out", "custody.checked_in", "custody.transferred"),
                    "custody.undo"),
    **dict.fromkeys(("register.moved", "register.contained", "register.taken_out"), "asset.move"),
    **dict.fromkeys(("register.changed", "register.stage_changed",
                     "register.condition_changed"), "asset.edit"),
    **dict.fromkeys(("register.archived",), "asset.retire"),
    **dict.fromkeys(("register.merged",), "asset.merge"),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """An entry in words: what happened, by whom and how, when, and when that was written."""

    entry: Happened
    icon: str
    tone: str
    text: SafeString
    who: str
    day: str
    time: str
    title: str
    later: str
    void: bool = False
    undo: bool = False


def kinds_of(group: str) -> tuple[str, ...]:
    """Return the kinds of entries in a group of the timeline; none of them for everything."""
    if group == "custody":
        return CUSTODY
    return GROUPS[group][1] if group in GROUPS else ()


def tell(entry: Happened, *, void: bool = False, undo: bool = False) -> Line:
    """Put an entry into words."""
    if entry.kind in partaking.KINDS:
        icon, tone, text = partaking.tell(entry)
    else:
        icon, tone, text = _EVENTS.get(entry.kind, _other)(entry.data, entry.names)
    if entry.erased:
        text = format_html("<b>{}</b>", _("Erased on request"))
    else:
        text = text or format_html("<b>{}</b>", entry.kind)
    happened, recorded = (
        at.astimezone(clock.zone()) for at in (entry.happened_at, entry.recorded_at)
    )
    late = (recorded - happened).total_seconds() > LATE_S
    return Line(
        entry=entry,
        icon=icon,
        tone=tone,
        text=text,
        who=_who(entry),
        day=_("Today") if happened.date() == clock.today() else date_format(happened, "j F Y"),
        time=date_format(happened, "H:i"),
        title=_("recorded {at}").format(at=date_format(recorded, "DATETIME_FORMAT")),
        later=_("recorded later, {at}").format(at=date_format(recorded, "j M Y H:i"))
        if late
        else "",
        void=void,
        undo=undo,
    )


def _who(entry: Happened) -> str:
    name, door = entry.actor, entry.source
    if name.startswith("job:"):
        name = _("The system")
    if door.startswith("import:"):
        how = _("import {n}").format(n=door.partition(":")[2])
    else:
        how = str(DOORS.get(door, door))
    return " · ".join(filter(None, [name, how]))


def _link(kind: str, key: object, names: Names) -> SafeString:
    """Return a name as a link to its page; a thing that one may not know stays unnamed."""
    name = names.get(f"{kind}:{key}")
    if not name:
        return format_html("{}", _("elsewhere") if kind == "place" else _("somebody"))
    if isinstance(key, int) and (url := address_of(kind, key)):
        return format_html('<a class="lk" href="{}">{}</a>', url, name)
    return format_html("{}", name)


def _said(title: Text, template: str = "", *parts: object) -> SafeString:
    rest = format_html(template, *parts) if template else SafeString("")
    return format_html("<b>{}</b> {}", title, rest)


def _note(data: Mapping[str, Any]) -> SafeString:
    note = data.get("note") or data.get("reason") or ""
    return format_html(" · “{}”", note) if note else SafeString("")


def _now(data: Mapping[str, Any], column: str) -> Any:  # noqa: ANN401 - as JSON has it
    return (data.get("changed") or {}).get(column, [None, None])[1]


def _was(data: Mapping[str, Any], column: str) -> Any:  # noqa: ANN401 - as JSON has it
    return (data.get("changed") or {}).get(column, [None, None])[0]


def _created(data: Mapping[str, Any], names: Names) -> tuple[str, str, SafeString]:
    place = (data.get("values") or {}).get("place_id")
    where = format_html(_("at {}"), _link("place", place, names)) if place else ""
    return "plus", "", _said(_("Entered"), "{}", where)


def _changed(data: Mapping[str, Any], names: Names) -> tuple[str, str, SafeString]:
    parts = [_column(name, pair, names, data) for name, pair in (data.get("changed") or {}).items()
             if name in COLUMNS]  # fmt: skip
    parts += [f"+ {word}" for word in data.get("keywords_added") or ()]
    parts += [f"− {word}" for word in data.get("keywords_removed") or ()]
    return "pencil", "", _said(_("Changed"), "{}", "; ".join(parts))


def _column(name: str, pair: list[Any], names: Names, data: Mapping[str, Any]) -> str:
    label = str(COLUMNS[name])
    if name in ("notes", "fields"):
        return label
    was, now = (_value(name, one, names, data) for one in pair)
    return f"{label} {was} → {now}"


def _value(name: str, value: object, names: Names, data: Mapping[str, Any]) -> str:
    if value in (None, ""):
        return "–"
    if kind := KINDS.get(name):
        return names.get(f"{kind}:{value}", "…")
    known: Mapping[str, Mapping[Any, Any]] = {
        "stage": words.stage_names(),
        "condition": words.CONDITIONS,
    }
    if name in known:
        return str(known[name].get(value, "…"))
    if name == "price_minor":
        return money.plain(int(str(value)), _now(data, "currency") or "EUR")
    return str(value)


def _moved(data: Mapping[str, Any], names: Names) -> tuple[str, str, SafeString]:
    to, was = _now(data, "place_id"), _was(data, "place_id")
    said = (
        _said(_("Moved"), _("to {}"), _link("place", to, names))
        if to
        else _said(_("Moved"), "{}", _("to an unknown place"))
    )
    if was:
        said += format_html(_(", from {}"), _link("place", was, names))
    return "map-pin", "acc", said + _note(data)


def _stage(data: Mapping[str, Any], names: Names) -> tuple[str, str, SafeString]:
    stages = words.stage_names()
    now = str(_now(data, "stage") or "")
    tone = {"in_repair": "warn", "missing": "bad", "in_service": "ok"}.get(now, "")
    icon = {"in_repair": "wrench", "missing": "triangle-alert"}.get(now, "refresh-cw")
    was = stages.get(str(_was(data, "stage")), "")
    return icon, tone, _said(stages.get(now, now), _("before: {}"), was) + _note(data)


def _condition(data: Mapping[str, Any], names: Names) -> tuple[str, str, SafeString]:
    now, was = str(_now(data, "condition")), str(_was(data, "condition"))
    tone = "warn" if now in ("worn", "damaged", "broken") else "ok"
    pair = (words.CONDITIONS.get(was, was), words.CONDITIONS.get(now, now))
    return "gauge", tone, _said(_("Condition"), "{} → {}", *pair) + _note(data)


def _out(data: Mapping[str, Any], names: Names) -> tuple[str, str, SafeString]:
    said = _said(_("Checked out"), _("to {}"), _target(data, names))
    return "log-out", "acc", said + _due(data) + _note(data)


def _passed(data: Mapping[str, Any], names: Names) -> tuple[str, str, SafeString]:
    said = _said(_("Passed on"), _("to {}"), _target(data, names))
    if was := data.get("from_holder_id"):
        said += format_html(_(", from {}"), _link("party", was, names))
    return "arrow-right-left", "acc", said + _due(data) + _note(data)


def _target(data: Mapping[str, Any], names: Names) -> SafeString:
    if key := data.get("place_id"):
        return _link("place", key, names)
    if key := data.get("into_asset_id"):
        return _link("asset", key, names)
    return _link("party", data.get("holder_id"), names)


def _due(data: Mapping[str, Any]) -> SafeString:
    due = data.get("due_on")
    return format_html(_(", due {}"), due) if due else SafeString("")


def _back(data: Mapping[str, Any], names: Names) -> tuple[str, str, SafeString]:
    said = _said(_("Checked in"))
    if key := data.get("holder_id"):
        said = _said(_("Checked in"), _("from {}"), _link("party", key, names))
    if key := data.get("place_id"):
        said += format_html(_(", put at {}"), _link("place", key, names))
    return "log-in", "ok", said + _note(data)


def _along(data: Mapping[str, Any], names: Names) -> tuple[str, str, SafeString]:
    with_ = _link("asset", data.get("inside_id"), names)
    return "package", "", _said(_("Went along"), _("with {}"), with_)


def _undone(data: Mapping[str, Any], names: Names) -> tuple[str, str, SafeString]:
    return "rotate-ccw", "warn", _said(_("Undone"), "{}", data.get("reason") or "")


def _due_changed(data: Mapping[str, Any], names: Names) -> tuple[str, str, SafeString]:
    now = _now(data, "due_on") or _("no day")
    return (
        "calendar-clock",
        "",
        _said(_("Due"), _("on {} now, before: {}"), now, _was(data, "due_on") or "–"),
    )


def _reminded(data: Mapping[str, Any], names: Names) -> tuple[str, str, SafeString]:
    who = _link("party", data.get("holder_id"), names)
    return "mail", "", _said(_("Reminded"), "{}", who)


def _codes(
    title: Text, icon: str
) -> Callable[[Mapping[str, Any], Names], tuple[str, str, SafeString]]:
    def say(data: Mapping[str, Any], names: Names) -> tuple[str, str, SafeString]:
        shown = ", ".join(f"{words.KINDS.get(kind, kind)} {value}"
                          for kind, value in data.get("identifiers") or ())  # fmt: skip
        return icon, "", _said(title, "{}", shown)

    return say


def _contained(data: Mapping[str, Any], names: Names) -> tuple[str, str, SafeString]:
    into = _link("asset", data.get("container_id"), names)
    return "package", "acc", _said(_("Put into"), "{}", into)


def _taken_out(data: Mapping[str, Any], names: Names) -> tuple[str, str, SafeString]:
    of = _link("asset", data.get("container_id"), names)
    return "package-open", "", _said(_("Taken out"), _("of {}"), of)


def _quoted(
    title: Text, icon: str, tone: str, field: str
) -> Callable[[Mapping[str, Any], Names], tuple[str, str, SafeString]]:
    def say(data: Mapping[str, Any], names: Names) -> tuple[str, str, SafeString]:
        text = data.get(field) or ""
        return icon, tone, _said(title, "{}", format_html("“{}”", text) if text else "")

    return say


def _named(
    title: Text, icon: str, field: str
) -> Callable[[Mapping[str, Any], Names], tuple[str, str, SafeString]]:
    def say(data: Mapping[str, Any], names: Names) -> tuple[str, str, SafeString]:
        return icon, "", _said(title, "{}", data.get(field) or "")

    return say


def _seen(data: Mapping[str, Any], names: Names) -> tuple[str, str, SafeString]:
    place = _link("place", data.get("place_id"), names)
    how = words.how(str(data.get("how") or ""))
    return "scan-line", "ok", _said(_("Seen"), _("at {} {}"), place, how)


def _confirmed(data: Mapping[str, Any], names: Names) -> tuple[str, str, SafeString]:
    how = words.how(str(data.get("how") or ""))
    return "badge-check", "ok", _said(_("Confirmed"), "{}", how)


def _other(data: Mapping[str, Any], names: Names) -> tuple[str, str, SafeString]:
    return "circle-dot", "", SafeString("")


_EVENTS: dict[str, Callable[[Mapping[str, Any], Names], tuple[str, str, SafeString]]] = {
    "register.created": _created,
    "register.changed": _changed,
    "register.moved": _moved,
    "register.stage_changed": _stage,
    "register.condition_changed": _condition,
    "register.identifier_added": _codes(gettext_lazy("Code added"), "barcode"),
    "register.identifier_removed": _codes(gettext_lazy("Code taken off"), "barcode"),
    "register.contained": _contained,
    "register.taken_out": _taken_out,
    "register.hold_placed": _quoted(gettext_lazy("On hold"), "hand", "warn", "reason"),
    "register.hold_lifted": _quoted(gettext_lazy("Hold lifted"), "hand", "ok", "reason"),
    "register.noted": _quoted(gettext_lazy("Noted"), "message-square", "", "text"),
    "register.attached": _named(gettext_lazy("File added"), "paperclip", "name"),
    "register.detached": _named(gettext_lazy("File taken off"), "paperclip", "name"),
    "register.merged": _quoted(gettext_lazy("Merged with another record"), "git-merge", "", "note"),
    "register.merged_into": _quoted(
        gettext_lazy("Merged into another record"), "git-merge", "", "note"
    ),
    "register.unmerged": _quoted(
        gettext_lazy("Records taken apart"), "git-merge", "warn", "reason"
    ),
    "register.archived": _quoted(gettext_lazy("Archived"), "archive", "", "note"),
    "register.restored": _quoted(gettext_lazy("Restored"), "archive-restore", "ok", "note"),
    "register.voided": _quoted(gettext_lazy("Entered by mistake"), "eraser", "warn", "reason"),
    "register.seen": _seen,
    "register.confirmed": _confirmed,
    "register.undone": _undone,
    "custody.checked_out": _out,
    "custody.checked_in": _back,
    "custody.transferred": _passed,
    "custody.moved_along": _along,
    "custody.undone": _undone,
    "custody.due_changed": _due_changed,
    "custody.reminded": _reminded,
    **afterwards.TOLD,
    **{kind: _named(*said) for kind, said in afterwards.NAMED.items()},
}
