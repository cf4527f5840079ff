"""Scan as an app on a phone: its key, what the system is told of it, what works without network."""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wherehold.accounts import commands
from wherehold.kernel import organisation
from wherehold.ui.request import AuthedRequest

DIST = Path(__file__).parents[2] / "ui/static/dist"
# What is named by its content goes by the name that the bundler gave it.
NAMED = ("app.js", "app.css", "count.css", "inter-latin.woff2")
POLICY = "default-src 'none'; connect-src 'self'"
ICONS = (("ui/app-192.png", "192x192"), ("ui/app-512.png", "512x512"))


@require_POST
def enrol(request: AuthedRequest) -> HttpResponse:
    """Give the phone in hand a key of its own, which outlives the session."""
    device, secret = commands.enrol_device(
        actor=request.auth, user_id=int(request.user.pk or 0), name=request.POST.get("name", "")
    )
    return JsonResponse({"device": device.pk, "secret": secret}, status=201)


@require_safe
def manifest(request: AuthedRequest) -> HttpResponse:
    """Tell the system what the app is called and how it opens."""
    name = _("Scan · {org}").format(org=organisation.current().name or "Wherehold")
    icons = [{"src": static(file), "sizes": size, "type": "image/png"} for file, size in ICONS]
    start = reverse("scan:scan")
    told = {"name": name, "short_name": _("Scan"), "id": start, "start_url": start, "scope": "/"}
    look = {"display": "standalone", "background_color": "#181a22", "theme_color": "#181a22"}
    answer = JsonResponse({**told, **look, "icons": icons})
    answer["Content-Type"] = "application/manifest+json"
    return answer


@require_safe
def worker(request: AuthedRequest) -> HttpResponse:
    """Give the service worker, with the files that the page needs without a network."""
    files = _files()
    version = sha256(json.dumps(files).encode() + _script()).hexdigest()[:16]
    told = json.dumps({"version": version, "files": files})
    answer = HttpResponse(f"self.SHELL={told};".encode() + _script())
    answer["Content-Type"] = "text/javascript"
    answer["Content-Security-Policy"] = POLICY
    # Each page that opens without a network registers it for itself alone.
    answer["Service-Worker-Allowed"] = "/"
    answer["Cache-Control"] = "no-cache"
    return answer


@cache
def _script() -> bytes:
    return (DIST / "sw.js").read_bytes()


@cache
def _files() -> list[str]:
    """Return the addresses of what the page loads, also of what it loads later."""
    own = [name for name in json.loads((DIST / "meta.json").read_text()) if "-" in name]
    wasm = [path.name for path in DIST.glob("*.wasm")]
    named = [staticfiles_storage.url(f"dist/{name}") for name in NAMED]
    return sorted({*named, *(f"{settings.STATIC_URL}dist/{name}" for name in own + wasm)})
