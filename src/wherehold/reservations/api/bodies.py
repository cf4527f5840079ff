"""What is sent about reservations over REST."""

from datetime import date, datetime, time
from typing import Annotated, Literal

from pydantic import Field

from wherehold.reservations import repeats, ways
from wherehold.reservations.queries import listed
from wherehold.reservations.wishes import QUANTITY_MAX
from wherehold.ui.schema import ITEMS_MAX, Body, Id

Quantity = Annotated[int, Field(ge=1, le=QUANTITY_MAX)]
Word = Annotated[str, Field(max_length=80)]
Ids = Annotated[list[Id], Field(max_length=ITEMS_MAX)]
Condition = Literal["", "new", "good", "worn", "damaged", "broken"]
Text = Annotated[str, Field(max_length=2000)]


class LineIn(Body):
    """What is wanted: an asset, or so many of a model or category with features."""

    asset_id: Id | None = None
    model_id: Id | None = None
    category_id: Id | None = None
    quantity: Quantity = 1
    keywords: Annotated[list[Word], Field(max_length=20)] = Field(default_factory=list)
    fields: dict[Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,60}$")], Word] = Field(
        default_factory=dict, max_length=20
    )


class ReservationIn(Body):
    """Who wants what from when to when. A time without a zone is the place's wall clock."""

    party_id: Id
    begins_at: datetime
    ends_at: datetime
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=200)]
    project: Annotated[str, Field(max_length=120)] = ""
    note: Text = ""
    place_id: Id | None = None
    wait: bool = False


class RepeatIn(Body):
    """How a booking comes again; through a day, so many times, or on and on without either."""

    every: Literal["day", "week", "month"] = "week"
    interval: Annotated[int, Field(ge=1, le=repeats.INTERVAL_MAX)] = 1
    weekdays: Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(max_length=7)] = Field(
        default_factory=list
    )
    through: date | None = None
    times: Annotated[int, Field(ge=1, le=repeats.TIMES_MAX)] | None = None


class RepeatedIn(ReservationIn):
    """A booking that comes again. `skip`: leave out the times at which it cannot be had."""

    repeat: RepeatIn
    skip: bool = False


class AskedFree(Body):
    """What is asked to be free: one of asset, model and category, from when to when."""

    asset: Id | None = None
    model: Id | None = None
    category: Id | None = None
    from_: datetime = Field(alias="from")
    to: datetime
    quantity: Quantity = 1
    place: Id | None = None
    keyword: Annotated[str, Field(max_length=400)] = ""


class Asked(Body):
    """Which reservations a list shows; `open` are all that are not over."""

    state: Literal[
        "",
        "open",
        "waiting",
        "requested",
        "approved",
        "prepared",
        "out",
        "returned",
        "cancelled",
        "no_show",
    ] = ""
    party: Id | None = None
    cursor: Annotated[str, Field(max_length=2000)] = ""
    limit: Annotated[int, Field(ge=1, le=listed.LIMIT_MAX)] = 50


class Pieces(Body):
    """Which pieces; without any, all."""

    asset_ids: Ids = Field(default_factory=list)


class Given(Pieces):
    """Which pieces go out, and how they are."""

    condition: Condition = ""
    note: Text = ""


class Back(Given):
    """Which pieces come back, how they are and where they are put."""

    place_id: Id | None = None


class Later(Body):
    """Until when it is kept."""

    ends_at: datetime


class SwapIn(Body):
    """A piece that is kept, and one to be kept instead."""

    asset_id: Id
    instead_id: Id


class Period(Later):
    """From when to when; perhaps with another piece instead of one that is kept."""

    begins_at: datetime
    swap: SwapIn | None = None


class Reason(Body):
    """Why it is called off; `following`: and all that it comes again as from then on."""

    reason: Annotated[str, Field(max_length=300)] = ""
    following: bool = False


class BorrowIn(Body):
    """What somebody wants to borrow from when to when."""

    begins_at: datetime
    ends_at: datetime
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=50)]
    project: Annotated[str, Field(max_length=120)] = ""


class TakeIn(Body):
    """Which thing is taken from which place, and until when."""

    asset_id: Id
    place_id: Id
    ends_at: datetime | None = None


class GiveBackIn(Body):
    """Which thing is put where, and how it is."""

    asset_id: Id
    place_id: Id
    condition: Condition = ""


class RuleIn(Body):
    """How things of a category are lent; without a category, all that have no rule nearer."""

    category_id: Id | None = None
    buffer_minutes: Annotated[int, Field(ge=0, le=100_000)] = 0
    margin_percent: Annotated[int, Field(ge=0, le=100)] = 0
    late_days: Annotated[int, Field(ge=0, le=365)] = 7
    no_show_hours: Annotated[int, Field(ge=0, le=1_000)] = 24
    offer_hours: Annotated[int, Field(ge=0, le=1_000)] = 24
    longest_days: Annotated[int, Field(ge=0, le=730)] = 0
    self_service: bool = False
    borrow_most: Annotated[int, Field(ge=0, le=1_000)] = 0
    borrow_days: Annotated[int, Field(ge=0, le=730)] = 0
    deposit_minor: Annotated[int, Field(ge=0, le=2**53)] | None = None
    manager_days: Annotated[int, Field(ge=0, le=365)] = 3
    approve_always: bool = False
    approve_external: bool = True
    approve_from_minor: Annotated[int, Field(ge=0, le=2**53)] | None = None


class LimitIn(Body):
    """How much people with a role borrow by themselves; 0 is without a bound."""

    role_id: Id
    most: Annotated[int, Field(ge=0, le=1_000)] = 0
    days: Annotated[int, Field(ge=0, le=730)] = 0
    approve: bool = False


class TransportIn(Body):
    """How long things are under way between two sites; without sites between all others."""

    site_ids: tuple[Id, Id] | None = None
    minutes: Annotated[int, Field(ge=0, le=ways.MINUTES_MAX)] | None = None


class OpenIn(Body):
    """One opening on a day of the week; 0 is Monday."""

    weekday: Annotated[int, Field(ge=0, le=6)]
    opens: time
    closes: time


class HoursIn(Body):
    """When a place is open; no openings: as the place around it."""

    hours: Annotated[list[OpenIn], Field(max_length=50)]


class FeedIn(Body):
    """What a calendar is of."""

    subject_type: Literal["asset", "place", "person"]
    subject_id: Id
