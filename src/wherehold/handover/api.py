"""Hand-overs over REST. Parse, call one command or query, answer."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import AwareDatetime, Field

from wherehold.handover import commands, document, signing
from wherehold.handover.queries import evidence, handovers, terms
from wherehold.kernel import organisation
from wherehold.register.api.answers import listed, written
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import ITEMS_MAX, Body, Id, Page

router = Router(tags=["hand-overs"])
Condition = Literal["", "new", "good", "worn", "damaged", "broken"]
Note = Annotated[str, Field(max_length=2000)]
Words = Annotated[str, Field(max_length=200)]
Strokes = Annotated[list[list[tuple[int, int]]], Field(max_length=200)]
Photos = Annotated[list[Id], Field(max_length=12)]


class ItemIn(Body):
    """One thing that is given: its condition, words, and photos that are on it already."""

    asset_id: Id
    condition: Condition = ""
    note: Note = ""
    photo_ids: Photos = Field(default_factory=list)


class NewHandover(Body):
    """What is given to whom, until when."""

    items: Annotated[list[ItemIn], Field(min_length=1, max_length=500)]
    receiver_id: Id
    due_on: date | None = None
    at: AwareDatetime | None = None
    note: Note = ""
    signature: Strokes = Field(default_factory=list)
    signed_by: Annotated[str, Field(max_length=120)] = ""
    transfer: bool = False


class Answer(Body):
    """What the receiver says: the signature, at the desk, and that the terms are accepted."""

    accepts_terms: bool = False
    signature: Strokes = Field(default_factory=list)
    signed_by: Annotated[str, Field(max_length=120)] = ""


class Difference(Body):
    """A thing that is not as it was written down, and what is so instead."""

    asset_id: Id
    text: Note = ""


class Dispute(Answer):
    """What is not as it was written down."""

    differs: Annotated[list[Difference], Field(min_length=1, max_length=500)]


class BackIn(ItemIn):
    """One thing that comes back, and what the difference is."""

    verdict: Literal["same", "wear", "damage", "dispute"] = "same"
    statement: Note = ""


class Return(Body):
    """What comes back, and where it is put."""

    items: Annotated[list[BackIn], Field(min_length=1, max_length=500)]
    place_id: Id | None = None
    at: AwareDatetime | None = None
    note: Note = ""
    signature: Strokes = Field(default_factory=list)
    signed_by: Annotated[str, Field(max_length=120)] = ""


class DecisionIn(Body):
    """What a difference is, why, what it costs, and who bears that. Money in minor units."""

    asset_id: Id
    outcome: Literal["as_given", "wear", "damage", "not_received"]
    reason: Annotated[str, Field(min_length=1, max_length=2000)]
    cost_minor: Annotated[int, Field(ge=0, le=10**15 - 1)] | None = None
    currency: Annotated[str, Field(max_length=3)] = ""
    carried_by: Words = ""


class Decisions(Body):
    """What is decided about differences."""

    decisions: Annotated[list[DecisionIn], Field(min_length=1, max_length=500)]


class Reason(Body):
    """Why a hand-over is taken back."""

    reason: Annotated[str, Field(min_length=1, max_length=300)]


class Way(Body):
    """How the receiver is to answer: by a link, a link by mail, or a code."""

    way: Literal["link", "mail", "code"]


class NewTerms(Body):
    """The next version of what receivers agree to, for a category or for everything else."""

    title: Annotated[str, Field(min_length=1, max_length=120)]
    text: Annotated[str, Field(min_length=1, max_length=20_000)]
    category_id: Id | None = None

    model_config = Body.model_config | {"str_max_length": 20_000}


class PolicyIn(Body):
    """What becomes of hand-overs that nobody confirms."""

    remind_days: Annotated[int, Field(ge=1, le=365)]
    out_days: Annotated[int, Field(ge=1, le=365)]
    then: Literal["flag", "take_back"]


class Asked(Body):
    """Which hand-overs a list shows."""

    state: Literal["", "waits", "disputed", "out", "done"] = ""
    party: Id | None = None
    asset: Id | None = None
    cursor: Annotated[str, Field(max_length=2000)] = ""
    limit: Annotated[int, Field(ge=1, le=handovers.LIMIT_MAX)] = 50


class AskedAccepted(Body):
    """Whose acceptances a list shows, of which version."""

    party: Id | None = None
    terms: Id | None = None
    cursor: Annotated[str, Field(max_length=2000)] = ""
    limit: Annotated[int, Field(ge=1, le=ITEMS_MAX)] = 100


@router.post("/handovers", response={201: dict[str, Any]})
def give(request: AuthedRequest, body: NewHandover) -> HttpResponse:
    """Hand things to a receiver. They are out at once, and unconfirmed until somebody answers."""
    key = commands.give(
        actor=request.auth,
        gifts=[commands.Gift(**one.model_dump()) for one in body.items],
        receiver_id=body.receiver_id,
        due_on=body.due_on,
        at=body.at,
        note=body.note,
        signature=_signed(body),
        transfer=body.transfer,
    )
    return _card(request, key, 201)


@router.get("/handovers", response=Page)
def list_handovers(request: AuthedRequest, asked: Query[Asked]) -> HttpResponse:
    """List hand-overs, the newest first."""
    lines, after = handovers.page(
        actor=request.auth,
        bucket=asked.state,
        party_id=asked.party,
        asset_id=asked.asset,
        cursor=asked.cursor,
        limit=asked.limit,
    )
    return listed((asdict(one) for one in lines), after)


@router.get("/handovers/{int:handover_id}", response=dict[str, Any])
def show(request: AuthedRequest, handover_id: int) -> HttpResponse:
    """Show a hand-over: its things, its terms, what both sides said and what was decided."""
    return _card(request, handover_id)


@router.get("/handovers/{int:handover_id}/document.pdf")
def show_document(request: AuthedRequest, handover_id: int) -> HttpResponse:
    """Fetch the document of a hand-over as PDF/A."""
    found = evidence.evidence(actor=request.auth, handover_id=handover_id)
    made = document.draw(found, owner=organisation.current().name)
    return HttpResponse(made, content_type="application/pdf")


@router.post("/handovers/{int:handover_id}/key", response={201: dict[str, Any]})
def make_key(request: AuthedRequest, handover_id: int, body: Way) -> HttpResponse:
    """Make a link or a code with which the receiver answers without an account."""
    make = {
        "link": commands.make_link,
        "mail": commands.send_link,
        "code": commands.make_code,
    }[body.way]
    made = make(actor=request.auth, handover_id=handover_id)
    name = {"link": "link", "mail": "mailed_to", "code": "code"}[body.way]
    return written({name: made}, 201)


@router.post("/handovers/{int:handover_id}/confirm", response={201: dict[str, Any]})
def confirm(request: AuthedRequest, handover_id: int, body: Answer) -> HttpResponse:
    """Confirm that everything came as it was written down: as the receiver, or signed at a desk."""
    commands.confirm(actor=request.auth, handover_id=handover_id, said=_said(body))
    return _card(request, handover_id, 201)


@router.post("/handovers/{int:handover_id}/dispute", response={201: dict[str, Any]})
def dispute(request: AuthedRequest, handover_id: int, body: Dispute) -> HttpResponse:
    """Say what is not as it was written down, on receipt or later."""
    differs = {one.asset_id: one.text for one in body.differs}
    commands.dispute(actor=request.auth, handover_id=handover_id, said=_said(body, differs))
    return _card(request, handover_id, 201)


@router.post("/handovers/{int:handover_id}/return", response={201: dict[str, Any]})
def take_back(request: AuthedRequest, handover_id: int, body: Return) -> HttpResponse:
    """Take things back, with what became of them; what is not named stays out."""
    commands.take_back(
        actor=request.auth,
        handover_id=handover_id,
        backs=[commands.Back(**one.model_dump()) for one in body.items],
        place_id=body.place_id,
        at=body.at,
        note=body.note,
        signature=_signed(body),
    )
    return _card(request, handover_id, 201)


@router.post("/handovers/{int:handover_id}/resolve", response={201: dict[str, Any]})
def resolve(request: AuthedRequest, handover_id: int, body: Decisions) -> HttpResponse:
    """Decide differences, as somebody who has neither given nor received."""
    decisions = [commands.Decision(**one.model_dump()) for one in body.decisions]
    commands.resolve(actor=request.auth, handover_id=handover_id, decisions=decisions)
    return _card(request, handover_id, 201)


@router.post("/handovers/{int:handover_id}/withdraw", response={201: dict[str, Any]})
def withdraw(request: AuthedRequest, handover_id: int, body: Reason) -> HttpResponse:
    """Take a hand-over back that was not confirmed."""
    commands.withdraw(actor=request.auth, handover_id=handover_id, reason=body.reason)
    return _card(request, handover_id, 201)


@router.get("/terms", response=Page)
def list_terms(request: AuthedRequest, in_force: bool = False) -> HttpResponse:
    """List the terms of hand-overs with all their versions, or those in force."""
    return listed(asdict(one) for one in terms.versions(actor=request.auth, in_force=in_force))


@router.post("/terms", response={201: dict[str, Any]})
def publish_terms(request: AuthedRequest, body: NewTerms) -> HttpResponse:
    """Publish the next version of terms."""
    key = commands.publish_terms(actor=request.auth, **body.model_dump())
    return written(asdict(terms.version(actor=request.auth, terms_id=key)), 201)


@router.post("/terms/{int:terms_id}/withdraw", response={201: dict[str, Any]})
def withdraw_terms(request: AuthedRequest, terms_id: int) -> HttpResponse:
    """Ask new hand-overs for these terms no more."""
    commands.withdraw_terms(actor=request.auth, terms_id=terms_id)
    return written(asdict(terms.version(actor=request.auth, terms_id=terms_id)), 201)


@router.get("/terms/accepted", response=Page)
def list_acceptances(request: AuthedRequest, asked: Query[AskedAccepted]) -> HttpResponse:
    """List who accepted which version of which terms, and when."""
    lines, after = terms.acceptances(
        actor=request.auth,
        party_id=asked.party,
        terms_id=asked.terms,
        cursor=asked.cursor,
        limit=asked.limit,
    )
    return listed((asdict(one) for one in lines), after)


@router.post("/handovers/policy", response={201: dict[str, Any]})
def set_policy(request: AuthedRequest, body: PolicyIn) -> HttpResponse:
    """Decide what becomes of hand-overs that nobody confirms."""
    commands.set_policy(actor=request.auth, **body.model_dump())
    return written(body.model_dump(), 201)


def _card(request: AuthedRequest, handover_id: int, status: int = 200) -> HttpResponse:
    card = handovers.card(actor=request.auth, handover_id=handover_id)
    return written(asdict(card), status)


def _said(body: Answer, differs: dict[int, str] | None = None) -> commands.Said:
    return commands.Said(
        differs=differs or {},
        accepts_terms=body.accepts_terms,
        strokes=signing.written(body.signature),
        name=body.signed_by,
    )


def _signed(body: NewHandover | Return) -> signing.Signature:
    return signing.signature(signing.written(body.signature), body.signed_by)
