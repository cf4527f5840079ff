"""What acts on many cost an item: check-out, check-in and move over REST, in bulk and alone."""

import json
from itertools import cycle

from bench import harness
from bench.reads import fill

SIZES = (1, 100, 1000)


class Acts:
    """Hands the same things out, takes them back and moves them, again and again."""

    def __init__(self, call, assets):
        self.call = call
        self.ids = self._ids(assets)
        self.holder = self._made("/api/v1/parties", {"name": "Bo", "kind": "person"})
        rooms = [{"name": name, "kind": "room"} for name in ("North", "South")]
        self.rooms = cycle([self._made("/api/v1/places", room) for room in rooms])

    def _made(self, path, body):
        assert self.call(path, "POST", body) == 201, self.call.content[:300]
        return json.loads(self.call.content)["items"][0]["id"]

    def _ids(self, count):
        ids, cursor = [], ""
        while len(ids) < count:
            assert self.call(f"/api/v1/assets?limit=500{cursor}") == 200, self.call.content[:300]
            page = json.loads(self.call.content)
            ids += [item["id"] for item in page["items"]]
            if not page["next"]:
                break
            cursor = f"&cursor={page['next']}"
        return ids[:count]

    def do(self, path, count, **body):
        status = self.call(path, "POST", {"asset_ids": self.ids[:count], **body})
        assert status in (200, 201), self.call.content[:500]

    def check_out(self, count):
        self.do("/api/v1/custody/check-out", count, holder_id=self.holder)

    def check_in(self, count):
        self.do("/api/v1/custody/check-in", count)

    def move(self, count):
        self.do("/api/v1/assets/move", count, place_id=next(self.rooms))


def turns(acts, count, times):
    """Return processor milliseconds an item of check-out, check-in and move; medians."""
    measured = {"check out": [], "check in": [], "move": []}
    steps = {"check out": acts.check_out, "check in": acts.check_in, "move": acts.move}
    for _ in range(times + 1):
        for what, step in steps.items():
            before = harness.cpu_s()
            step(count)
            measured[what].append((harness.cpu_s() - before) * 1000 / count)
    # The first turn warms up.
    return {what: sorted(values[1:])[len(values[1:]) // 2] for what, values in measured.items()}


def main():
    chosen = harness.options(__doc__, assets=10_000, times=7)
    with harness.installation() as token:
        call = harness.Caller(token)
        fill(call, chosen.assets)
        acts = Acts(call, max(SIZES))
        found = {count: turns(acts, count, chosen.times) for count in SIZES}
    if chosen.json:
        print(json.dumps(found, indent=2))
        return
    print(f"{'cpu ms an item':20}" + "".join(f"{f'{count} at once':>16}" for count in SIZES))
    for what in found[1]:
        print(f"{what:20}" + "".join(f"{found[count][what]:16.3f}" for count in SIZES))


if __name__ == "__main__":
    main()
