"""The interface's own pages."""

import pytest
from django.test import RequestFactory

from wherehold.kernel.actor import EVERYTHING, Actor, Grant
from wherehold.ui import web


def post(**fields):
    return web.theme(RequestFactory().post("/theme", fields))


def test_a_theme_is_kept_for_this_browser_and_one_stays_on_the_page():
    answer = post(theme="dark", next="/assets?q=x")

    cookie = answer.cookies["wh_theme"]
    assert (answer.status_code, answer["Location"]) == (302, "/assets?q=x")
    assert (cookie.value, cookie["samesite"], cookie["httponly"]) == ("dark", "Lax", True)


def test_to_follow_the_device_forgets_the_cookie():
    assert post(theme="system").cookies["wh_theme"]["max-age"] == 0


def test_an_unknown_theme_is_refused():
    assert post(theme="pink").status_code == 422


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_a_theme_never_leads_to_another_site(target):
    assert post(theme="light", next=target)["Location"] == "/"


@pytest.mark.parametrize(
    ("actor", "sees"),
    [
        (None, False),
        (Actor("party:1", (Grant(frozenset({"asset.see"})),)), False),
        (Actor("party:1", (Grant(EVERYTHING, place="00001"),)), False),
        (Actor("party:1", (Grant(frozenset({"settings.manage"})),)), True),
    ],
)
def test_the_gallery_is_for_who_sets_things_up(brightwater, actor, sees):
    request = RequestFactory().get("/gallery")
    request.auth = actor
    if sees:
        assert web.gallery_page(request).status_code == 200
    else:
        with pytest.raises(web.Http404):
            web.gallery_page(request)
