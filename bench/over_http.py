"""What readings cost over HTTP: a served installation, real sockets, one machine for all of it.

A made-up fleet reports among zones of twenty corners: batches on a few connections, then single
readings on many that are kept alive, by a generator that does little but send and listen. Beside
each figure stands what was stored and what was not, what is lost and what came late, the processor
time of server and generator apart, and the memory of the server.
"""

import json
import select
import socket
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import orjson
import psutil
from tests.client import Client

from bench import harness, readings

PIECE = 5_000


def prepare(made, names, zones, *, things=False):
    """Enter devices and draw zones, over REST; put each device on a thing of its own if asked."""
    ada = made.client("ada@example.org")
    for begin in range(0, len(names), PIECE):
        drafts = [{"key": name, "kind": "gps"} for name in names[begin : begin + PIECE]]
        if things:
            made_now = ada.post("assets", [{"name": one["key"]} for one in drafts]).items
            drafts = [
                one | {"asset_id": asset["id"]} for one, asset in zip(drafts, made_now, strict=True)
            ]
        assert ada.post("devices", drafts).status == 201
    shapes = readings.shapes(zones)
    for begin in range(0, len(shapes), 1_000):
        features = [
            {"type": "Feature", "geometry": shape, "properties": {"name": name}}
            for name, shape in shapes[begin : begin + 1_000]
        ]
        answer = ada.post("zones", {"type": "FeatureCollection", "features": features})
        assert answer.status == 201, answer.raw
    return ada.token


def requests_of(url, token, bodies):
    """Return requests as they go over the line: made before the clock runs."""
    head = (
        f"POST /api/v1/readings HTTP/1.1\r\nHost: localhost:{urlsplit(url).port}\r\n"
        f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        "Content-Length: %d\r\n\r\n"
    ).encode()
    return [head % len(body) + body for body in bodies]


def is_whole(came):
    """Say whether what came is an answer, whole."""
    head, ends, body = came.partition(b"\r\n\r\n")
    if not ends:
        return False
    assert head[9:12] == b"200", came
    return len(body) >= int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])


def exchange(port, requests, lines):
    """Send requests over so many lines that are kept alive, each once the last is answered.

    Return the seconds, the answers as they came, and how long each was waited for.
    """
    todo, answers, waits = iter(requests), [], []
    poll, opened = select.epoll(), {}
    for _ in range(lines):
        line = socket.create_connection(("127.0.0.1", port))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        poll.register(line.fileno(), select.EPOLLIN)
        opened[line.fileno()] = [line, b"", 0.0]
    began = time.perf_counter()
    for one, request in zip(opened.values(), todo, strict=False):
        one[2] = time.perf_counter()
        one[0].sendall(request)
    while len(answers) < len(requests):
        for number, _ in poll.poll():
            one = opened[number]
            line, before, since = one
            heard = line.recv(65_536)
            assert heard, "the server has closed a line"
            one[1] = came = before + heard
            if not is_whole(came):
                continue
            now = time.perf_counter()
            answers.append(came)
            waits.append(now - since)
            if (request := next(todo, None)) is not None:
                one[1:] = b"", now
                line.sendall(request)
    return time.perf_counter() - began, answers, sorted(waits)


def kept(made, token):
    """Return what the ledger of readings has counted so far."""
    lines = Client(made.url, token).get("ingest/ledger").items
    return {name: sum(line[name] for line in lines) for name in ("stored", "late")}


def server_cpu_s(process):
    """Return the processor time of the server and those that it began, and of PostgreSQL."""
    each = [process, *process.children(recursive=True), *harness.database_processes()]
    return sum(sum(one.cpu_times()[:2]) for one in each)


def memory_mb(process):
    """Return the memory that the server has to itself, of all its processes."""
    each = [process, *process.children(recursive=True)]
    return sum(one.memory_full_info().uss for one in each) / 2**20


def measured(made, token, bodies, number, lines):
    """Send bodies and return one line of figures.

    `lost` are those of which the server said that they are stored and that the ledger does not
    have; `late` came after a later one of the same device.
    """
    server, before = psutil.Process(made.process.pid), kept(made, token)
    requests = requests_of(made.url, token, bodies)
    mine, its = time.process_time(), server_cpu_s(server)
    wall, answers, waits = exchange(made.port, requests, lines)
    mine, its = time.process_time() - mine, server_cpu_s(server) - its
    told = [orjson.loads(answer.partition(b"\r\n\r\n")[2]) for answer in answers]
    came = {name: sum(one[name] for one in told) for name in ("stored", "duplicate", "rejected")}
    after = kept(made, token)
    return {
        "a_s": number / wall,
        "p95_ms": waits[int(len(waits) * 0.95)] * 1_000,
        "server_us": its * 1e6 / number,
        "generator_us": mine * 1e6 / number,
        "memory_mb": memory_mb(server),
        **came,
        "lost": before["stored"] + came["stored"] - after["stored"],
        "late": after["late"] - before["late"],
    }


def _bodies(fleet, options):
    size = options.batch
    return [orjson.dumps(fleet[n : n + size]) for n in range(0, len(fleet), size)]


def measure(made, options):
    """Return the figures. The fleet reports what is so now: no day of it is over.

    The first calls, which load libraries and zones and open connections, stand by themselves.
    """
    fleet = readings.fleet("a", options.devices, 1 + options.each)
    begins = int(time.time()) - 10 * (1 + options.each) - readings.START_S
    fleet = [one | {"at": one["at"] + begins} for one in fleet]
    names = list(dict.fromkeys(one["device"] for one in fleet))
    token = prepare(made, names, options.zones, things=options.things)
    first, fleet = fleet[: options.devices], fleet[options.devices :]
    told = {"the first": measured(made, token, _bodies(first, options), len(first), options.lines)}
    bodies = _bodies(fleet, options)
    told["in batches"] = measured(made, token, bodies, len(fleet), options.lines)
    told["again"] = measured(made, token, bodies, len(fleet), options.lines)
    past = 10 * options.each
    later = [one | {"at": one["at"] + past} for one in fleet[: options.singles]]
    bodies = [orjson.dumps([one]) for one in later]
    told["one by one"] = measured(made, token, bodies, len(later), options.single_lines)
    return told


def show(told, as_json):
    """Print the figures, each with its counts."""
    told = {what: {k: round(v, 1) for k, v in line.items()} for what, line in told.items()}
    if as_json:
        print(json.dumps(told, indent=2))
        return
    names = list(told["again"])
    print(f"{'':12}" + "".join(f"{name:>14}" for name in names))
    for what, line in told.items():
        print(f"{what:12}" + "".join(f"{line[name]:14,.1f}" for name in names))


if __name__ == "__main__":
    asked = harness.options(
        __doc__,
        devices=10_000,
        each=10,
        batch=5_000,
        zones=2_000,
        things=0,
        lines=2,
        singles=10_000,
        single_lines=64,
    )
    with tempfile.TemporaryDirectory(prefix="wherehold-bench-") as folder:
        with harness.served(Path(folder)) as installation:
            show(measure(installation, asked), asked.json)
