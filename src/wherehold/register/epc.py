"""EPC tags of 96 bits: what a radio tag holds, as hex, as URI, as GS1 element strings.

Pure: text in, a value out, and back. How many digits of a key are the company's is in the tag
and in the URI alone; it cannot be told from element strings.

Source: EPC Tag Data Standard 2.1, section 14 (partition tables 14.6) and sections 6 and 7;
GS1 General Specifications 24, section 7.9 for check digits.
"""

import re
from dataclasses import dataclass

BITS = 96
FILTER_MAX = 7
# The company's number has 12 digits in partition 0, 6 in partition 6; so many bits each.
_COMPANY_BITS = (40, 37, 34, 30, 27, 24, 20)
_COMPANY_DIGITS_MAX = 12
_HEX = re.compile(r"^[0-9A-Fa-f]{24}$")
_TAG = re.compile(r"^urn:epc:tag:([a-z]+)-96:([0-7])\.([0-9.]+)$", re.IGNORECASE)


@dataclass(frozen=True)
class Scheme:
    """One of the schemes: its header, and the bits of company and reference together.

    `digits` are those of company and reference together, `serial_bits` what is left for the
    serial number. An individual asset has a reference of its own and no serial number.
    """

    name: str
    header: int
    key_bits: int
    digits: int | None
    serial_bits: int


SCHEMES: dict[str, Scheme] = {
    scheme.name: scheme
    for scheme in (
        Scheme("sgtin", 0x30, 44, 13, 38),
        Scheme("sscc", 0x31, 58, 17, 0),
        Scheme("sgln", 0x32, 41, 12, 41),
        Scheme("grai", 0x33, 44, 12, 38),
        Scheme("giai", 0x34, 82, None, 0),
    )
}
_BY_HEADER = {scheme.header: scheme for scheme in SCHEMES.values()}


class BadEpc(ValueError):
    """It is no EPC of a scheme that we know, or it has a number that cannot be in it."""


@dataclass(frozen=True)
class Epc:
    """What a tag says: whose number, which kind or thing of theirs, and which piece.

    Numbers are digits as they are written: leading zeros of company and reference count.
    """

    scheme: str
    filter: int
    company: str
    reference: str
    serial: str = ""

    @property
    def tag_uri(self) -> str:
        """Return the URI with everything that is in the tag."""
        return f"urn:epc:tag:{self.scheme}-96:{self.filter}.{'.'.join(self._parts)}"

    @property
    def pure_uri(self) -> str:
        """Return the URI of the thing, whatever its tag says besides."""
        return f"urn:epc:id:{self.scheme}:{'.'.join(self._parts)}"

    @property
    def elements(self) -> dict[str, str]:
        """Return the GS1 element strings, by application identifier."""
        company, reference, serial = self.company, self.reference, self.serial
        if self.scheme == "giai":
            return {"8004": f"{company}{reference}"}
        if self.scheme == "grai":
            body = f"0{company}{reference}"
            return {"8003": f"{body}{check_digit(body)}{serial}"}
        if self.scheme == "sgln":
            body = f"{company}{reference}"
            location = {"414": f"{body}{check_digit(body)}"}
            return location if serial == "0" else {**location, "254": serial}
        body = f"{reference[0]}{company}{reference[1:]}"
        key = f"{body}{check_digit(body)}"
        return {"00": key} if self.scheme == "sscc" else {"01": key, "21": serial}

    @property
    def element_string(self) -> str:
        """Return the element strings as people write them, with brackets."""
        return "".join(f"({ai}){value}" for ai, value in self.elements.items())

    @property
    def hex(self) -> str:
        """Return the tag as 24 hex digits in capitals."""
        scheme = SCHEMES[self.scheme]
        partition = _COMPANY_DIGITS_MAX - len(self.company)
        reference_bits = scheme.key_bits - _COMPANY_BITS[partition]
        number = scheme.header << 3 | self.filter
        number = number << 3 | partition
        number = number << _COMPANY_BITS[partition] | int(self.company)
        number = number << reference_bits | int(self.reference or 0)
        number = number << scheme.serial_bits | int(self.serial or 0)
        spare = BITS - 14 - scheme.key_bits - scheme.serial_bits
        return f"{number << spare:024X}"

    @property
    def _parts(self) -> tuple[str, ...]:
        own = (self.company, self.reference)
        return (*own, self.serial) if SCHEMES[self.scheme].serial_bits else own


