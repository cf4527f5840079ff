"""Finders: one pure function each, from facts of a moment to what is to be told of."""

from wherehold.alerts.finders import (
    apart_from,
    battery_low,
    device_silent,
    disagree,
    due_soon,
    entered_zone,
    hold_broken,
    leaver,
    left_zone,
    low_stock,
    moved_after_hours,
    moved_in_store,
    not_seen,
    overdue_return,
    reserved_not_back,
    sensor_beyond,
    speed,
    two_places,
    warranty_ending,
)

FINDERS = {
    one.FINDER.code: one.FINDER
    for one in (
        left_zone,
        entered_zone,
        apart_from,
        device_silent,
        battery_low,
        overdue_return,
        due_soon,
        reserved_not_back,
        not_seen,
        disagree,
        two_places,
        moved_in_store,
        moved_after_hours,
        sensor_beyond,
        speed,
        hold_broken,
        leaver,
        low_stock,
        warranty_ending,
    )
}
