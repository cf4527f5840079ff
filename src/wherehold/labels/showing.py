"""What the designer shows beside its form: the sheet, a label enlarged, facts about both."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wherehold.kernel import organisation
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Refusal
from wherehold.labels import access, pictures, subjects
from wherehold.labels.asking import Wanted
from wherehold.labels.content import Label
from wherehold.labels.design import FIELDS, KEYS
from wherehold.labels.layout import Plan
from wherehold.labels.queries import Preview, saved
from wherehold.labels.sheet import Press
from wherehold.labels.symbols import KINDS, Symbol
from wherehold.register.queries import labelled, listing

GS1 = ("elements", "link")


@dataclass(frozen=True)
class Spot:
    """One label of the sheet, to be clicked: where it is, whether it is used up."""

    number: int
    x: str
    y: str
    is_used: bool
    is_first: bool


def lists(actor: Actor, fields: list[str], code: str) -> dict[str, Any]:
    """Return what the form offers.

    Raises: NotAllowed.
    """
    has_prefix = bool(organisation.current().label_options.get("company_prefix"))
    codes = [kind for kind in KINDS.values() if kind.holds not in GS1 or has_prefix]
    order = [*(f for f in fields if f in FIELDS), *(f for f in FIELDS if f not in fields)]
    return {
        "stocks": [(one.code, f"{one.name} · {_many(one)}") for one in saved.stocks(actor=actor)],
        "printers": [
            ("", _("As the stock is made for")),
            *((one.code, one.name) for one in saved.printers(actor=actor)),
        ],
        "codes": codes,
        "keys": list(KEYS.items()),
        "is_gs1": code in KINDS and KINDS[code].holds in GS1,
        "hint": KINDS[code].hint if code in KINDS else "",
        "words": [(name, FIELDS[name], name in fields) for name in order],
        "designs": saved.designs(actor=actor),
    }


def context(actor: Actor, wanted: Wanted) -> dict[str, Any]:
    """Return what is shown of the labels that are wanted; a refusal among it, if there is one."""
    shown: dict[str, Any] = {"wanted": wanted, "number": _number(actor, wanted)}
    try:
        press = access.press(wanted.design)
        shown |= {"press": press, "spots": list(_spots(press)), **_lengths(press)}
        subjects.refuse_address(wanted.design)
        previewed = pictures.previewed(actor, wanted)
        if previewed.labels:
            shown |= _facts(previewed)
    except Refusal as refusal:
        shown["refusal"] = refusal
    return shown


def newest(actor: Actor, room: int) -> list[int]:
    """Return the newest things that have no label yet."""
    return labelled.unlabelled(actor=actor, limit=room)


def _number(actor: Actor, wanted: Wanted) -> int:
    if wanted.given is not None:
        return listing.count(actor=actor, given=wanted.given).number
    named = (wanted.asset_ids, wanted.place_ids, wanted.party_ids)
    return sum(map(len, named)) + len(subjects.COMMANDS) * wanted.commands


def _lengths(press: Press) -> dict[str, str]:
    """Return lengths as a drawing takes them, whatever the language."""
    page, label = press.stock.page_mm, press.stock.label_mm
    named = {"page_width": page[0], "page_height": page[1]}
    named |= {"label_width": label[0], "label_height": label[1]}
    return {name: f"{mm:g}" for name, mm in named.items()}


def _spots(press: Press) -> Iterator[Spot]:
    start = press.design.start_at
    if press.stock.is_roll:
        return
    for index in range(press.stock.labels):
        x, y = press.stock.corner(index)
        yield Spot(index + 1, f"{x:g}", f"{y:g}", index + 1 < start, index + 1 == start)


def _facts(previewed: Preview) -> dict[str, Any]:
    """Return what is to be known of the labels.

    Raises: NoCode, WouldNotScan, DoesNotFit.
    """
    press = previewed.press
    plans = [(label, *press.plan(label)) for label in previewed.labels]
    _label, symbol, plan = plans[0]
    return {
        "has_labels": True,
        "label_size": press.stock.size,
        "code": _code(press, symbol, plan) if symbol else None,
        "checks": list(_checks(press, plans)),
    }


def _code(press: Press, symbol: Symbol, plan: Plan) -> dict[str, Any]:
    mm = press.profile.mm
    return {
        "width": f"{mm(plan.width):.1f}",
        "modules": symbol.columns,
        "module": f"{mm(plan.module):.2f}",
        "least": f"{symbol.kind.module_mm_min:.2f}",
        "dots": plan.module,
    }


def _checks(
    press: Press, plans: list[tuple[Label, Symbol | None, Plan]]
) -> Iterator[tuple[str, bool]]:
    """Yield sentences about the labels, each with whether it is all right."""
    symbol = plans[0][1]
    if symbol is not None:
        yield _("White edge round the code is kept"), True
        reader = _("Laser guns read it") if symbol.kind.is_linear else _("Phones read it")
        yield f"{reader} · {press.profile.dpi} dpi", True
    cut = sum(any(line.text.endswith("…") for line in plan.lines) for _l, _s, plan in plans)
    if cut:
        text = ngettext(
            "{count} label of this sheet has words that are cut short",
            "{count} labels of this sheet have words that are cut short",
            cut,
        )
        yield text.format(count=cut), False
    else:
        yield _("All words fit"), True


def _many(stock: Any) -> str:  # noqa: ANN401 - a stock
    roll = _("roll")
    sheet = _("{count} on a sheet").format(count=stock.labels)
    return f"{roll if stock.is_roll else sheet} · {stock.size}"