def made(scheme: str, filter: int, company: str, reference: str, serial: str = "") -> Epc:
    """Return an EPC of these numbers, once they are known to fit into a tag.

    Raises: BadEpc.
    """
    partition = _COMPANY_DIGITS_MAX - len(company)
    if scheme not in SCHEMES or not 0 <= partition < len(_COMPANY_BITS):
        raise BadEpc("The company's number has 6 to 12 digits.")
    known = SCHEMES[scheme]
    if known.digits is None:
        _must_be_number(reference, 2 ** (known.key_bits - _COMPANY_BITS[partition]), "reference")
    elif len(reference) != known.digits - len(company):
        raise BadEpc(f"The reference has {known.digits - len(company)} digits here.")
    if known.serial_bits:
        _must_be_number(serial, 2**known.serial_bits, "serial number")
    if not all(part.isascii() and part.isdigit() for part in (company, reference or "0")):
        raise BadEpc("A 96-bit tag holds digits alone.")
    if not 0 <= filter <= FILTER_MAX:
        raise BadEpc("The filter is from 0 to 7.")
    return Epc(scheme, filter, company, reference, serial if known.serial_bits else "")


def own(scheme: str, company: str, number: int, kind: int = 0) -> Epc:
    """Return the EPC that a thing of the company gets by its number; `kind` for a returnable.

    Raises: BadEpc when they have no room beside the company's number.
    """
    digits = SCHEMES[scheme].digits
    if digits is None:
        return made(scheme, 0, company, str(number))
    width = digits - len(company)
    return made(scheme, 0, company, str(kind).zfill(width) if width else "", str(number))


def _must_be_number(text: str, below: int, what: str) -> None:
    if not text.isascii() or not text.isdigit() or (text[0] == "0" and text != "0"):
        raise BadEpc(f"The {what} of a 96-bit tag is a number without leading zeros.")
    if int(text) >= below:
        raise BadEpc(f"The {what} is below {below} here.")


def read_hex(text: str) -> Epc:
    """Return what a tag says, given as 24 hex digits.

    Raises: BadEpc, also for headers of schemes that are not among ours.
    """
    if not _HEX.match(text):
        raise BadEpc("A 96-bit tag is 24 hex digits.")
    number = int(text, 16)
    scheme = _BY_HEADER.get(number >> 88)
    partition = number >> 82 & 0b111
    if scheme is None:
        raise BadEpc(f"The header {text[:2].upper()} is not one of {_headers()}.")
    if partition >= len(_COMPANY_BITS):
        raise BadEpc("There is no partition 7.")
    company_bits, digits = _COMPANY_BITS[partition], _COMPANY_DIGITS_MAX - partition
    reference_bits = scheme.key_bits - company_bits
    company = number >> 82 - company_bits & (1 << company_bits) - 1
    reference = number >> 82 - scheme.key_bits & (1 << reference_bits) - 1
    spare = BITS - 14 - scheme.key_bits - scheme.serial_bits
    serial = number >> spare & (1 << scheme.serial_bits) - 1
    if number & (1 << spare) - 1:
        raise BadEpc("The bits at the end are not zero.")
    return made(
        scheme.name,
        number >> 85 & 0b111,
        _padded(company, digits),
        str(reference) if scheme.digits is None else _padded(reference, scheme.digits - digits),
        str(serial),
    )


def read_uri(text: str) -> Epc:
    """Return what a tag is to say, given as urn:epc:tag:…

    Raises: BadEpc.
    """
    found = _TAG.match(text.strip())
    if not found or found[1].lower() not in SCHEMES:
        raise BadEpc(f"It begins urn:epc:tag: and one of {', '.join(SCHEMES)}, then -96:.")
    parts = found[3].split(".")
    if len(parts) != (3 if SCHEMES[found[1].lower()].serial_bits else 2):
        raise BadEpc("It has too many or too few numbers between its dots.")
    return made(found[1].lower(), int(found[2]), *parts)


def check_digit(body: str) -> int:
    """Return the check digit of a GS1 key: weights 3 and 1 from the right."""
    total = sum(int(one) * (3 if n % 2 == 0 else 1) for n, one in enumerate(reversed(body)))
    return -total % 10


def _padded(number: int, digits: int) -> str:
    """Return a number with leading zeros; of no digits when there are none.

    Raises: BadEpc when it has more.
    """
    if number >= 10**digits:
        raise BadEpc(f"A number of the tag has more than {digits} digits.")
    return f"{number:0{digits}}" if digits else ""


def _headers() -> str:
    return ", ".join(f"{scheme.header:02X}" for scheme in SCHEMES.values())
