"""Places, categories, models, own fields and keywords: the same pages for each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from wherehold.accounts.web import node_forms
from wherehold.accounts.web.doors import either
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound, Refusal
from wherehold.register.addresses import address_of
from wherehold.register.commands import categories, fields, models, places
from wherehold.register.queries import attachments, catalogue
from wherehold.register.queries import places as known_places
from wherehold.ui import toasts
from wherehold.ui.request import AuthedRequest

Line = Mapping[str, Any]
Page = tuple[Sequence[Line], str | None]
PAGE = 100


@dataclass(frozen=True)
class Kind:
    """What tells one kind of page from another: its words, its form, its commands."""

    code: str
    title: Any
    add: Any
    icon: str
    permission: str
    form: type[node_forms.NodeForm]
    columns: tuple[tuple[str, Any], ...]
    page: Callable[[Actor, str, bool, str], Page]
    one: Callable[[Actor, int], Line]
    create: Callable[[Actor, dict[str, Any]], object]
    change: Callable[[Actor, int, dict[str, Any]], object]
    archive: Callable[[Actor, int, bool], object] | None = None


def _places(actor: Actor, search: str, archived: bool, cursor: str) -> Page:
    found, after = known_places.page(
        actor=actor, search=search, archived=archived, cursor=cursor, limit=PAGE
    )
    return [asdict(one) for one in found], after


def _field_page(actor: Actor, search: str, archived: bool, cursor: str) -> Page:
    del cursor
    found = catalogue.field_page(actor=actor, archived=archived)
    return [one for one in found if search.casefold() in one["label"].casefold()], None


def _archive(do: Callable[..., object], undo: Callable[..., object], ids: str) -> Any:  # noqa: ANN401
    def act(actor: Actor, node_id: int, back: bool) -> object:
        return (undo if back else do)(actor=actor, **{ids: [node_id]})

    return act


def _keyword(actor: Actor, node_id: int) -> Line:
    """Return a keyword: there are few, so it is looked for among them."""
    cursor: str | None = ""
    while cursor is not None:
        found, cursor = catalogue.keyword_page(actor=actor, cursor=cursor, limit=500)
        for one in found:
            if one["id"] == node_id:
                return one
    raise NotFound({"what": "keyword", "key": node_id})


KINDS = {
    kind.code: kind
    for kind in (
        Kind(
            "places",
            lazy("Places"),
            lazy("Add a place"),
            "map-pin",
            "place.edit",
            node_forms.PlaceForm,
            (
                ("kind", lazy("Kind")),
                ("address", lazy("Address")),
                ("accountable", lazy("Answers")),
            ),
            _places,
            lambda a, i: asdict(known_places.known(actor=a, place_ids=[i])[0]),
            lambda a, v: places.create_places(actor=a, places=[places.NewPlace(**v)]),
            lambda a, i, v: places.change_places(actor=a, changes={i: v}),
            _archive(places.archive_places, places.restore_places, "place_ids"),
        ),
        Kind(
            "categories",
            lazy("Categories"),
            lazy("Add a category"),
            "shapes",
            "catalogue.edit",
            node_forms.CategoryForm,
            (("life_months", lazy("Months of life")), ("tag_prefix", lazy("Tags"))),
            lambda a, s, x, c: catalogue.category_page(
                actor=a, search=s, archived=x, cursor=c, limit=PAGE
            ),
            lambda a, i: catalogue.categories(actor=a, category_ids=[i])[0],
            lambda a, v: categories.create_categories(
                actor=a, categories=[categories.NewCategory(**v)]
            ),
            lambda a, i, v: categories.change_categories(actor=a, changes={i: v}),
            _archive(categories.archive_categories, categories.restore_categories, "category_ids"),
        ),
        Kind(
            "models",
            lazy("Models"),
            lazy("Add a model"),
            "layers",
            "catalogue.edit",
            node_forms.ModelForm,
            (
                ("manufacturer", lazy("Maker")),
                ("number", lazy("Number")),
                ("category", lazy("Category")),
            ),
            lambda a, s, x, c: catalogue.model_page(
                actor=a, search=s, archived=x, cursor=c, limit=PAGE
            ),
            lambda a, i: catalogue.models(actor=a, model_ids=[i])[0],
            lambda a, v: models.create_models(actor=a, models=[models.NewModel(**v)]),
            lambda a, i, v: models.change_models(actor=a, changes={i: v}),
            _archive(models.archive_models, models.restore_models, "model_ids"),
        ),
        Kind(
            "fields",
            lazy("Custom fields"),
            lazy("Add a field"),
            "text-cursor-input",
            "catalogue.edit",
            node_forms.FieldForm,
            (("target", lazy("Of")), ("type", lazy("Type")), ("category", lazy("Only for"))),
            _field_page,
            lambda a, i: catalogue.fields(actor=a, field_ids=[i])[0],
            lambda a, v: fields.define_fields(actor=a, fields=[fields.NewField(**v)]),
            lambda a, i, v: fields.change_fields(actor=a, changes={i: v}),
            _archive(fields.archive_fields, fields.restore_fields, "field_ids"),
        ),
        Kind(
            "keywords",
            lazy("Keywords"),
            lazy("Add a keyword"),
            "tags",
            "catalogue.edit",
            node_forms.KeywordForm,
            (),
            lambda a, s, x, c: catalogue.keyword_page(actor=a, search=s, cursor=c, limit=PAGE),
            _keyword,
            lambda a, v: fields.create_keywords(actor=a, names=[v["name"]]),
            lambda a, i, v: fields.rename_keyword(actor=a, keyword_id=i, name=v["name"]),
        ),
    )
}

WORDS: dict[str, dict[Any, Any]] = {
    "kind": dict(node_forms.PLACE_KINDS),
    "type": dict(node_forms.TYPES),
    "target": dict(node_forms.TARGETS),
}
# What of these kinds pictures can be put on, as the register calls it.
PICTURED = {"places": "place", "models": "model"}


def _enter(request: AuthedRequest, kind: str) -> Kind:
    """Return the kind of a page, to somebody who may edit it somewhere."""
    found = KINDS[kind]
    if not request.auth.may_somewhere(found.permission):
        raise NotAllowed({"actor": request.auth.name, "permission": found.permission})
    return found


@require_safe
def listed(request: AuthedRequest, kind: str) -> HttpResponse:
    """List what there is of a kind."""
    return _list_page(request, _enter(request, kind))


def _list_page(
    request: AuthedRequest, kind: Kind, form: node_forms.NodeForm | None = None, status: int = 200
) -> HttpResponse:
    search, archived = request.GET.get("search", "")[:100], "archived" in request.GET
    lines, after = kind.page(request.auth, search, archived, request.GET.get("cursor", ""))
    rows = [
        (line, [_said(line, name) for name, _label in kind.columns], line.get("depth", 0))
        for line in lines
    ]
    context = {
        "kind": kind,
        "rows": rows,
        "after": after,
        "search": search,
        "archived": archived,
        "form": form or kind.form(actor=request.auth),
        "open": form is not None or "new" in request.GET,
        "url_add": reverse(f"accounts:add-{kind.code}"),
        "url_edit": f"accounts:edit-{kind.code}",
    }
    return render(request, "accounts/node_list.html", context, status=status)


def _said(line: Line, name: str) -> object:
    """Return a value of a line as people read it."""
    value = line.get(name)
    return WORDS.get(name, {}).get(value, value)


@require_POST
def add(request: AuthedRequest, kind: str) -> HttpResponse:
    """Add one."""
    found = _enter(request, kind)
    form = found.form(request.POST, actor=request.auth)
    if form.is_valid():
        try:
            found.create(request.auth, form.values())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            toasts.say(request, _("Added."))
            return HttpResponseRedirect(reverse(f"accounts:{kind}"))
    return _list_page(request, found, form, 422)


@either
def edit(request: AuthedRequest, kind: str, node_id: int) -> HttpResponse:
    """Show one to edit it, or change it."""
    found = _enter(request, kind)
    line = found.one(request.auth, node_id)
    form = found.form(
        request.POST or None, actor=request.auth, node_id=node_id, initial=_initial(line)
    )
    if request.method == "POST" and form.is_valid():
        try:
            found.change(request.auth, node_id, form.values())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            toasts.say(request, _("Saved."))
            return HttpResponseRedirect(reverse(f"accounts:{kind}"))
    return _edit_page(request, found, line, form)


def _edit_page(
    request: AuthedRequest, kind: Kind, line: Line, form: node_forms.NodeForm
) -> HttpResponse:
    key = line["id"]
    context: dict[str, Any] = {"kind": kind, "line": line, "form": form}
    context["list"] = reverse(f"accounts:{kind.code}")
    if kind.code in PICTURED:
        context |= _pictures(request, PICTURED[kind.code], key)
    if kind.archive:
        context["url_archive"] = reverse(f"accounts:archive-{kind.code}", args=[key])
        context["archived"] = line.get("archived") or line.get("archived_at")
    status = 422 if form.errors else 200
    return render(request, "accounts/node_edit.html", context, status=status)


def _pictures(request: AuthedRequest, on: str, key: int) -> dict[str, Any]:
    """Return the pictures and other files on a place or model, and where more are sent."""
    found = attachments.files(actor=request.auth, subject_type=on, subject_id=key)
    return {
        "photos": [one for one in found if one.kind == "photo"],
        "documents": [one for one in found if one.kind != "photo"],
        "upload": reverse(f"register:upload-{on}", args=[key]),
        "things": address_of(on, key),
    }


def _initial(line: Line) -> dict[str, Any]:
    choices = line.get("choices")
    return dict(line) | ({"choices": "\n".join(choices)} if choices else {"choices": ""})


@require_POST
def archive(request: AuthedRequest, kind: str, node_id: int) -> HttpResponse:
    """Archive one, or bring it back."""
    found = _enter(request, kind)
    back = "back" in request.POST
    assert found.archive is not None
    found.archive(request.auth, node_id, back)
    toasts.say(request, _("It is back.") if back else _("Archived."))
    return HttpResponseRedirect(reverse(f"accounts:{kind}"))
