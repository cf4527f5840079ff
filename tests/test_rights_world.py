"""Somebody of one site finds nothing of another: in no page, list, count, search or error."""

import re
from urllib.parse import quote

import pytest

from tests import routes, worlds
from wherehold.kernel.actor import EVERYTHING, Actor, Grant

pytestmark = pytest.mark.thorough

FOREIGN = re.compile(r"mk-[B0]-", re.IGNORECASE)
MISSING = 48_151_623
STRANGERS = ("keeper_a", "counter_a", "manager_a", "auditor_a", "member")
PAGES = routes.pages()
READS = sorted(
    (
        path.replace("{on}/{key}", "assets/{asset_id}"),
        [p for p in operation.get("parameters", []) if p["in"] == "query"],
    )
    for path, item in routes.document()["paths"].items()
    for method, operation in item.items()
    if method == "get"
)
IDS = re.compile(r"\{(\w+)\}|<int:(\w+)>")
WORDS = ("mk-b-asset1", "mk-B-TAG-1", "mk-B-CODE-1", "mk-b-person@example.org", "mk-B-door", "mk")


@pytest.fixture(params=STRANGERS)
def stranger(request, world, client):
    """Sign one of those in who have no rights in B."""
    client.force_login(world.users[request.param])
    client.world, client.who = world, request.param
    return client


@pytest.fixture(params=("keeper_a", "member"))
def searcher(request, world, client):
    """Sign one of those in, for what takes many calls."""
    client.force_login(world.users[request.param])
    client.world, client.who = world, request.param
    return client


def foreign(response):
    """Return the markers of B, or of what has no place, in what somebody was answered."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    text = body.decode(errors="replace")
    return [text[max(0, m.start() - 60) : m.end() + 40] for m in FOREIGN.finditer(text + headers)]


def with_ids(path, ids, other):
    """Put ids into a route: known ones by name, `other` for the rest."""

    def fill(match):
        return str(ids.get(match[1] or match[2], other))

    return IDS.sub(fill, path)


def neutral(response, *words):
    """Return what was answered, without the words that were asked for."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    text = re.sub(
        r'(csrfmiddlewaretoken" value|name="csrf" content)="[^"]*"',
        "",
        body.decode(errors="replace"),
    )
    for word in words:
        once = quote(str(word))
        for form in (str(word), once, quote(once)):
            text = text.replace(form, "…")
    return response.status_code, text


# Words that addresses hold, so that the walk comes to what lies behind them.
SLUGS = {
    "panel": ("timeline", "details", "documents", "handovers", "contents"),
    "kind": ("place", "category", "model", "party", "person", "holder", "keyword", "supplier"),
    "action": ("check-out", "move"),
    "code": ("storekeeper",),
    "on": ("assets", "places", "models"),
}


def page_paths():
    """Return every page's address, with numbers yet to be filled in."""
    found = []
    for route in PAGES:
        names = re.findall(r"<(?!int:)(?:\w+:)?(\w+)>", route.pattern)
        for word in SLUGS.get(names[0], ("x",)) if names else ("",):
            found.append("/" + re.sub(r"<(?!int:)(?:\w+:)?\w+>", word, route.pattern))
    return found


def test_who_may_see_everything_does_see_both_sites(world, client):
    client.force_login(world.users["admin"])

    text = client.get("/api/v1/parties?limit=500").content.decode()

    assert "mk-A-person" in text and "mk-B-person" in text


def test_T23_no_page_shows_anything_of_another_site(stranger):
    for path in page_paths():
        shown = stranger.get(with_ids(path, stranger.world.a.ids, 1))
        assert shown.status_code < 500 and not foreign(shown), path


def test_T57_the_page_of_a_foreign_thing_reads_like_one_that_is_not_there(stranger):
    for path in page_paths():
        if not IDS.search(path):
            continue
        theirs = stranger.world.b.ids
        missing = dict.fromkeys(theirs, MISSING)
        one = stranger.get(with_ids(path, theirs, MISSING))
        assert not foreign(one), path
        none = stranger.get(with_ids(path, missing, MISSING))
        assert neutral(one, *theirs.values(), MISSING) == neutral(none, MISSING), path


def test_T23_no_search_or_filter_finds_anything_of_another_site(searcher):
    for path in page_paths():
        if IDS.search(path):
            continue
        for word in WORDS[::3]:
            asked = {name: word for name in ("q", "search", "code", "thing", "tag", "kind")}
            shown = searcher.get(path, asked)
            echoed = neutral(shown, word)[1]
            assert shown.status_code < 500, path
            assert not FOREIGN.search(echoed), (path, word)


