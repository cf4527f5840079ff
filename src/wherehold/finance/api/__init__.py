"""Money over REST: books and what things are worth in them; what things cost."""

from ninja import Router

from wherehold.finance.api import books, costs, estimates, meters, parts, reports, tax_years

router = Router(tags=["finance"])
router.add_router("", books.router)
router.add_router("", reports.router)
router.add_router("", costs.router)
router.add_router("", estimates.router)
router.add_router("", tax_years.router)
router.add_router("", meters.router)
router.add_router("", parts.router)
