"""How the file of an import is to be read, from what was found out and what was chosen."""

from wherehold.importers.models import Import
from wherehold.importers.rows import Reading
from wherehold.importers.survey import Survey
from wherehold.kernel import organisation
from wherehold.register.models import FieldDefinition


def reading_of(run: Import) -> Reading:
    """Return how the cells of an import become values."""
    found = Survey.from_json(run.survey)
    home = organisation.current()
    chosen = {int(index): order for index, order in run.options.get("orders", {}).items()}
    own = FieldDefinition.objects.filter(target="asset", archived_at=None)
    return Reading(
        columns=run.columns,
        currency=run.options.get("currency") or found.currency or home.currency,
        orders={**found.orders, **chosen},
        decimals=found.decimals,
        stage_words={word.casefold(): code for code, word in home.stage_labels.items()},
        own_fields={
            key: (kind, tuple(choices))
            for key, kind, choices in own.values_list("key", "type", "choices")
        },
        mends={int(index): texts for index, texts in run.mends.items()},
    )
