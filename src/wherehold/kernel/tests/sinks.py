"""Servers on this machine that keep what they are sent."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class Got:
    """One call."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Sink:
    """What a server got, and what it answers."""

    url: str = ""
    port: int = 0
    status: int = 200
    location: str = ""
    got: list[Got] = field(default_factory=list)


@contextmanager
def http_sink():
    """Serve on a free port until the end."""
    sink = Sink()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            names = {name.lower(): value for name, value in self.headers.items()}
            sink.got.append(Got(self.path, names, body))
            self.send_response(sink.status)
            if sink.location:
                self.send_header("Location", sink.location)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(b'{"id": "1"}')

        def log_message(self, *_args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        # Asked to end it looks up within 20 ms, where half a second is usual.
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        sink.port = server.server_address[1]
        sink.url = f"http://127.0.0.1:{sink.port}"
        yield sink
        server.shutdown()
