"""What readings cost over HTTP: a served installation, real sockets, one machine for all of it.

A made-up fleet reports among zones of twenty corners: batches on a few connections, then single
readings on many that are kept alive. Beside each figure stands what was stored and what was not,
the processor time of server and generator apart, and the memory of the server.
"""

import json
import selectors
import socket
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import orjson
import psutil

from bench import harness, readings

PIECE = 5_000


def prepare(made, names, zones):
    """Enter devices and draw zones, over REST."""
    ada = made.client("ada@example.org")
    for begin in range(0, len(names), PIECE):
        drafts = [{"key": name, "kind": "gps"} for name in names[begin : begin + PIECE]]
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


class Line:
    """A connection that is kept alive: one request after another, each after its answer."""

    def __init__(self, address, head):
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.head, self.came = head, b""

    def send(self, body):
        self.socket.sendall(self.head % len(body) + body)
        self.came = b""

    def read(self):
        """Take what has come; return the body of the answer once it is whole."""
        self.came += self.socket.recv(65_536)
        head, ends, body = self.came.partition(b"\r\n\r\n")
        if not ends:
            return None
        lower = head.lower()
        assert lower.startswith(b"http/1.1 200"), head + body
        size = int(lower.partition(b"content-length:")[2].split(b"\r\n")[0])
        return body if len(body) >= size else None


class Sending:
    """Bodies that go out over some connections, and what is heard of them."""

    def __init__(self, bodies):
        self.todo = iter(bodies)
        self.came = {"stored": 0, "duplicate": 0, "rejected": 0}
        self.waits = []
        self.selector = selectors.DefaultSelector()

    def begin(self, line):
        """Send the next body over a connection, if there is one."""
        if (body := next(self.todo, None)) is None:
            return
        self.selector.register(line.socket, selectors.EVENT_READ, (line, time.perf_counter()))
        line.send(body)

    def hear(self, line, since):
        """Take what came over a connection; once that is an answer, send the next."""
        if (answer := line.read()) is None:
            return
        self.waits.append(time.perf_counter() - since)
        told = orjson.loads(answer)
        self.came = {name: count + told[name] for name, count in self.came.items()}
        self.selector.unregister(line.socket)
        self.begin(line)


def send(url, token, bodies, lines):
    """Send bodies over so many connections; return seconds, counts and waits."""
    address = urlsplit(url)
    head = (
        f"POST /api/v1/readings HTTP/1.1\r\nHost: localhost:{address.port}\r\n"
        f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        "Content-Length: %d\r\n\r\n"
    ).encode()
    sending = Sending(bodies)
    opened = [Line(("127.0.0.1", address.port), head) for _ in range(lines)]
    began = time.perf_counter()
    for line in opened:
        sending.begin(line)
    while sending.selector.get_map():
        for key, _ in sending.selector.select(60):
            sending.hear(*key.data)
    return time.perf_counter() - began, sending.came, sorted(sending.waits)


def server_cpu_s(process):
    """Return the processor time of the server and those that it began, and of PostgreSQL."""
    each = [process, *process.children(recursive=True), *harness.database_processes()]
    return sum(sum(one.cpu_times()[:2]) for one in each)


def memory_mb(process):
    """Return the memory that the server has to itself, of all its processes."""
    each = [process, *process.children(recursive=True)]
    return sum(one.memory_full_info().uss for one in each) / 2**20


def measured(made, token, bodies, number, lines):
    """Send bodies and return one line of figures."""
    server = psutil.Process(made.process.pid)
    mine, its = time.process_time(), server_cpu_s(server)
    wall, came, waits = send(made.url, token, bodies, lines)
    mine, its = time.process_time() - mine, server_cpu_s(server) - its
    return {
        "a_s": number / wall,
        "p95_ms": waits[int(len(waits) * 0.95)] * 1_000,
        "server_us": its * 1e6 / number,
        "generator_us": mine * 1e6 / number,
        "memory_mb": memory_mb(server),
        **came,
    }


def measure(made, options):
    """Return the figures."""
    fleet = readings.fleet("a", options.devices, options.each)
    token = prepare(made, list(dict.fromkeys(one["device"] for one in fleet)), options.zones)
    size = options.batch
    bodies = [orjson.dumps(fleet[n : n + size]) for n in range(0, len(fleet), size)]
    told = {"in batches": measured(made, token, bodies, len(fleet), options.lines)}
    told["again"] = measured(made, token, bodies, len(fleet), options.lines)
    later = [one | {"at": one["at"] + 86_400} for one in fleet[: options.singles]]
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
        lines=2,
        singles=10_000,
        single_lines=64,
    )
    with tempfile.TemporaryDirectory(prefix="wherehold-bench-") as folder:
        with harness.served(Path(folder)) as installation:
            show(measure(installation, asked), asked.json)
