"""The scenery of the demonstration: organisation, places, people, categories, models."""

from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from wherehold.accounts import commands as accounts
from wherehold.kernel.actor import EVERYTHING, Actor, Grant
from wherehold.project.demo import people, things
from wherehold.register.commands import categories, models, parties, places
from wherehold.register.commands.parties import NewParty
from wherehold.register.queries import parties as people_known


@dataclass
class Scenery:
    """What was made, by name; `whereabouts` is where each thing is recorded to be."""

    places: dict[str, int] = field(default_factory=dict)
    parties: dict[str, int] = field(default_factory=dict)
    categories: dict[str, int] = field(default_factory=dict)
    models: dict[str, int] = field(default_factory=dict)
    whereabouts: dict[int, int] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """Return a person of the demonstration as who acts, free to do what the plan says."""
        party_id = self.parties[name]
        return Actor(
            f"party:{party_id}", grants=(Grant(EVERYTHING),), party_id=party_id, source="web"
        )


def build(actor: Actor, today: date) -> Scenery:
    """Make places, people, categories and models, and say who answers for what."""
    made = Scenery()
    _places(actor, made)
    _people(actor, made, today)
    _catalogue(actor, made)
    return made


def let_in(actor: Actor, made: Scenery, *, but: str) -> None:
    """Give accounts, without passwords, to those who work with it, but for one who has one."""
    for name, role, place in people.ACCOUNTS:
        if name == but:
            continue
        accounts.create_user(
            actor=actor,
            email=people.email_of(name),
            role=role,
            place_id=made.places.get(place),
            party_id=made.parties[name],
        )


def _places(actor: Actor, made: Scenery) -> None:
    for name, kind, parent in people.PLACES:
        address, latitude, longitude, zone = people.ADDRESSES.get(name, ("", None, None, ""))
        draft = places.NewPlace(
            name=name,
            kind=kind,
            parent_id=made.places.get(parent),
            address=address,
            latitude=Decimal(latitude) if latitude else None,
            longitude=Decimal(longitude) if longitude else None,
            time_zone=zone,
        )
        [made.places[name]] = places.create_places(actor=actor, places=[draft])


def _people(actor: Actor, made: Scenery, today: date) -> None:
    for department, site, _desk, staff in people.DEPARTMENTS:
        unit = NewParty(name=department, kind="department", place_id=made.places[site])
        [made.parties[department]] = parties.create(actor=actor, parties=[unit])
        for name in staff:
            badge = 40_700 + len(made.parties)
            person = NewParty(
                name=name,
                email=people.email_of(name),
                username=people.email_of(name).partition("@")[0],
                manager_id=made.parties[staff[0]] if name != staff[0] else None,
                unit_id=made.parties[department],
                place_id=made.places[site],
                leaves_on=today + timedelta(days=7) if name == people.LEAVER else None,
                identifiers=(("badge", f"B{badge}"),),
            )
            made.parties[name] = _enter(actor, person)
    suppliers = [NewParty(name=name, kind="supplier") for name in people.SUPPLIERS]
    made.parties.update(
        zip(people.SUPPLIERS, parties.create(actor=actor, parties=suppliers), strict=True)
    )


def _enter(actor: Actor, person: NewParty) -> int:
    """Enter a person, or say more of the one who founded the installation."""
    [known] = people_known.matches(actor=actor, words=[person.email]).values() or [[]]
    if not known:
        [made] = parties.create(actor=actor, parties=[person])
        return made
    said = {name: value for name, value in asdict(person).items() if name != "fields"}
    parties.change(actor=actor, party_ids=known, changes=said)
    return known[0]


def _catalogue(actor: Actor, made: Scenery) -> None:
    for name, parent, icon in things.CATEGORIES:
        answers = things.ACCOUNTABLE.get(name)
        draft = categories.NewCategory(
            name=name,
            parent_id=made.categories.get(parent),
            icon=icon,
            accountable_id=made.parties[answers] if answers else None,
        )
        [made.categories[name]] = categories.create_categories(actor=actor, categories=[draft])
    makers = models.ensure_manufacturers(actor=actor, names=[line.maker for line in things.LINES])
    drafts = [
        models.NewModel(
            name=line.model,
            number=line.number,
            manufacturer_id=makers[line.maker],
            category_id=made.categories[line.category],
            life_months=line.life,
        )
        for line in things.LINES
    ]
    ids = models.create_models(actor=actor, models=drafts)
    made.models.update(zip((line.model for line in things.LINES), ids, strict=True))
