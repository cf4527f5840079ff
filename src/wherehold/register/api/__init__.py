"""The register over REST: one router of several."""

from ninja import Router

from wherehold.register.api import acts, assets, attachments, catalogue, finding, parties, places

router = Router()
router.add_router("", parties.router)
router.add_router("", finding.router)
router.add_router("", assets.router)
router.add_router("", acts.router)
router.add_router("", places.router)
router.add_router("", catalogue.router)
router.add_router("", attachments.router)
