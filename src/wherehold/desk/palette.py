"""What Ctrl-K offers: things, people, places and commands, each with what one likely does."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.desk import words
from wherehold.kernel.actor import Actor
from wherehold.register.addresses import address_of
from wherehold.register.queries import lines, omni, parties

Item = dict[str, Any]
# Words, icon, page, permission and keys of what can be done from anywhere.
COMMANDS = (
    (gettext_lazy("Add asset"), "plus", "desk:new-asset", "asset.create", ()),
    (gettext_lazy("Add a person"), "user-plus", "custody:new-person", "party.edit", ()),
    (gettext_lazy("Check out"), "log-out", "custody:check-out", "custody.check_out", ()),
    (gettext_lazy("Check in"), "log-in", "custody:check-in", "custody.check_in", ()),
    (gettext_lazy("Scan"), "scan-line", "scan:scan", "asset.see", ("G", "S")),
    (gettext_lazy("All assets"), "boxes", "desk:assets", "asset.see", ("G", "A")),
    (gettext_lazy("Overview"), "layout-dashboard", "insights:overview", "asset.see", ("G", "O")),
    (gettext_lazy("All activity"), "activity", "desk:activity", "asset.see", ()),
    (gettext_lazy("Custody"), "package-check", "custody:custody", "asset.see", ("G", "C")),
    (gettext_lazy("People"), "users", "custody:people", "party.see", ("G", "P")),
    (gettext_lazy("Places"), "map-pin", "accounts:places", "place.edit", ("G", "L")),
    (gettext_lazy("Import a file"), "file-up", "importers:imports", "import.run", ("G", "I")),
    (gettext_lazy("Print labels"), "printer", "labels:labels", "label.print", ("G", "B")),
    (gettext_lazy("Settings"), "settings", "accounts:settings", "", ("G", "T")),
)


def groups(actor: Actor, text: str, kind: str) -> list[dict[str, Any]]:
    """Return the groups of answers, best first; without a text what was used lately."""
    found = omni.find(actor=actor, text=text, kind=kind) if kind != "command" else None
    shown: list[tuple[str, list[Item]]] = []
    if found:
        first = [item for line in found.exact[:3] for item in _with_act(actor, line)]
        rest = [_asset(actor, line) for line in found.assets]
        people = [_person(actor, line) for line in found.people]
        places = [_place(*one) for one in found.places]
        shown = [
            (_("Best match"), first),
            (_("Assets") if text else _("Recent"), rest),
            (_("People and places"), people + places),
        ]
    if kind in ("", "command"):
        people_found = found.people[:1] if found and text else []
        shown.append((_("Do"), [*_to_person(actor, people_found), *_commands(actor, text)]))
    return [{"title": title, "items": items} for title, items in shown if items]


def _asset(actor: Actor, line: lines.Line) -> Item:
    act = _act(actor, line)
    keeper = line.get("holder") or line.get("held_place") or line.get("held_asset")
    held = _("held by {name}").format(name=keeper) if keeper else ""
    detail = " · ".join(filter(None, [line["tag"], held, words.where(line["place"])]))
    return {
        "icon": line["category_icon"] or "box",
        "label": line["name"],
        "detail": detail,
        "url": address_of("asset", line["id"]),
        "act_url": act["url"] if act else "",
        "hint": words.status(line, words.stage_names())[1],
    }


def _with_act(actor: Actor, line: lines.Line) -> list[Item]:
    item = _asset(actor, line) | {"kbd": ["↵"], "hint": _("open")}
    act = _act(actor, line)
    return [item, act | {"kbd": ["Ctrl", "↵"]}] if act else [item]


def _act(actor: Actor, line: lines.Line) -> Item | None:
    """Return what one likely does to a thing: take it back when it is out, else hand it out."""
    held = bool(line["held"])
    name, permission = (
        ("check-in", "custody.check_in") if held else ("check-out", "custody.check_out")
    )
    if not actor.may_somewhere(permission) or line["archived"]:
        return None
    label = _("Check in {tag}") if held else _("Check out {tag}")
    keeper = line.get("holder") or ""
    asked = urlencode({"ids": line["id"], "next": address_of("asset", line["id"])})
    return {
        "icon": "log-in" if held else "log-out",
        "label": label.format(tag=line["tag"]),
        "detail": _("from {name}").format(name=keeper) if keeper else "",
        "url": f"{reverse(f'custody:{name}')}?{asked}",
    }


def _person(actor: Actor, line: parties.PartyLine) -> Item:
    detail = ", ".join(filter(None, [line.unit, line.place])) or line.email
    return {
        "icon": "user" if line.kind == "person" else "users",
        "label": line.name,
        "detail": detail,
        "url": address_of("party", line.id),
    }


def _place(key: int, name: str, full_name: str) -> Item:
    assets = f"{reverse('desk:assets')}?place={key}"
    return {
        "icon": "map-pin",
        "label": name,
        "detail": full_name,
        "url": address_of("place", key) or assets,
        "act_url": assets,
    }


def _to_person(actor: Actor, people: Iterable[parties.PartyLine]) -> list[Item]:
    if not actor.may_somewhere("custody.check_out"):
        return []
    return [
        {
            "icon": "log-out",
            "label": _("Check out to {name}").format(name=line.name),
            "detail": _("then choose or scan"),
            "url": f"{reverse('custody:check-out')}?{urlencode({'holder': line.id})}",
        }
        for line in people
        if line.kind != "supplier"
    ]


def _commands(actor: Actor, text: str) -> list[Item]:
    wanted = text.casefold().split()
    found = []
    for label, icon, page, permission, keys in COMMANDS:
        if permission and not (actor.may_somewhere(permission) or actor.may_own(permission)):
            continue
        if not all(word in str(label).casefold() for word in wanted):
            continue
        try:
            url = reverse(page)
        except NoReverseMatch:
            continue
        found.append({"icon": icon, "label": label, "detail": "", "url": url, "kbd": keys})
    return found[:6]
