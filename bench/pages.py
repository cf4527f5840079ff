"""Pages of the browser, whole: middleware, queries and templates, for people of three reaches."""

import secrets

from django.core.cache import cache
from django.test import Client

from wherehold.accounts import commands as accounts
from wherehold.kernel import clock
from wherehold.kernel.actor import system
from wherehold.kernel.models import Organisation
from wherehold.register.models import Asset

HOST = "localhost"


def browsers(sites):
    """Return a signed-in browser for who sees everything, a hundredth, and a thousandth."""
    founded = {"name": "Bench", "created_at": clock.now()}
    Organisation.objects.get_or_create(id=1, defaults=founded)
    actor = system("bench")
    accounts.lay_roles(actor=actor)
    reaches = {"all": ("administrator", None), "1 %": ("manager", 0), "0.1 %": ("manager", 1)}
    found = {}
    for who, (role, number) in reaches.items():
        place = None if number is None else sites[number].pk
        email = f"{role}.{secrets.token_hex(4)}@example.org"
        user = accounts.create_user(actor=actor, email=email, role=role, place_id=place)
        browser = Client(SERVER_NAME=HOST)
        browser.force_login(user)
        found[who] = browser, _middle(sites, number)
    return found


def addresses(asset):
    """Return the pages by name; the thing and what is searched for lie in everybody's reach."""
    return {
        "page: list": "/assets",
        "page: list, filtered": "/assets?stage=in_stock",
        "page: list, exact": f"/assets?search={asset.tag}",
        "page: list, substring": f"/assets?search={asset.serial[4:9]}",
        "page: asset": f"/assets/{asset.pk}",
        "page: overview": "/",
    }


def measure(sites, measured):
    """Yield (who, page, figures) for each."""
    for who, (browser, asset) in browsers(sites).items():
        for name, path in addresses(asset).items():
            yield who, name, measured(lambda b=browser, p=path: _get(b, p))


def _get(browser, path):
    answer = browser.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer


def _middle(sites, number):
    cache.clear()
    site = sites[10 if number is None else number]
    mine = Asset.objects.filter(place_path__startswith=site.path).order_by("tag")
    return mine[mine.count() // 2]
