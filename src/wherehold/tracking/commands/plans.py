"""Acts on plans of places: laid, calibrated, and areas drawn on them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register import files
from wherehold.register.commands import attachments
from wherehold.register.queries import places
from wherehold.register.queries.attachments import Subject, may_attach
from wherehold.tracking import events, floors
from wherehold.tracking.floors import METRES_MAX, Anchor, BadPoints, Pair
from wherehold.tracking.models import Area, Plan
from wherehold.tracking.refusals import BadPlan, NotCalibrated

AREAS_MAX, CORNERS_MAX, NAME_MAX = 200, 200, 200


@dataclass(frozen=True, kw_only=True)
class NewArea:
    """An area to be drawn: its corners in metres, and the place that it is, if it is one."""

    name: str
    corners: Sequence[Pair]
    place_id: int | None = None


@transaction.atomic
def lay_plan(*, actor: Actor, place_id: int, kept: files.Kept) -> int:
    """Give a place a picture that was received as its plan; return the plan.

    Its areas stay, and how it lies is to be said anew.

    Raises: NotFound, NotAllowed (place.edit); BadPlan (no picture).
    Records: register.place_attached, tracking.plan_laid.
    """
    subject = Subject("place", place_id)
    if kept.kind != "photo":
        files.drop([kept])
        raise BadPlan({"field": "file", "why": _("a JPEG, PNG or WebP picture is wanted.")})
    [key] = attachments.attach_files(actor=actor, subject=subject, kept=[kept])
    width, height = files.size_px(kept.stored)
    now = clock.now()
    plan, _made = Plan.objects.update_or_create(
        place_id=place_id,
        defaults={
            "attachment_id": key,
            "width_px": width,
            "height_px": height,
            "anchors": [],
            "changed_at": now,
        },
    )
    event = events.PlanLaid(subject_id=place_id, attachment_id=key)
    ledger.record([event], actor=actor, happened_at=now)
    return plan.pk


@transaction.atomic
def calibrate(*, actor: Actor, place_id: int, first: Anchor, second: Anchor) -> None:
    """Say of two points of a plan where they lie in metres, and perhaps on the earth.

    Raises: NotFound, NotAllowed (place.edit); BadPlan.
    Records: tracking.plan_calibrated.
    """
    plan = _enter(actor, place_id)
    try:
        floors.floor(first, second)
    except BadPoints as error:
        raise BadPlan({"field": "points", "why": str(error)}) from error
    earth = [one.earth for one in (first, second)]
    if (earth[0] is None) != (earth[1] is None) or not all(_on_earth(one) for one in earth if one):
        raise BadPlan({"field": "points", "why": _("latitude and longitude of both, or of none.")})
    plan.anchors = [[*one.px, *one.metres, *(one.earth or ())] for one in (first, second)]
    plan.changed_at = clock.now()
    plan.save(update_fields=["anchors", "changed_at"])
    told = [" ".join(f"{value:.6f}" for value in one) for one in plan.anchors]
    event = events.PlanCalibrated(subject_id=place_id, anchors=told)
    ledger.record([event], actor=actor, happened_at=plan.changed_at)


@transaction.atomic
def draw_areas(*, actor: Actor, place_id: int, areas: Sequence[NewArea]) -> list[int]:
    """Draw areas on a plan, all or none, or draw those of the same name anew; return their ids.

    Raises: NotFound (plan, places), NotAllowed (place.edit); BadPlan, NotCalibrated.
    Records: tracking.areas_drawn.
    """
    plan = _enter(actor, place_id)
    if not plan.anchors:
        raise NotCalibrated({"place_id": place_id})
    _fit(areas)
    places.known(actor=actor, place_ids={a.place_id for a in areas if a.place_id is not None})
    rows = [
        Area(
            plan=plan,
            name=one.name.strip(),
            corners=[[round(x, 3), round(y, 3)] for x, y in one.corners],
            place_id=one.place_id,
        )
        for one in areas
    ]
    bulk.put(rows, key=["plan_id", "name"], columns=["corners", "place"])
    if Area.objects.filter(plan=plan).count() > AREAS_MAX:
        raise BadPlan({"field": "areas", "why": _("at most {n}.").format(n=AREAS_MAX)})
    names = sorted(row.name for row in rows)
    event = events.AreasDrawn(subject_id=place_id, names=names)
    ledger.record([event], actor=actor, happened_at=clock.now())
    found = Area.objects.filter(plan=plan, name__in=names).order_by("pk")
    return list(found.values_list("pk", flat=True))


@transaction.atomic
def erase_areas(*, actor: Actor, place_id: int, area_ids: Iterable[int]) -> None:
    """Take areas off a plan, all or none.

    Raises: NotFound, naming every one; NotAllowed (place.edit).
    Records: tracking.areas_erased.
    """
    plan = _enter(actor, place_id)
    ids = set(area_ids)
    rows = list(Area.objects.select_for_update().filter(plan=plan, pk__in=ids).order_by("pk"))
    if missing := sorted(ids - {row.pk for row in rows}):
        raise NotFound(*({"what": "area", "key": key} for key in missing))
    Area.objects.filter(pk__in=ids).delete()
    event = events.AreasErased(subject_id=place_id, names=[row.name for row in rows])
    ledger.record([event], actor=actor, happened_at=clock.now())


def _enter(actor: Actor, place_id: int) -> Plan:
    """Return the plan of a place that the actor may edit, locked. Raises: NotFound, NotAllowed."""
    may_attach(actor=actor, subject=Subject("place", place_id))
    plan = Plan.objects.select_for_update().filter(place=place_id).first()
    if plan is None:
        raise NotFound({"what": "plan", "key": place_id})
    return plan


def _fit(areas: Sequence[NewArea]) -> None:
    """Raises: BadPlan, naming every area that cannot be."""
    wrong = []
    names = [one.name.strip() for one in areas]
    for one, name in zip(areas, names, strict=True):
        flat = [value for corner in one.corners for value in corner]
        if not 0 < len(name) <= NAME_MAX or "\0" in name or names.count(name) > 1:
            wrong.append({"field": name[:40] or "name", "why": _("each has a name of its own.")})
        elif not 3 <= len(one.corners) <= CORNERS_MAX:
            wrong.append({"field": name, "why": _("an area has three corners and more.")})
        elif not all(isfinite(value) and abs(value) <= METRES_MAX for value in flat):
            wrong.append({"field": name, "why": _("numbers within reason are wanted.")})
    if wrong or not areas:
        raise BadPlan(*(wrong or [{"field": "areas", "why": _("draw at least one.")}]))


def _on_earth(one: Pair) -> bool:
    return all(isfinite(value) for value in one) and abs(one[0]) <= 89 and abs(one[1]) <= 180
