"""What the demonstration looks for, and the plan of the hall where it is likely to be."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile

from wherehold.kernel.actor import Actor
from wherehold.loss import commands as loss
from wherehold.project.demo.setting import Scenery
from wherehold.register import files
from wherehold.register.queries import listing
from wherehold.tracking import commands
from wherehold.tracking.commands import NewArea
from wherehold.tracking.floors import Anchor

HALL, SEARCHER = "Hall 1", "Tomás Rey"
WIDE_M, DEEP_M, PIXELS_A_METRE = 40, 24, 30
# Left, bottom, right and top of each room in metres.
ROOMS = {
    "Racking A": (1, 13, 25, 23),
    "Racking B": (1, 6, 25, 12),
    "Tool crib": (26, 13, 39, 23),
    "Workshop": (26, 1, 39, 12),
}
DOORS = ((32, 12.5), (25.5, 9), (12, 0.5))
PAPER, WALL, SHELF = "#ffffff", "#3f3f46", "#d4d4d8"


def lay(actor: Actor, made: Scenery) -> None:
    """Give the hall its plan, say how large it is, and draw its rooms."""
    place = made.places[HALL]
    kept = files.keep(SimpleUploadedFile("hall-1.png", _drawn(), "image/png"), photo=True)
    commands.lay_plan(actor=actor, place_id=place, kept=kept)
    far = (WIDE_M * PIXELS_A_METRE, 0)
    commands.calibrate(
        actor=actor,
        place_id=place,
        first=Anchor(px=(0, DEEP_M * PIXELS_A_METRE), metres=(0, 0)),
        second=Anchor(px=far, metres=(WIDE_M, DEEP_M)),
    )
    areas = [
        NewArea(
            name=name,
            corners=[(left, low), (right, low), (right, high), (left, high)],
            place_id=made.places[name],
        )
        for name, (left, low, right, high) in ROOMS.items()
    ]
    commands.draw_areas(actor=actor, place_id=place, areas=areas)


def seek(made: Scenery) -> None:
    """Begin to search for what is missing."""
    searcher = made.actor(SEARCHER)
    for missing in listing.ids_matching(actor=searcher, given={"stage": ["missing"]}):
        loss.suspect(
            actor=searcher,
            asset_ids=missing,
            reason="count",
            note="Not found when the hall was counted",
            owner_id=searcher.party_id,
        )


def _drawn() -> bytes:
    """Draw the hall as an architect would print it."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (WIDE_M * PIXELS_A_METRE, DEEP_M * PIXELS_A_METRE), PAPER)
    pen = ImageDraw.Draw(picture)

    def box(left: float, low: float, right: float, high: float) -> tuple[float, ...]:
        return tuple(value * PIXELS_A_METRE for value in (left, DEEP_M - high, right, DEEP_M - low))

    pen.rectangle(box(0.3, 0.3, WIDE_M - 0.3, DEEP_M - 0.3), outline=WALL, width=10)
    for name, (left, low, right, high) in ROOMS.items():
        if name.startswith("Racking"):
            for row in range(int(low) + 1, int(high), 3):
                pen.rectangle(box(left + 1, row, right - 1, row + 1), outline=WALL, fill=SHELF)
        else:
            pen.rectangle(
                box(left - 0.5, low - 0.5, right + 0.5, high + 0.5), outline=WALL, width=6
            )
    for x, y in DOORS:
        pen.rectangle(box(x - 1, y - 0.6, x + 1, y + 0.6), fill=PAPER)
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
