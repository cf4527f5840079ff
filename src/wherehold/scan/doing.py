"""From what a phone sent to an act that can be done: arguments read, the thing found."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from wherehold.kernel.actor import Actor, system
from wherehold.register import access
from wherehold.register.queries import holding, resolve
from wherehold.scan import refusals
from wherehold.scan.acts import ACTS
from wherehold.scan.acts.act import Act, Args, Asset


def act_named(name: str) -> Act:
    """Return an act. Raises: UnknownAct."""
    if name not in ACTS:
        raise refusals.UnknownAct({"act": name[:40], "known": ", ".join(ACTS)})
    return ACTS[name]


def read(act: Act, args: Mapping[str, Any]) -> BaseModel:
    """Return the arguments of an act. Raises: BadArguments, naming each."""
    try:
        return act.args.model_validate(args)
    except ValidationError as error:
        faults = [
            {"field": ".".join(map(str, one["loc"])) or "args", "why": one["msg"]}
            for one in error.errors()
        ]
        raise refusals.BadArguments(*faults) from None


def thing(actor: Actor, args: BaseModel) -> Asset:
    """Return the thing that an act is about, locked.

    Raises: BadArguments; NotFound, UnknownCode, AmbiguousCode, NotAThing.
    """
    assert isinstance(args, Args)
    [asset] = access.assets_for_update(actor, [_id(actor, args)], "asset.see")
    return asset


def meant(args: Mapping[str, Any]) -> int | None:
    """Return the thing that is meant, whoever may see it: so that the right people are shown it."""
    everybody = system("scan")
    number, code = args.get("asset_id"), args.get("code")
    if isinstance(number, int) and 0 < number < 2**63:
        found = holding.assets_named(actor=everybody, asset_ids=[number])
        return found[0].id if found else None
    hits = resolve.resolve(actor=everybody, code=code) if isinstance(code, str) else []
    return hits[0].id if len(hits) == 1 and hits[0].type == "asset" else None


def _id(actor: Actor, args: Args) -> int:
    if args.asset_id is not None:
        return args.asset_id
    if not args.code:
        raise refusals.BadArguments({"field": "asset_id", "why": "say asset_id or code"})
    hits = resolve.resolve(actor=actor, code=args.code)
    code = args.code[:80]
    if not hits:
        raise refusals.UnknownCode({"scanned": code})
    if len(hits) > 1:
        labels = ", ".join(hit.label for hit in hits[:5])
        raise refusals.AmbiguousCode({"scanned": code, "found": labels})
    if hits[0].type != "asset":
        raise refusals.NotAThing({"scanned": code, "found": hits[0].label})
    return hits[0].id
