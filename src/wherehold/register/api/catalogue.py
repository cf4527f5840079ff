"""Categories, models, makers, own fields and keywords over REST."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from wherehold.register.api import answers
from wherehold.register.api.schemas import Reference
from wherehold.register.commands import categories, fields, models, naming
from wherehold.register.commands.naming import Mention
from wherehold.register.queries import catalogue as queries
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import Body, Id, Many, Page

router = Router(tags=["catalogue"])
Name = Annotated[str, Field(min_length=1, max_length=200)]
Months = Annotated[int, Field(ge=1, le=1200)]
Target = Literal["asset", "model", "place", "party"]
Type = Literal["text", "number", "money", "date", "choice", "yes_no", "link", "person"]
Choices = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=120)]], Field(max_length=200)
]
Card = dict[str, Any]


class CategoryIn(Body):
    """A category to enter. With a `tag_prefix` its things are numbered by itself."""

    name: Name
    parent: Reference | None = None
    icon: Annotated[str, Field(max_length=40)] = ""
    accountable_id: Id | None = None
    life_months: Months | None = None
    tag_prefix: Annotated[str, Field(max_length=12)] = ""
    tag_digits: Annotated[int, Field(ge=1, le=12)] = 4
    tag_next: Annotated[int, Field(ge=1, lt=10**12)] = 1


class CategoryPatch(Body):
    """What to change of a category; what is left out stays."""

    name: Name = ""
    parent_id: Id | None = None
    icon: Annotated[str, Field(max_length=40)] = ""
    accountable_id: Id | None = None
    life_months: Months | None = None
    tag_prefix: Annotated[str, Field(max_length=12)] = ""
    tag_digits: Annotated[int, Field(ge=1, le=12)] = 4
    tag_next: Annotated[int, Field(ge=1, lt=10**12)] = 1


class ModelIn(Body):
    """A model to enter. A maker that is not known yet is entered as well."""

    name: Name
    number: Annotated[str, Field(max_length=100)] = ""
    manufacturer: Annotated[str, Field(max_length=200)] = ""
    category: Reference | None = None
    life_months: Months | None = None
    fields: dict[str, Any] = Field(default_factory=dict)


class ModelPatch(ModelIn):
    """What to change of a model; what is left out stays."""

    name: Name = ""


class FieldIn(Body):
    """A field of the organisation's own. Without a key it gets one from its label."""

    label: Annotated[str, Field(min_length=1, max_length=120)]
    key: Annotated[str, Field(max_length=60)] = ""
    target: Target = "asset"
    type: Type = "text"
    unit: Annotated[str, Field(max_length=20)] = ""
    choices: Choices = Field(default_factory=list)
    category_id: Id | None = None
    required: bool = False
    position: Annotated[int, Field(ge=0, le=10_000)] = 0


class FieldPatch(Body):
    """What to change of a field; what is left out stays."""

    label: Annotated[str, Field(min_length=1, max_length=120)] = ""
    unit: Annotated[str, Field(max_length=20)] = ""
    choices: Choices = Field(default_factory=list)
    category_id: Id | None = None
    required: bool = False
    position: Annotated[int, Field(ge=0, le=10_000)] = 0


class KeywordIn(Body):
    """A keyword."""

    name: Annotated[str, Field(min_length=1, max_length=60)]


class Asked(Body):
    """Which page of a list, and what is sought in it."""

    search: Annotated[str, Field(max_length=200)] = ""
    cursor: Annotated[str, Field(max_length=2000)] = ""
    limit: Annotated[int, Field(ge=1, le=queries.LIMIT_MAX)] = 50


class AskedOfShelf(Asked):
    """Also what was archived."""

    archived: bool = False


@router.get("/categories", response=Page)
def list_categories(request: AuthedRequest, asked: Query[AskedOfShelf]) -> HttpResponse:
    """List categories, each before what is below it."""
    lines, after = queries.category_page(actor=request.auth, **asked.model_dump())
    return answers.listed(lines, after)


