"""The register over REST: one router of several."""

from ninja import Router

from wherehold.register.api import finding, parties

router = Router()
router.add_router("", parties.router)
router.add_router("", finding.router)
