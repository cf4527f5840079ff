"""Moving and seeing, from a phone."""

from wherehold.kernel import clock
from wherehold.register.commands import moving
from wherehold.register.queries import known
from wherehold.scan.acts.act import Act, Args, Doing, Id, State, Text
from wherehold.scan.refusals import MovedMeanwhile


class Move(Args):
    """Where it goes."""

    place_id: Id
    note: Text = ""


class Seen(Args):
    """Where it was seen, if that is known."""

    place_id: Id | None = None


def _move(doing: Doing) -> None:
    moving.move_assets(
        actor=doing.actor,
        moves={doing.thing.pk: doing.args.place_id},
        note=doing.args.note,
        at=doing.at,
        act=doing.act,
    )


def _state(doing: Doing) -> State:
    """Return where a thing is recorded to be, as far as one may know."""
    place_id = doing.thing.place_id
    ids = [] if place_id is None else [place_id]
    name = known.places(actor=doing.actor, ids=ids).get(place_id or 0, "?") if ids else "–"
    over = MovedMeanwhile({"asset": doing.thing.tag, "place": name})
    told = {"place_id": None if name == "?" else place_id, "place": name}
    return State(base=place_id, told=told, over=over, same=doing.args.place_id == place_id)


def _restore(doing: Doing, before: State) -> None:
    moves = {doing.thing.pk: before.base}
    moving.move_assets(actor=doing.actor, moves=moves, at=clock.now(), act=doing.act)


def see(doing: Doing) -> None:
    """Write down that a thing was seen: at a place, or at all."""
    if doing.args.place_id is None:
        moving.confirm_assets(
            actor=doing.actor,
            asset_ids=[doing.thing.pk],
            how="phone",
            in_place=False,
            at=doing.at,
            act=doing.act,
        )
        return
    seen = moving.Sighting(
        asset_id=doing.thing.pk, place_id=doing.args.place_id, at=doing.at, how="phone"
    )
    moving.see_assets(actor=doing.actor, sightings=[seen], act=doing.act)


MOVE = Act(args=Move, run=_move, state=_state, force=_move, restore=_restore)
SEEN = Act(args=Seen, run=see)