@router.post("/categories", response={201: Page})
def create_categories(request: AuthedRequest, body: Many[CategoryIn]) -> HttpResponse:
    """Enter one category or many: all of them or none. Answers in the order given."""
    mentions = [Mention(i, "category", one.parent) for i, one in enumerate(body) if one.parent]
    known = naming.settle_references(actor=request.auth, mentions=mentions)
    new = [
        categories.NewCategory(
            **one.model_dump(exclude={"parent"}),
            parent_id=known["category", one.parent] if one.parent else None,
        )
        for one in body
    ]
    ids = categories.create_categories(actor=request.auth, categories=new)
    lines = queries.categories(actor=request.auth, category_ids=ids)
    return answers.listed(_in_order(lines, ids), status=201)


@router.get("/categories/{int:category_id}", response=Card)
def read_category(request: AuthedRequest, category_id: int) -> HttpResponse:
    """Show one category."""
    [line] = queries.categories(actor=request.auth, category_ids=[category_id])
    return answers.written(line)


@router.patch("/categories/{int:category_id}", response=Card)
def change_category(request: AuthedRequest, category_id: int, body: CategoryPatch) -> HttpResponse:
    """Change what is sent of one category."""
    changes = {category_id: body.model_dump(exclude_unset=True)}
    categories.change_categories(actor=request.auth, changes=changes)
    return read_category(request, category_id)


@router.post("/categories/{int:category_id}/archive", response={201: Page})
def archive_category(request: AuthedRequest, category_id: int) -> HttpResponse:
    """Archive a category in which nothing is any more."""
    ids = categories.archive_categories(actor=request.auth, category_ids=[category_id])
    return answers.listed(queries.categories(actor=request.auth, category_ids=ids), status=201)


@router.post("/categories/{int:category_id}/restore", response={201: Page})
def restore_category(request: AuthedRequest, category_id: int) -> HttpResponse:
    """Bring an archived category back."""
    ids = categories.restore_categories(actor=request.auth, category_ids=[category_id])
    return answers.listed(queries.categories(actor=request.auth, category_ids=ids), status=201)


@router.get("/models", response=Page)
def list_models(request: AuthedRequest, asked: Query[AskedOfShelf]) -> HttpResponse:
    """List models by name."""
    lines, after = queries.model_page(actor=request.auth, **asked.model_dump())
    return answers.listed(lines, after)


@router.post("/models", response={201: Page})
def create_models(request: AuthedRequest, body: Many[ModelIn]) -> HttpResponse:
    """Enter one model or many: all of them or none. Answers in the order given."""
    new = [models.NewModel(**values) for values in _models(request, list(body))]
    ids = models.create_models(actor=request.auth, models=new)
    lines = queries.models(actor=request.auth, model_ids=ids)
    return answers.listed(_in_order(lines, ids), status=201)


@router.get("/models/{int:model_id}", response=Card)
def read_model(request: AuthedRequest, model_id: int) -> HttpResponse:
    """Show one model."""
    [line] = queries.models(actor=request.auth, model_ids=[model_id])
    return answers.written(line)


@router.patch("/models/{int:model_id}", response=Card)
def change_model(request: AuthedRequest, model_id: int, body: ModelPatch) -> HttpResponse:
    """Change what is sent of one model."""
    [values] = _models(request, [body])
    models.change_models(actor=request.auth, changes={model_id: values})
    return read_model(request, model_id)


@router.post("/models/{int:model_id}/archive", response={201: Page})
def archive_model(request: AuthedRequest, model_id: int) -> HttpResponse:
    """Take a model out of the lists."""
    ids = models.archive_models(actor=request.auth, model_ids=[model_id])
    return answers.listed(queries.models(actor=request.auth, model_ids=ids), status=201)


@router.post("/models/{int:model_id}/restore", response={201: Page})
def restore_model(request: AuthedRequest, model_id: int) -> HttpResponse:
    """Bring an archived model back."""
    ids = models.restore_models(actor=request.auth, model_ids=[model_id])
    return answers.listed(queries.models(actor=request.auth, model_ids=ids), status=201)


