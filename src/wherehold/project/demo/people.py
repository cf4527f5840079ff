"""The people of the demonstration, where they work, and its places."""

ORGANISATION = "Brightwater Group"

# name, kind, parent; parents come first.
PLACES = (
    ("Berlin", "site", ""),
    ("Berlin HQ", "building", "Berlin"),
    ("Floor 1", "floor", "Berlin HQ"),
    ("Reception", "room", "Floor 1"),
    ("IT store", "room", "Floor 1"),
    ("Shelf A", "shelf", "IT store"),
    ("Shelf B", "shelf", "IT store"),
    ("Floor 2", "floor", "Berlin HQ"),
    ("Design studio", "room", "Floor 2"),
    ("Meeting 2.1", "room", "Floor 2"),
    ("Floor 3", "floor", "Berlin HQ"),
    ("Engineering", "room", "Floor 3"),
    ("Meeting 3.2", "room", "Floor 3"),
    ("Server room", "room", "Floor 3"),
    ("Hamburg", "site", ""),
    ("Yard", "building", "Hamburg"),
    ("Hall 1", "building", "Hamburg"),
    ("Tool crib", "room", "Hall 1"),
    ("Racking A", "shelf", "Hall 1"),
    ("Racking B", "shelf", "Hall 1"),
    ("Workshop", "room", "Hall 1"),
    ("Hamburg office", "floor", "Hamburg"),
    ("Dispatch", "room", "Hamburg office"),
    ("Van HH-BW 41", "vehicle", "Hamburg"),
    ("London", "site", ""),
    ("London 2F", "floor", "London"),
    ("Sales floor", "room", "London 2F"),
    ("Showroom", "room", "London 2F"),
    ("London store", "room", "London 2F"),
    ("In transit", "transit", ""),
)
ADDRESSES = {
    "Berlin": ("Invalidenstrasse 112, 10115 Berlin", "52.530600", "13.383400", "Europe/Berlin"),
    "Hamburg": ("Veddeler Damm 16, 20457 Hamburg", "53.525800", "9.998700", "Europe/Berlin"),
    "London": ("30 Finsbury Square, London EC2A 1AG", "51.521200", "-0.086300", "Europe/London"),
}

# department, site, desk, people; the first of each manages the others.
DEPARTMENTS = (
    (
        "IT",
        "Berlin",
        "IT store",
        ("Priya Raman", "Nils Albrecht", "Samira Haddad", "Jakub Nowak", "Wanda Petrenko"),
    ),
    (
        "Design",
        "Berlin",
        "Design studio",
        (
            "Lena Hoffmann",
            "Jonas Weber",
            "Amélie Laurent",
            "Theo Brandt",
            "Ines Carvalho",
            "Mattis Vogel",
            "Yuki Tanaka",
            "Clara Seidel",
        ),
    ),
    (
        "Engineering",
        "Berlin",
        "Engineering",
        (
            "Henrik Dahl",
            "Olga Sidorenko",
            "David Okafor",
            "Katrin Busch",
            "Luca Ferrari",
            "Anna Lindqvist",
            "Mehmet Kaya",
            "Pavel Horák",
            "Rosa Jimenez",
            "Simon Keller",
            "Farah Aziz",
            "Tobias Ritter",
        ),
    ),
    (
        "Finance",
        "Berlin",
        "Floor 2",
        ("Marta Ruiz", "Georg Steiner", "Helena Novak", "Ben Fischer"),
    ),
    (
        "Warehouse",
        "Hamburg",
        "Hall 1",
        (
            "Tomás Rey",
            "Sven Larsen",
            "Jana Krüger",
            "Emre Demir",
            "Kofi Mensah",
            "Britta Hansen",
            "Artur Zielinski",
            "Dirk Petersen",
            "Maja Ilic",
        ),
    ),
    (
        "Field service",
        "Hamburg",
        "Workshop",
        (
            "Ewa Vrba",
            "Frank Thomsen",
            "Idris Bello",
            "Nora Schulz",
            "Stefan Wirth",
            "Lotte de Vries",
            "Piotr Kowalski",
            "Sofia Almeida",
        ),
    ),
    (
        "Sales",
        "London",
        "Sales floor",
        (
            "Aino Korhonen",
            "James Whitfield",
            "Grace Adeyemi",
            "Oliver Bennett",
            "Hannah Clarke",
            "Rohan Mehta",
            "Isla Murray",
            "Ethan Price",
            "Zoe Hughes",
        ),
    ),
    (
        "Facilities",
        "London",
        "London store",
        ("Callum Reid", "Beatrice Moore", "Samuel Osei", "Lucy Turner", "Marek Havel"),
    ),
)
SUPPLIERS = ("Nordlicht IT", "Hansa Werkzeuge", "Kontor Bürotechnik", "Thames Supplies")
# person: role, and the place within which it holds ("" everywhere).
ACCOUNTS = (
    ("Priya Raman", "administrator", ""),
    ("Nils Albrecht", "it_desk", ""),
    ("Tomás Rey", "storekeeper", "Hamburg"),
    ("Callum Reid", "storekeeper", "London"),
    ("Marta Ruiz", "finance", ""),
    ("Lena Hoffmann", "member", ""),
)
LEAVER = "Jonas Weber"


def email_of(name: str) -> str:
    """Return the address of a person of the demonstration."""
    plain = name.translate(str.maketrans("áéíóúüöäèêëçøå", "aeiouuoaeeecoa"))
    return f"{plain.lower().replace(' ', '.')}@brightwater.example"
