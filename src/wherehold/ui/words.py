"""The words that scripts show: translated here, read by the islands from the page."""

from django.utils.translation import gettext_lazy as _

PALETTE_KINDS = (
    ("", _("All")),
    ("asset", _("Assets")),
    ("person", _("People")),
    ("place", _("Places")),
    ("document", _("Documents")),
    ("command", _("Do")),
)

ISLANDS = {
    "all_selected": _("All {count} selected"),
    "camera_cannot": _("The camera cannot be used here"),
    "camera_denied": _(
        "The browser was told not to give this page the camera. Allow it in the settings of the "
        "page (the symbol beside the address), then load the page again. Typing and hardware "
        "scanners work meanwhile."
    ),
    "camera_https": _(
        "Browsers give a camera only to pages that come over https, and this one does not. Set up "
        "https for this installation; typing and hardware scanners work meanwhile."
    ),
    "camera_none": _("This device has no camera that the browser can use."),
    "camera_off": _("Turn the camera off"),
    "camera_reader": _("The code reader could not be loaded. Load the page again."),
    "camera_view": _("What the camera sees"),
    "cancel": _("Cancel"),
    "clear": _("Clear"),
    "copied": _("Copied {text}"),
    "copy_by_hand": _("Press Ctrl C to copy what is marked."),
    "dismiss": _("Dismiss"),
    "failed": _("That did not work (error {status}). Nothing was half done; try again."),
    "found": _("{count} found"),
    "go_on": _("Go on"),
    "next_camera": _("Next camera"),
    "nothing_found": _("Nothing found for “{text}”"),
    "only_here": _("{count} acts are only on this phone"),
    "send_now": _("Try to send now"),
    "stranded": _(
        "Signing out would lose them, so it waits until they are sent. They survive closing the "
        "app and an empty battery."
    ),
    "offline": _("The server cannot be reached. Nothing was sent."),
    "selected": _("{count} selected"),
    "slow": _("The server takes too long. Load the page to see whether it was done."),
    "torch": _("Light"),
    "undo": _("Undo"),
    "zoom": _("Zoom"),
}

TONES = {
    # stages
    "planned": "out",
    "ordered": "out",
    "in_stock": "ok",
    "in_service": "ok",
    "in_repair": "warn",
    "missing": "bad",
    "retired": "",
    "disposed": "",
    # custody
    "checked_out": "acc",
    "held": "acc",
    "overdue": "bad",
    "due": "warn",
    "blocked": "warn",
    # conditions
    "new": "ok",
    "good": "ok",
    "worn": "warn",
    "damaged": "warn",
    "broken": "bad",
    # runs of jobs and imports
    "queued": "out",
    "running": "acc",
    "done": "ok",
    "failed": "bad",
    "undone": "",
    # places
    "agrees": "ok",
    "wrong_place": "warn",
    "silent": "out",
}

# What a phone says that goes on without a network.
PHONE = {
    "lost": _("No connection"),
    "undo": _("Undo"),
    "taken_back": _("Taken back"),
    "here": _("You are here"),
    "unknown_here": _("Not known on this phone"),
    "looked_up": _("The server looks when it hears of it."),
    "not_done": _("Not done"),
    "photo": _("Photo"),
    "photo_put": _("The photo has arrived."),
    "photo_waits": _("The photo waits on this phone."),
    "photo_lost": _("The photo was not taken in. Try again."),
    "condition": _("Condition"),
    "condition_said": _("Condition said"),
    "condition.new": _("New"),
    "condition.good": _("Good"),
    "condition.worn": _("Worn"),
    "condition.damaged": _("Damaged"),
    "condition.broken": _("Broken"),
    "one_waits": _("1 act waits on this phone since {time}"),
    "many_wait": _("{count} acts wait on this phone since {time}"),
    "no_network": _("No network. You can go on."),
    "along": _("Knows {place} without a network: {count}"),
    "everywhere": _("everything"),
    "not_along": _("This phone knows nothing without a network yet."),
}
