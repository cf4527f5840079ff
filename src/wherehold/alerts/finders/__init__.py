"""Finders: one pure function each, from the facts of a moment to what is to be told of."""

from wherehold.alerts.finders import battery_low, device_silent, entered_zone, left_zone

FINDERS = {
    one.FINDER.code: one.FINDER for one in (left_zone, entered_zone, device_silent, battery_low)
}
