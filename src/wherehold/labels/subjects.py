"""From things, places, people and commands to what labels are made from. Pure."""

from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from wherehold.kernel import organisation
from wherehold.labels.content import Subject
from wherehold.labels.design import Design
from wherehold.labels.refusals import NoCompanyPrefix, OnlyHere
from wherehold.labels.sheet import Press
from wherehold.labels.symbols import KINDS
from wherehold.register.epc import Epc
from wherehold.register.queries.labelled import Words

_ONLY_HERE = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0", ""})
NO_TOKEN = "0" * 16
# Words that the Scan page does at once; see `scan.grammar`.
COMMANDS = ("CHECK OUT", "CHECK IN", "MOVE", "SEEN", "UNDO", "DONE")


def refuse_address(design: Design) -> None:
    """Refuse to print an address that only this machine understands.

    Raises: OnlyHere.
    """
    if KINDS[design.code].holds not in {"address", "link"}:
        return
    if (urlsplit(settings.PUBLIC_URL).hostname or "") in _ONLY_HERE:
        raise OnlyHere({"address": settings.PUBLIC_URL or "http://localhost"})


def address_of(token: str) -> str:
    """Return the address that a label's code holds."""
    return f"{_origin()}/t/{token}"


def needs_key(press: Press) -> bool:
    """Say whether labels carry a GS1 key: in their code, or in a radio tag."""
    return KINDS[press.design.code].holds in {"elements", "link"} or press.stock.rfid


def company_prefix() -> str:
    """Return the number that GS1 gave the organisation.

    Raises: NoCompanyPrefix.
    """
    if prefix := organisation.current().label_options.get("company_prefix", ""):
        return str(prefix)
    raise NoCompanyPrefix({"where": _("Settings › Labels and finders")})


def of_asset(about: Words, token: str, key: Epc | None, owner: str) -> Subject:
    """Return a thing as its label is made from it."""
    words = {"tag": about.tag, "name": about.name, "serial": about.serial, "place": about.place}
    words |= {"model": about.model, "category": about.category}
    return Subject(
        label=about.tag,
        address=address_of(token),
        tag=about.tag,
        elements=key.element_string if key else "",
        link=_link(key) if key else "",
        epc=key.hex if key else "",
        words=words | {"owner": owner},
    )


def of_place(name: str, full_name: str, token: str, code: str, owner: str) -> Subject:
    """Return a place as its label is made from it."""
    words = {"tag": code or name, "name": name if code else "", "place": full_name}
    words["owner"] = owner
    return Subject(label=name, address=address_of(token), tag=code, words=words)


def of_person(name: str, token: str, badge: str, owner: str) -> Subject:
    """Return a person as their badge is made from them."""
    words = {"tag": name, "serial": badge, "owner": owner}
    return Subject(label=name, address=address_of(token), tag=badge, words=words)


def of_blank(tag: str, token: str, owner: str) -> Subject:
    """Return a label for which there is no thing yet."""
    return Subject(
        label=tag, address=address_of(token), tag=tag, words={"tag": tag, "owner": owner}
    )


def of_commands(owner: str) -> list[Subject]:
    """Return the words on the wall: every code holds the word itself."""
    return [Subject(word, word, word, words={"tag": word, "owner": owner}) for word in COMMANDS]


def owner() -> str:
    """Return the organisation as a label names it. Asked once for many labels."""
    return organisation.current().name


def _link(key: Epc) -> str:
    """Return a key as GS1 Digital Link, on our own address: a phone opens the same page."""
    parts = [f"{ai}/{quote(value, safe='')}" for ai, value in key.elements.items()]
    return f"{_origin()}/{'/'.join(parts)}"


def _origin() -> str:
    return (settings.PUBLIC_URL or "https://wherehold.example").rstrip("/")