@pytest.mark.parametrize("scopes", [None, ["asset.see"]])
def test_T72_no_call_returns_anything_of_another_site(searcher, scopes):
    world, token = searcher.world, None
    token = world.token(searcher.who, scopes)
    bearer = {"Authorization": f"Bearer {token}"}
    for path, parameters in READS:
        url = with_ids(path, world.a.ids, 1)
        answer = searcher.get(url, headers=bearer)
        assert answer.status_code < 500 and not foreign(answer), url
        for parameter in parameters:
            for value in (*WORDS, *world.b.ids.values()):
                answer = searcher.get(url, {parameter["name"]: value}, headers=bearer)
                assert answer.status_code < 500, (url, parameter["name"], value)
                echoed = neutral(answer, value)[1]
                assert not FOREIGN.search(echoed), (url, parameter["name"], value)


def test_T57_a_call_for_a_foreign_thing_answers_as_for_none(stranger):
    world = stranger.world
    bearer = {"Authorization": f"Bearer {world.token(stranger.who)}"}
    for path, _ in READS:
        if not IDS.search(path):
            continue
        theirs = world.b.ids
        missing = dict.fromkeys(theirs, MISSING)
        one = stranger.get(with_ids(path, theirs, MISSING), headers=bearer)
        none = stranger.get(with_ids(path, missing, MISSING), headers=bearer)
        assert neutral(one, *theirs.values(), MISSING) == neutral(none, MISSING), path


def test_T66_filtering_by_what_is_foreign_answers_as_for_what_is_missing(searcher):
    world = searcher.world
    bearer = {"Authorization": f"Bearer {world.token(searcher.who)}"}
    pairs = [(world.b.tag, "mk-Z-TAG-9"), (world.b.ids["place_id"], MISSING)]
    pairs += [(world.b.ids["party_id"], MISSING), (world.b.ids["asset_id"], MISSING)]
    for path, parameters in READS:
        for parameter in parameters:
            for theirs, none in pairs:
                url = with_ids(path, world.a.ids, 1)
                found = searcher.get(url, {parameter["name"]: theirs}, headers=bearer)
                missing = searcher.get(url, {parameter["name"]: none}, headers=bearer)
                assert neutral(found, theirs) == neutral(missing, none), (url, parameter, theirs)


def test_T08_what_has_no_place_is_seen_only_by_who_may_see_everything(world, client):
    for name in STRANGERS:
        bearer = {"Authorization": f"Bearer {world.token(name)}"}
        for path, parameters in READS:
            for parameter in parameters:
                url = with_ids(path, world.a.ids, 1)
                answer = client.get(url, {parameter["name"]: "mk-0-asset"}, headers=bearer)
                assert "mk-0-notes" not in answer.content.decode(), url


def test_T58_a_role_in_one_site_gives_nothing_in_the_other(world):
    for name in ("keeper_a", "manager_a"):
        actor = world.actor(name)
        a, b = (worlds.Place.objects.get(pk=one.ids["place_id"]) for one in (world.a, world.b))
        for permission in sorted(p for grant in actor.grants for p in grant.permissions):
            assert actor.may(permission, a.path) and not actor.may(permission, b.path), permission


def test_T65_nobody_reads_addresses_or_prices_that_are_not_for_them(world, client):
    bearer = {"Authorization": f"Bearer {world.token('counter_a')}"}
    for path, _ in READS:
        answer = client.get(with_ids(path, world.a.ids, 1), headers=bearer)
        assert "7777" not in answer.content.decode(errors="replace"), path


def everything(client, bearer, ids):
    """Return all that somebody is shown: every page and every call that reads."""
    shown = [client.get(with_ids(path, ids, 1)) for path in page_paths()]
    shown += [client.get(with_ids(path, ids, 1), headers=bearer) for path, _ in READS]
    return "\n".join(neutral(one)[1] for one in shown)


def test_the_walk_meets_what_is_ones_own(world, client):
    client.force_login(world.users["keeper_a"])
    bearer = {"Authorization": f"Bearer {world.token('keeper_a')}"}

    shown = everything(client, bearer, world.a.ids)

    for own in ("asset1", "asset2", "person", "room", "TAG-1", "handed"):
        assert f"mk-A-{own}" in shown, own


def test_the_walk_would_notice_if_rights_were_not_asked(world, client, monkeypatch):
    client.force_login(world.users["keeper_a"])
    bearer = {"Authorization": f"Bearer {world.token('keeper_a')}"}
    monkeypatch.setattr(Actor, "within", lambda self, permission: (Grant(EVERYTHING),))

    alone = ("run_id", "import_id", "export_id")
    ids = {name: key for name, key in world.b.ids.items() if name not in alone}
    shown = everything(client, bearer, ids)

    for theirs in ("asset1", "person", "room", "TAG-1"):
        assert f"mk-B-{theirs}" in shown, theirs
