"""A program that calls the API of a served installation."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import Message


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Message
    raw: bytes

    @property
    def json(self):
        """The body as values."""
        return json.loads(self.raw)

    @property
    def items(self):
        """The items of a list, which has the shape of every list."""
        assert self.status in {200, 201}, self.raw
        assert set(self.json) >= {"items", "next"}, self.raw
        return self.json["items"]

    @property
    def code(self):
        """The code of a problem, which has the shape of every problem."""
        assert self.headers["Content-Type"] == "application/problem+json", self.raw
        assert self.json["status"] == self.status and self.json["title"], self.raw
        assert isinstance(self.json["fields"], list), self.raw
        return self.json["code"]


class Client:
    """Calls with one token."""

    def __init__(self, url, token=None):
        self.url = url
        self.token = token

    def __call__(self, method, path, body=None, **headers):
        """Call, with a body of values or bytes and more headers (`If_Match="…"`)."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Content-Type": "application/json"} if data is not None else {}
        sent |= {"Authorization": f"Bearer {self.token}"} if self.token else {}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        base = self.url if path.startswith("/") else f"{self.url}/api/v1/"
        request = urllib.request.Request(base + path, data=data, method=method, headers=sent)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read())

    def get(self, path, **headers):
        """Read."""
        return self("GET", path, **headers)

    def post(self, path, body, **headers):
        """Do."""
        return self("POST", path, body, **headers)

    def patch(self, path, body, **headers):
        """Change."""
        return self("PATCH", path, body, **headers)
