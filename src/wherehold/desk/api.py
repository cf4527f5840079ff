"""Entering assets over REST, with who holds them: the one call that register and custody share."""

from django.http import HttpResponse

from wherehold.custody.commands import entering
from wherehold.register.api import answers, finding
from wherehold.register.api.schemas import AssetIn, mentions
from wherehold.register.queries import assets
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import Many, Page

# One address has one router: its list is the register's.
router = finding.router


@router.post("/assets", response={201: Page}, tags=["assets"])
def create_assets(
    request: AuthedRequest, body: Many[AssetIn], create_missing: bool = False
) -> HttpResponse:
    """Enter one asset or many: all of them or none. Answers with them in the order given.

    What has a holder is handed out in the same act. References are by id or by name; with
    `create_missing` names that mean nothing yet are entered as well, `A > B` as a path.
    """
    ids = entering.enter_assets(
        actor=request.auth,
        mentions=list(mentions(list(body))),
        draft=lambda known: [answers.draft_of(one, i, known) for i, one in enumerate(body)],
        create_missing=create_missing,
    )
    cards = assets.cards(actor=request.auth, asset_ids=ids)
    return answers.listed(cards, status=201)
