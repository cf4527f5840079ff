"""The rows of the list of assets: what each says of its thing, and what one does next with it."""

from collections.abc import Container
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wherehold.desk import words
from wherehold.kernel import clock
from wherehold.register.queries.listing import Line
from wherehold.ui import jinja
from wherehold.ui.request import AuthedRequest
from wherehold.ui.templatetags.ui import money

# What one likely does next with a thing that is out or not, and by what right.
NEXT = ((True, "check-in", "custody.check_in"), (False, "check-out", "custody.check_out"))


def drawn(request: AuthedRequest, lines: list[Line], shown: Container[str]) -> SafeString:
    """Draw lines with the columns that are shown; "" without any."""
    context = {
        "lines": _told(request, lines),
        "shown": shown,
        "words": {
            "select": _("Select"),
            "move": _("Move"),
            "more": _("More for"),
            "check_in": _("Check in"),
            "check_out": _("Check out"),
        },
        "may_move": request.auth.may_somewhere("asset.move"),
        "move_url": reverse("desk:bulk", args=["move"]),
    }
    return jinja.rows("desk/asset_rows.html", context)


def head(headings: list[dict[str, Any]]) -> SafeString:
    """Draw the headings of the columns, with the way to each order: `<c-sort>` for many."""
    return jinja.rows("desk/asset_head.html", {"headings": headings})


def _told(request: AuthedRequest, lines: list[Line]) -> list[Line]:
    """Return lines with what the page says of them: state, where, with whom, what is next."""
    stages, today = words.stage_names(), clock.today()
    base, acts = reverse("desk:assets"), _acts(request)
    for line in lines:
        line["status_code"], line["status"] = words.status(line, stages)
        line["where"] = words.where(line["place"])
        line["holder_name"] = line.get("holder") or ""
        line["keeper"] = line.get("held_place") or line.get("held_asset") or ""
        line["codes"] = " ".join(filter(None, (line["tag"], line["serial"])))
        line["condition_name"] = words.CONDITIONS[line["condition"]]
        line["late"] = bool(line["held"] and line["due_on"] and line["due_on"] < today)
        line["url"] = f"{base}/{line['id']}"
        act = "" if line["archived"] else acts[bool(line["held"])]
        line["act_url"] = act and f"{act}{line['id']}"
        priced = line.get("price_minor") is not None
        line["price"] = money(line["price_minor"], line["currency"]) if priced else ""
    return lines


def _acts(request: AuthedRequest) -> dict[bool, str]:
    back = urlencode({"next": request.get_full_path()})
    return {
        held: f"{reverse(f'custody:{name}')}?{back}&ids="
        if request.auth.may_somewhere(right)
        else ""
        for held, name, right in NEXT
    }
