"""What somebody scanned, counted, brought in and took out."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from wherehold.dossier.access import Subject
from wherehold.dossier.parts.shape import AT_ONCE, Part, Row
from wherehold.importers.models import Export, Import
from wherehold.scan.models import Op, Scan
from wherehold.stocktake.models import Line

SEEN = ("code", "at", "received_at", "method", "latitude", "longitude", "accuracy_m")
SCANS = ("act", "captured_at", "received_at", "tag", "status")
COUNTED = ("stocktake", "tag", "seen_at", "place")
IMPORTS = ("file", "created_at", "state", "rows")
EXPORTS = ("created_at", "format", "assets", "filters")


def _seen(about: Subject) -> Iterable[Row]:
    found = Scan.objects.filter(caller=f"party:{about.party_id}").order_by("pk")
    return found.values_list(*SEEN).iterator(AT_ONCE)


def _scans(about: Subject) -> Iterable[Row]:
    columns = ("act", "captured_at", "received_at", "asset__tag", "status")
    found = Op.objects.filter(party=about.party_id).order_by("pk")
    return found.values_list(*columns).iterator(AT_ONCE)


def _counted(about: Subject) -> Iterable[Row]:
    columns = ("stocktake_id", "asset__tag", "seen_at", "seen_place__full_name")
    found = Line.objects.filter(seen_by=about.party_id).order_by("stocktake_id", "pk")
    return found.values_list(*columns).iterator(AT_ONCE)


def _imports(about: Subject) -> Iterable[Row]:
    columns = ("name", "created_at", "state", "rows")
    return Import.objects.filter(by=about.party_id).order_by("pk").values_list(*columns)


def _exports(about: Subject) -> Iterable[Row]:
    columns = ("created_at", "format", "assets", "given")
    found = Export.objects.filter(by=about.party_id).order_by("pk")
    return found.values_list(*columns).iterator(AT_ONCE)


PARTS = (
    Part("codes_scanned", _("Codes that were scanned, and where"), SEEN, _seen, own=True),
    Part("scans", _("What was done on a phone without a network"), SCANS, _scans),
    Part("counted", _("What was seen in counts"), COUNTED, _counted),
    Part("imports", _("Files that were brought in"), IMPORTS, _imports),
    Part("exports", _("Lists that were taken out"), EXPORTS, _exports),
)
