"""ZPL II for Zebra printers and those that speak it, written by ourselves.

Codes are sent as pictures of exactly the dots that were made and tested (^GF), since printers
choose version, mask and code set each in their own way; words as the printer's own font. Every
control letter in words goes as hex (^FH), so a name cannot become a command.

Source: ZPL II Programming Guide: ^XA, ^PW, ^LL, ^CI28, ^FO, ^GF, ^A0, ^FH, ^RS, ^RFW.
"""

from collections.abc import Iterator, Sequence

from wherehold.labels.content import Label
from wherehold.labels.layout import Plan
from wherehold.labels.sheet import Press
from wherehold.labels.symbols import Symbol
from wherehold.labels.typography import MM_PER_POINT

# A Gen2 tag, encoded by the printer as it passes.
RFID_SETUP = "^RS8"
_CONTROL = {ord(letter): f"_{ord(letter):02X}" for letter in "^~_\\"}
# Counts of repeated digits in ^GF: G to Y are 1 to 19, g to z are 20 to 400.
_UNITS = "GHIJKLMNOPQRSTUVWXY"
_TWENTIES = "ghijklmnopqrstuvwxyz"
_REPEATS_MAX = 400


def write(press: Press, labels: Sequence[Label]) -> Iterator[str]:
    """Yield the format of each label.

    Raises: NoCode, WouldNotScan, DoesNotFit.
    """
    for label in labels:
        symbol, plan = press.plan(label)
        yield "".join(_parts(press, label, symbol, plan))


def _parts(press: Press, label: Label, symbol: Symbol | None, plan: Plan) -> Iterator[str]:
    profile, (width, height) = press.profile, press.stock.label_mm
    right, down = (round(mm / profile.mm(1)) for mm in (profile.right_mm, profile.down_mm))
    yield f"^XA^CI28^PW{profile.dots_for(width)}^LL{profile.dots_for(height)}^LH0,0\n"
    if label.epc and press.stock.rfid:
        yield f"{RFID_SETUP}^RFW,H^FD{label.epc}^FS\n"
    if symbol is not None:
        x, y = max(0, plan.x + right), max(0, plan.y + down)
        yield f"^FO{x},{y}{graphic(symbol, plan)}^FS\n"
    for line in plan.lines:
        x, y = (
            max(0, profile.dots(mm) + off) for mm, off in ((line.x_mm, right), (line.y_mm, down))
        )
        size = max(1, profile.dots(line.points * MM_PER_POINT))
        yield f"^FO{x},{y}^A0N,{size},{size}^FH^FD{escaped(line.text)}^FS\n"
    yield "^XZ\n"


def escaped(text: str) -> str:
    """Return words with whatever would be a command written as hex."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return plain.translate(_CONTROL)


def graphic(symbol: Symbol, plan: Plan) -> str:
    """Return a code as ^GF: lines of hex digits, repeated ones counted, like lines as a colon."""
    across, total = (plan.width + 7) // 8, plan.height
    repeats = plan.height // symbol.height
    lines = []
    for row in symbol.rows():
        bits = "".join(("1" if dark else "0") * plan.module for dark in row)
        number = int(bits.ljust(across * 8, "0"), 2)
        lines.append(_counted(f"{number:0{across * 2}X}") + ":" * (repeats - 1))
    return f"^GFA,{across * total},{across * total},{across},{''.join(lines)}"


def _counted(digits: str) -> str:
    """Return hex digits with runs of one digit counted."""
    out, start = [], 0
    for index in range(1, len(digits) + 1):
        if index < len(digits) and digits[index] == digits[start]:
            continue
        count = index - start
        while count > 0:
            part = min(count, _REPEATS_MAX)
            out.append(_count(part) + digits[start] if part > 2 else digits[start] * part)
            count -= part
        start = index
    return "".join(out)


def _count(number: int) -> str:
    twenties, units = divmod(number, 20)
    return (_TWENTIES[twenties - 1] if twenties else "") + (_UNITS[units - 1] if units else "")
