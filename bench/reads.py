"""What a call that reads costs, against one that answers {} through the same doors."""

from bench import harness


def nothing_router():
    """Return a router with an operation that answers {}."""
    from django.http import HttpResponse
    from ninja import Router

    router = Router()

    @router.get("/bench/nothing/{number}")
    def nothing(request, number: int):
        return HttpResponse(b"{}", content_type="application/json")

    return router


def fill(call, count):
    """Enter assets by the API, a thousand at a time, and return the id of one in the middle."""
    import json

    place = [{"name": "Berlin", "kind": "site"}, {"name": "Store", "kind": "room"}]
    call("/api/v1/places", "POST", place)
    for start in range(0, count, 1000):
        rows = [
            {"name": f"Thing {n}", "serial": f"SN{n:07}", "category": "Tools", "place": "Berlin"}
            for n in range(start, min(start + 1000, count))
        ]
        status = call("/api/v1/assets?create_missing=true", "POST", rows)
        assert status == 201, call.content[:500]
    items = json.loads(call.content)["items"]
    return items[len(items) // 2]["id"]


def main():
    chosen = harness.options(__doc__, assets=10_000, calls=2_000)
    with harness.installation() as token:
        from wherehold.project.api import api

        api.add_router("", nothing_router())
        call = harness.Caller(token)
        asset = fill(call, chosen.assets)
        paths = {
            "{}": "/api/v1/bench/nothing/1",
            "one asset": f"/api/v1/assets/{asset}",
            "list of 50": "/api/v1/assets?limit=50",
            "search": "/api/v1/assets?search=thing%2042&limit=50",
            "resolve a serial": "/api/v1/resolve?code=SN0000042",
        }
        rows = []
        for what, path in paths.items():
            assert call(path) == 200, (path, call.content[:300])
            rows.append((what, *harness.per_call_ms(lambda p=path: call(p), chosen.calls)))
        harness.show(rows, chosen.json)


if __name__ == "__main__":
    main()
