"""The things of the demonstration: what the organisation bought, how many, and where they live."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A product that was bought a number of times.

    Units: `price` in whole euros; `life` in months. `use` says how it is used: 'issued' stays
    with one person, 'lent' goes out and comes back, 'placed' stands where it is.
    """

    category: str
    maker: str
    model: str
    number: str
    pieces: int
    price: int
    life: int
    supplier: str
    homes: tuple[str, ...]
    use: str
    serials: str


CATEGORIES = (
    ("Computers", "", "laptop"),
    ("Laptops", "Computers", "laptop"),
    ("Monitors", "Computers", "monitor"),
    ("Docks", "Computers", "usb"),
    ("Servers", "Computers", "server"),
    ("Phones", "", "smartphone"),
    ("Tools", "", "hammer"),
    ("Vehicles and lifts", "", "forklift"),
    ("Instruments", "", "gauge"),
    ("Room kit", "", "projector"),
)
_STORE = ("Shelf A", "Shelf B", "IT store")
_HALL = ("Tool crib", "Racking A", "Racking B")

LINES = (
    Line("Laptops", "Lenovo", "ThinkPad T14 Gen 5", "21ML", 46, 1480, 48, "Nordlicht IT",
         _STORE, "issued", "PF4X"),
    Line("Laptops", "Apple", "MacBook Pro 14 M4", "MX2E3", 18, 2190, 48, "Nordlicht IT",
         _STORE, "issued", "C02K"),
    Line("Laptops", "Dell", "Latitude 7450", "L7450", 14, 1390, 48, "Thames Supplies",
         ("London store",), "issued", "8HJ"),
    Line("Monitors", "Dell", "U2723QE", "U2723QE", 62, 520, 72, "Nordlicht IT",
         ("Design studio", "Engineering", "Sales floor", "Floor 2"), "placed", "CN0"),
    Line("Docks", "Lenovo", "ThinkPad TB4 dock", "40B0", 38, 240, 60, "Nordlicht IT",
         ("Engineering", "Design studio", "Floor 2"), "placed", "1S40"),
    Line("Servers", "HPE", "ProLiant DL360 Gen11", "P52499", 6, 5920, 60, "Nordlicht IT",
         ("Server room",), "placed", "CZJ"),
    Line("Phones", "Apple", "iPhone 16e", "MD1Q4", 34, 699, 36, "Kontor Bürotechnik",
         _STORE, "issued", "F17"),
    Line("Phones", "Zebra", "TC22 handheld", "WLMT0", 12, 620, 60, "Hansa Werkzeuge",
         ("Tool crib", "Dispatch"), "lent", "2312"),
    Line("Tools", "Hilti", "TE 30-AVR rotary hammer", "TE30", 16, 890, 84, "Hansa Werkzeuge",
         _HALL, "lent", "0931"),
    Line("Tools", "Makita", "DHP486 drill driver", "DHP486", 24, 210, 60, "Hansa Werkzeuge",
         _HALL, "lent", "MK"),
    Line("Tools", "Hymer", "Ladder 4 m", "4026", 12, 340, 120, "Hansa Werkzeuge",
         _HALL, "lent", "HY"),
    Line("Tools", "Bosch", "GLL 3-80 line laser", "GLL380", 10, 480, 60, "Hansa Werkzeuge",
         ("Tool crib",), "lent", "BS"),
    Line("Vehicles and lifts", "Linde", "E20 forklift", "E20", 5, 61000, 120, "Hansa Werkzeuge",
         ("Yard", "Hall 1"), "placed", "W4X"),
    Line("Vehicles and lifts", "Jungheinrich", "EJE 116 pallet truck", "EJE116", 8, 4200, 96,
         "Hansa Werkzeuge", ("Hall 1",), "placed", "JH"),
    Line("Instruments", "Fluke", "1664 FC tester", "1664FC", 12, 1740, 96, "Hansa Werkzeuge",
         ("Tool crib", "Workshop"), "lent", "FL"),
    Line("Instruments", "Testo", "883 thermal imager", "883", 6, 2890, 84, "Hansa Werkzeuge",
         ("Tool crib",), "lent", "TE"),
    Line("Room kit", "Logitech", "Rally Bar", "960-001311", 9, 2950, 60, "Kontor Bürotechnik",
         ("Meeting 2.1", "Meeting 3.2", "Showroom"), "placed", "LG"),
    Line("Room kit", "Epson", "EB-L730U projector", "V11HA25040", 8, 3480, 72,
         "Kontor Bürotechnik", ("Reception", "Showroom", "London store"), "lent", "X8"),
    Line("Room kit", "Sony", "FX3 camera kit", "ILME-FX3", 4, 4180, 60, "Kontor Bürotechnik",
         ("Design studio",), "lent", "S01"),
    Line("Room kit", "Steelcase", "Gesture chair", "442A40", 56, 960, 144, "Kontor Bürotechnik",
         ("Engineering", "Design studio", "Floor 2", "Sales floor"), "placed", ""),
)  # fmt: skip

NOTES = (
    "Fan is loud under load, check at the next service.",
    "Battery down to 81 %, still fine for the desk.",
    "Charger replaced with one from the spares drawer.",
    "Scratch on the lid, known and accepted.",
    "Case was missing, found in the workshop.",
    "Asked the supplier about the firmware update.",
    "Cable strain relief taped, order a new one.",
    "Label was worn, printed again.",
)
HOLDS = (
    ("Hymer", "Inspection overdue since last week: do not hand out."),
    ("Testo", "Calibration certificate has lapsed."),
)
# Who answers for a category and all below it. Nobody for the room kit: something to mend.
ACCOUNTABLE = {
    "Computers": "Priya Raman",
    "Phones": "Priya Raman",
    "Tools": "Tomás Rey",
    "Vehicles and lifts": "Tomás Rey",
    "Instruments": "Ewa Vrba",
}
