"""What keeps devices from being entered and bound, as answers."""

from django.utils.translation import gettext_lazy as _

from wherehold.kernel.errors import Conflict, Invalid


class KeyTaken(Conflict):
    """Two devices would answer to one name."""

    code = "tracking.key_taken"
    title = _("Key taken")
    message = _("There is a device {key} already.")


class BadKey(Invalid):
    """A device is called by a short text."""

    code = "tracking.bad_key"
    title = _("Not a key")
    message = _("A device is called by 1 to 128 characters, without spaces around; {key!r} is not.")


class BadKind(Invalid):
    """There is no such kind of device."""

    code = "tracking.bad_kind"
    title = _("Unknown kind of device")
    message = _("There is no kind of device {kind!r}. Known: {known}.")


class BadDays(Invalid):
    """Readings are kept for whole days."""

    code = "tracking.bad_days"
    title = _("Not a number of days")
    message = _("Readings are kept for 1 to {most} days, or without limit; {days} is neither.")


class BoundTwice(Conflict):
    """A device would have been in two places at once."""

    code = "tracking.bound_twice"
    title = _("Bound already then")
    message = _("{device} was bound to something else at {at}. What was so stays so.")


class NotBound(Conflict):
    """A device is on nothing, so it cannot be taken off."""

    code = "tracking.not_bound"
    title = _("Not bound")
    message = _("{device} is on nothing at {at}.")


class OneOfBoth(Invalid):
    """A device is on an asset or at a place."""

    code = "tracking.one_of_both"
    title = _("Asset or place")
    message = _("{device}: say either an asset or a place.")


class TooEarly(Invalid):
    """An instant that no binding begins or ends at."""

    code = "tracking.bad_instant"
    title = _("Not then")
    message = _("{device}: {at} is before 2000 or has not come yet.")


class BadZone(Invalid):
    """A zone that cannot be."""

    code = "tracking.bad_zone"
    title = _("Not a zone")
    message = _("{zone}: {reason}")


class ZoneTaken(Conflict):
    """Two zones of one name in one call."""

    code = "tracking.zone_taken"
    title = _("Zone named twice")
    message = _("{zone} is named twice.")


class NotElsewhere(Conflict):
    """A thing was not last seen elsewhere than it is recorded to be."""

    code = "tracking.not_elsewhere"
    title = _("Nothing disagrees")
    message = _("{tag} was not last seen elsewhere than it is recorded to be.")


class NoPlace(Conflict):
    """There is no place to speak of: not recorded, or never seen."""

    code = "tracking.no_place"
    title = _("No place known")
    message = _("{tag} is recorded or was seen at no place.")


class BadPlan(Invalid):
    """Something about a plan cannot be so."""

    code = "tracking.bad_plan"
    title = _("Not a plan")
    message = _("{field}: {why}")


class NotCalibrated(Conflict):
    """Areas are drawn in metres, and nobody has said how long a metre is."""

    code = "tracking.not_calibrated"
    title = _("Not calibrated yet")
    message = _("Say of two points of the plan where they are. Then areas are drawn on it.")


class BadShare(Invalid):
    """A link that cannot be."""

    code = "tracking.bad_share"
    title = _("Not a link")
    message = _("{field}: {why}")


class BadGlimpse(Invalid):
    """A request to look that cannot be."""

    code = "tracking.bad_look"
    title = _("Not possible so")
    message = _("{field}: {why}")


class SameTwo(Conflict):
    """Two people decide that somebody may be looked at, or that less is kept from others."""

    code = "tracking.same_two"
    title = _("Somebody else grants it")
    message = _("Whoever asks for it, or is looked at, does not grant it.")


class GlimpseOver(Conflict):
    """Nobody may look by this request, or not any more."""

    code = "tracking.look_over"
    title = _("Nothing to look at by this")
    message = _("It is not granted, has ended, or was granted before. Ask anew.")


class BadPrivacy(Invalid):
    """Settings of privacy that cannot be: beyond the floor, without a reason, or the same."""

    code = "tracking.bad_privacy"
    title = _("Not possible so")
    message = _("{field}: {why}")


class RuleOver(Conflict):
    """Nobody waits for these settings to be granted, or not any more."""

    code = "tracking.privacy_over"
    title = _("Nothing to grant")
    message = _("It was granted before, or something newer has been set. Ask anew.")


class BadMap(Invalid):
    """A file that is no map that can be shown."""

    status = 415
    code = "tracking.bad_map"
    title = _("Not a map")
    message = _("It must be a PMTiles archive of pictures. {why}")


class NotShown(Conflict):
    """Where a thing is that a person keeps is not shown to others, or it has told nothing."""

    code = "tracking.not_shown"
    title = _("Not to be seen")
    message = _("{asset}: {why}")


class NoLooking(Conflict):
    """Nobody looks at people here, not in an emergency either."""

    code = "tracking.no_looking"
    title = _("Switched off")
    message = _(
        "Nobody may look where a person is, by the settings of privacy, not in an emergency either."
    )