@router.get("/manufacturers", response=Page)
def list_manufacturers(request: AuthedRequest, asked: Query[Asked]) -> HttpResponse:
    """List makers by name."""
    lines, after = queries.manufacturer_page(actor=request.auth, **asked.model_dump())
    return answers.listed(lines, after)


def _models(request: AuthedRequest, body: list[ModelIn]) -> list[dict[str, Any]]:
    """Return what is sent of models, with categories as ids."""
    mentions = [Mention(i, "category", one.category) for i, one in enumerate(body) if one.category]
    known = naming.settle_references(actor=request.auth, mentions=mentions)
    every = []
    for one in body:
        values = one.model_dump(exclude_unset=True)
        if "category" in values:
            word = values.pop("category")
            values["category_id"] = known["category", word] if word else None
        if values.get("manufacturer") == "":
            values["manufacturer_id"] = None
        every.append(values)
    return every


def _in_order(lines: list[dict[str, Any]], ids: list[int]) -> list[dict[str, Any]]:
    by_id = {line["id"]: line for line in lines}
    return [by_id[key] for key in ids]


@router.get("/fields", response=Page)
def list_fields(
    request: AuthedRequest, target: Target | None = None, archived: bool = False
) -> HttpResponse:
    """List the organisation's own fields."""
    lines = queries.field_page(actor=request.auth, target=target or "", archived=archived)
    return answers.listed(lines)


@router.post("/fields", response={201: Page})
def define_fields(request: AuthedRequest, body: Many[FieldIn]) -> HttpResponse:
    """Define one field or many: all of them or none. Answers in the order given."""
    new = [fields.NewField(**one.model_dump()) for one in body]
    ids = fields.define_fields(actor=request.auth, fields=new)
    lines = queries.fields(actor=request.auth, field_ids=ids)
    return answers.listed(_in_order(lines, ids), status=201)


@router.get("/fields/{int:field_id}", response=Card)
def read_field(request: AuthedRequest, field_id: int) -> HttpResponse:
    """Show one field."""
    [line] = queries.fields(actor=request.auth, field_ids=[field_id])
    return answers.written(line)


@router.patch("/fields/{int:field_id}", response=Card)
def change_field(request: AuthedRequest, field_id: int, body: FieldPatch) -> HttpResponse:
    """Change what is sent of one field."""
    changes = {field_id: body.model_dump(exclude_unset=True)}
    fields.change_fields(actor=request.auth, changes=changes)
    return read_field(request, field_id)


@router.post("/fields/{int:field_id}/archive", response={201: Page})
def archive_field(request: AuthedRequest, field_id: int) -> HttpResponse:
    """Ask for a field no more. What stands in it is kept."""
    ids = fields.archive_fields(actor=request.auth, field_ids=[field_id])
    return answers.listed(queries.fields(actor=request.auth, field_ids=ids), status=201)


@router.get("/keywords", response=Page)
def list_keywords(request: AuthedRequest, asked: Query[Asked]) -> HttpResponse:
    """List keywords."""
    lines, after = queries.keyword_page(actor=request.auth, **asked.model_dump())
    return answers.listed(lines, after)


@router.post("/keywords", response={201: Page})
def create_keywords(request: AuthedRequest, body: Many[KeywordIn]) -> HttpResponse:
    """Offer one keyword or many: all of them or none. Answers in the order given."""
    names = [one.name for one in body]
    ids = fields.create_keywords(actor=request.auth, names=names)
    items = [{"id": key, "name": name} for key, name in zip(ids, names, strict=True)]
    return answers.listed(items, status=201)


@router.patch("/keywords/{int:keyword_id}", response=Card)
def rename_keyword(request: AuthedRequest, keyword_id: int, body: KeywordIn) -> HttpResponse:
    """Write a keyword otherwise, on everything that has it."""
    fields.rename_keyword(actor=request.auth, keyword_id=keyword_id, name=body.name)
    return answers.written({"id": keyword_id, "name": body.name})
