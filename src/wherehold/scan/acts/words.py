"""Writing down and putting right, from a phone."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from wherehold.register.commands import changes, lifecycle, notes
from wherehold.scan.acts.act import Act, Args, Doing, State, Text
from wherehold.scan.refusals import BadArguments, EditedMeanwhile

TEXTS = frozenset({"name", "tag", "serial", "order_no", "notes"})
OWN = "fields."


class Note(Args):
    """What is to be written down."""

    text: Text


class Condition(Args):
    """The state that a thing is in."""

    condition: str
    note: Text = ""


class Edit(Args):
    """One field, and what it is to say."""

    field: Annotated[str, Field(max_length=100)]
    value: Text | int | bool | list[Text] | None


def _note(doing: Doing) -> None:
    notes.note(
        actor=doing.actor,
        asset_ids=[doing.thing.pk],
        text=doing.args.text,
        at=doing.at,
        act=doing.act,
    )


def _condition(doing: Doing) -> None:
    lifecycle.set_condition(
        actor=doing.actor,
        conditions={doing.thing.pk: doing.args.condition},
        note=doing.args.note,
        at=doing.at,
        act=doing.act,
    )


def _condition_now(doing: Doing) -> State:
    now = doing.thing.condition
    fields = {"asset": doing.thing.tag, "field": "condition", "value": now}
    same = now == doing.args.condition
    return State(base=now, told={"value": now}, over=EditedMeanwhile(fields), same=same)


def _condition_back(doing: Doing, before: State) -> None:
    lifecycle.set_condition(
        actor=doing.actor, conditions={doing.thing.pk: before.base}, act=doing.act
    )


def _edit(doing: Doing) -> None:
    _change(doing, _read(doing.args.field, doing.args.value))


def _change(doing: Doing, value: Any) -> None:  # noqa: ANN401 - whatever the field holds
    name = doing.args.field
    own = name.startswith(OWN)
    given = {"fields": {name.removeprefix(OWN): value}} if own else {name: value}
    changes.change_assets(
        actor=doing.actor, changes={doing.thing.pk: given}, at=doing.at, act=doing.act
    )


def _field_now(doing: Doing) -> State:
    name = doing.args.field
    wanted = _read(name, doing.args.value)
    own = name.startswith(OWN)
    now = (
        doing.thing.fields.get(name.removeprefix(OWN)) if own else getattr(doing.thing, name, None)
    )
    plain = now.isoformat() if isinstance(now, date) else now
    fields = {"asset": doing.thing.tag, "field": name, "value": plain}
    told = {"field": name, "value": plain}
    return State(base=plain, told=told, over=EditedMeanwhile(fields), same=now == wanted)


def _field_back(doing: Doing, before: State) -> None:
    _change(doing, _read(doing.args.field, before.base))


def _read(name: str, value: Any) -> Any:  # noqa: ANN401 - whatever the field holds
    """Return a value as the register takes it.

    Raises: BadArguments.
    """
    if name in changes.DAYS and value is not None:
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            raise BadArguments({"field": name, "why": "no day such as 2026-03-02"}) from None
    if name in TEXTS and not isinstance(value, str):
        raise BadArguments({"field": name, "why": "not a text"})
    if name not in TEXTS | changes.DAYS and not name.startswith(OWN):
        raise BadArguments({"field": name, "why": "a phone does not edit this"})
    return value


NOTE = Act(args=Note, run=_note)
CONDITION = Act(
    args=Condition,
    run=_condition,
    state=_condition_now,
    force=_condition,
    restore=_condition_back,
)
EDIT = Act(args=Edit, run=_edit, state=_field_now, force=_edit, restore=_field_back)
