import pytest

from wherehold.project import headers


def test_pages_get_the_strict_policy(client, db):
    response = client.get("/problems/not_found")

    assert response["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
        "form-action 'self'; frame-src 'none'; frame-ancestors 'none'; base-uri 'none'; "
        "object-src 'none'"
    )
    assert response["Cache-Control"] == "no-store"
    assert {"HX-Request", "Cookie"} <= {v.strip() for v in response["Vary"].split(",")}


def test_scan_pages_add_only_webassembly_and_the_camera():
    added = set(headers.SCAN_PAGE.split("; ")) - set(headers.PAGE.split("; "))

    assert added == {"script-src 'self' 'wasm-unsafe-eval'", "media-src 'self' blob:"}


@pytest.mark.parametrize("path", ["/problems/not_found", "/api/v1/openapi.json", "/healthz"])
def test_every_answer_says_how_it_may_be_used(client, db, path):
    response = client.get(path)

    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=(self)" in response["Permissions-Policy"]


def test_data_may_load_nothing(client, db):
    response = client.get("/api/v1/openapi.json")

    assert response["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"


def test_only_a_site_on_https_insists_on_it(client, db, settings):
    assert "Strict-Transport-Security" not in client.get("/healthz")

    settings.IS_HTTPS = True
    client.handler.load_middleware()

    assert "includeSubDomains" in client.get("/healthz")["Strict-Transport-Security"]


def test_a_host_name_that_is_not_ours_is_refused(client, db):
    assert client.get("/problems/not_found", HTTP_HOST="evil.example").status_code == 400
    called = client.get(
        "/api/v1/openapi.json", HTTP_HOST="evil.example", HTTP_AUTHORIZATION="Bearer x"
    )

    assert called.status_code == 400
    assert called["Content-Type"] == "application/problem+json"
