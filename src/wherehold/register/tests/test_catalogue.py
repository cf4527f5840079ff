"""Categories, models, makers, own fields and keywords."""

import pytest

from wherehold.conftest import plant
from wherehold.kernel import ledger
from wherehold.kernel.actor import Actor, Grant
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register.commands import categories, fields, models
from wherehold.register.commands.assets import AssetDraft, create_assets
from wherehold.register.commands.trees import BadNode, InUse, NameTaken
from wherehold.register.models import Asset, Category, FieldDefinition, Manufacturer, SearchText
from wherehold.register.queries import accountable
from wherehold.register.queries import catalogue as queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]


@pytest.fixture
def toolmaker(tools):
    """Who edits the catalogue of tools."""
    return Actor(
        "party:9", grants=(Grant(frozenset({"catalogue.edit", "asset.see"}), category=tools.path),)
    )


def test_a_category_goes_elsewhere_with_its_things(admin, tools, laptops, drill):
    [key] = categories.create_categories(
        actor=admin, categories=[categories.NewCategory(name="Drills", parent_id=tools.pk)]
    )
    Asset.objects.filter(pk=drill.pk).update(category=key, category_path=tools.path + "zzzzz")
    Asset.objects.filter(pk=drill.pk).update(category_path=Category.objects.get(pk=key).path)

    categories.change_categories(actor=admin, changes={key: {"parent_id": laptops.pk}})

    drill.refresh_from_db()
    assert drill.category_path == Category.objects.get(pk=key).path
    assert drill.category_path.startswith(laptops.path)
    assert Category.objects.get(pk=key).full_name == "Laptops · Drills"


def test_who_is_bound_to_a_category_edits_and_knows_that_one_only(toolmaker, tools, laptops):
    assert [line["id"] for line in queries.category_tree(actor=toolmaker)] == [tools.pk]
    with pytest.raises(NotFound):
        categories.change_categories(actor=toolmaker, changes={laptops.pk: {"name": "x"}})
    with pytest.raises(NotAllowed):
        categories.create_categories(actor=toolmaker, categories=[categories.NewCategory(name="x")])
    assert categories.change_categories(actor=toolmaker, changes={tools.pk: {"icon": "hammer"}})


def test_a_category_with_things_is_not_archived(admin, tools, drill):
    with pytest.raises(InUse):
        categories.archive_categories(actor=admin, category_ids=[tools.pk])
    Asset.objects.update(category=None, category_path="")
    assert categories.archive_categories(actor=admin, category_ids=[tools.pk]) == [tools.pk]
    assert categories.restore_categories(actor=admin, category_ids=[tools.pk]) == [tools.pk]


def test_a_renamed_model_and_maker_are_found_anew(admin):
    [key] = models.create_models(
        actor=admin, models=[models.NewModel(name="DHP486", manufacturer="Makita")]
    )
    [asset] = create_assets(actor=admin, drafts=[AssetDraft(name="x", model_id=key)])

    models.change_models(actor=admin, changes={key: {"name": "DHP999"}})
    maker = Manufacturer.objects.get()
    models.rename_manufacturer(actor=admin, manufacturer_id=maker.pk, name="Bosch")

    text = SearchText.objects.get(pk=asset).text
    assert "dhp999" in text
    assert "bosch" in text
    [line] = queries.models(actor=admin, model_ids=[key])
    assert (line["manufacturer"], line["name"]) == ("Bosch", "DHP999")


def test_one_model_is_entered_once(admin):
    new = models.NewModel(name="DHP486", manufacturer="Makita")
    models.create_models(actor=admin, models=[new])
    with pytest.raises(NameTaken):
        models.create_models(
            actor=admin, models=[models.NewModel(name="dhp486", manufacturer="MAKITA")]
        )
    assert Manufacturer.objects.count() == 1


def test_who_may_not_edit_the_catalogue_enters_nothing(amina, tools):
    for act in (
        lambda: models.create_models(
            actor=amina, models=[models.NewModel(name="x", manufacturer="y")]
        ),
        lambda: categories.create_categories(
            actor=amina, categories=[categories.NewCategory(name="x")]
        ),
        lambda: fields.define_fields(actor=amina, fields=[fields.NewField(label="x")]),
        lambda: fields.create_keywords(actor=amina, names=["x"]),
        lambda: models.rename_manufacturer(actor=amina, manufacturer_id=1, name="x"),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert not Manufacturer.objects.exists()


def test_a_field_is_defined_changed_and_put_away(admin):
    [key] = fields.define_fields(
        actor=admin, fields=[fields.NewField(label="Colour", type="choice", choices=["red"])]
    )
    fields.change_fields(actor=admin, changes={key: {"choices": ["red", "blue"]}})
    assert queries.definitions(actor=admin, target="asset")[0].choices == ("red", "blue")
    with pytest.raises(BadNode):
        fields.change_fields(actor=admin, changes={key: {"type": "text"}})
    fields.archive_fields(actor=admin, field_ids=[key])
    assert queries.definitions(actor=admin, target="asset") == []
    fields.restore_fields(actor=admin, field_ids=[key])
    kinds = [entry.kind for entry in ledger.history("field", key)]
    assert kinds[-1] == "register.field_defined"


@pytest.mark.parametrize(
    "values",
    [
        {"label": ""},
        {"key": "1x"},
        {"key": "a b"},
        {"target": "moon"},
        {"type": "blob"},
        {"type": "choice"},
        {"choices": ["a"]},
        {"type": "choice", "choices": ["a", "a"]},
        {"unit": "x" * 21},
    ],
)
def test_what_is_no_field_is_refused(admin, values):
    with pytest.raises(BadNode):
        fields.define_fields(
            actor=admin, fields=[fields.NewField(**{"label": "L", "key": "l"} | values)]
        )
    assert not FieldDefinition.objects.exists()


def test_keywords_are_offered_and_renamed(admin):
    [key] = fields.create_keywords(actor=admin, names=["loan"])
    with pytest.raises(NameTaken):
        fields.create_keywords(actor=admin, names=["Loan"])
    fields.rename_keyword(actor=admin, keyword_id=key, name="on loan")
    assert [line["name"] for line in queries.keyword_page(actor=admin)[0]] == ["on loan"]


def test_the_nearest_answers_for_a_thing(admin, amina, tools, store_room, drill, bo):
    def who():
        found = accountable.accountable(actor=admin, asset_ids=[drill.pk]).get(drill.pk)
        return found and (found.name, found.by)

    assert who() is None
    store_room.parent.accountable = bo
    store_room.parent.save()
    assert who() == ("Bo", "place")
    inner = plant(Category, "Drills", tools)
    Asset.objects.filter(pk=drill.pk).update(category=inner, category_path=inner.path)
    Category.objects.filter(pk=tools.pk).update(accountable=amina.party_id)
    assert who() == ("Amina", "category")
    Asset.objects.filter(pk=drill.pk).update(accountable=bo)
    assert who() == ("Bo", "asset")
