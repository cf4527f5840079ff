"""The calibration page: marks at known places, to be measured with a ruler once printed."""

import json
from pathlib import Path

from wherehold.labels.sheet import Press

TEMPLATE = Path(__file__).with_name("calibration.typ")
MARGIN_MM = 20.0
ROLL_MARGIN_MM = 3.0
MARK_MM = 6.0


def page(press: Press, words: dict[str, str]) -> bytes:
    """Draw the page as the printer is calibrated now, as PDF.

    `words` are the sentences on it: "title", "across", "down", "length". Measured lengths that
    differ from those printed beside the marks are what is to be typed in.
    """
    import typst

    width, height = press.stock.page_mm
    margin = ROLL_MARGIN_MM if press.stock.is_roll else MARGIN_MM
    x, y = _at(press, margin, margin)
    end, low = _at(press, width - margin, height - margin)
    about = {
        "page": press.stock.page_mm,
        "corners": [[x, y], [end, y], [x, low], [end, low]],
        "margin": margin,
        "across": round(width - 2 * margin, 2),
        "down": round(height - 2 * margin, 2),
        "mark": min(MARK_MM, margin),
        "small": press.stock.is_roll,
        "words": words,
        "edges": [press.origin(index) for index in range(press.stock.labels)],
        "label": press.stock.label_mm,
    }
    made = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        format="pdf",
        sys_inputs={"data": json.dumps(about)},
    )
    return made[0] if isinstance(made, list) else made


def _at(press: Press, x_mm: float, y_mm: float) -> tuple[float, float]:
    own = press.profile
    return x_mm * own.scale + own.right_mm, y_mm * own.scale + own.down_mm
