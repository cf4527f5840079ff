"""What devices send one by one over real sockets: answered by whoever stores, to whoever is there.

The thread that took a request in does not wait for its answer, so all of this is about who is
told what when many wait, somebody leaves, or the server is told to end.
"""

import random
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import orjson
import pytest

MANY = 120
BEGAN = int(time.time()) - 80_000
LARGE = 3 * 2**20


@pytest.fixture(scope="module")
def ada(served):
    """Ada as a program whose secret the server has just seen."""
    return served.client("ada@example.org")


@pytest.fixture
def known(ada):
    assert ada.post("readings", [reading("T-0", time.time())]).json["stored"] == 1
    return ada


def reading(device, at):
    return {"device": device, "at": at, "lat": 52.5, "lon": 13.4}


def message(served, client, body, *more):
    head = (
        f"POST /api/v1/readings HTTP/1.1\r\nHost: localhost:{served.port}\r\n"
        f"Authorization: Bearer {client.token}\r\nContent-Type: application/json\r\n"
    )
    said = more or (f"Content-Length: {len(body)}",)
    return (head + "".join(f"{line}\r\n" for line in said) + "\r\n").encode() + body


def one(number):
    return orjson.dumps([reading(f"T-{number}", BEGAN + number)])


def line(served):
    return socket.create_connection(("127.0.0.1", served.port), timeout=30)


def answer(connection):
    """Read one answer whole; return its status and its body."""
    came = b""
    while b"\r\n\r\n" not in came:
        came += (piece := connection.recv(65_536))
        assert piece, came
    head, _, body = came.partition(b"\r\n\r\n")
    size = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    while len(body) < size:
        body += connection.recv(65_536)
    return int(head[9:12]), body


def answer_or_end(connection):
    """Read one answer whole, or nothing at all where the connection was closed before it."""
    if not connection.recv(1, socket.MSG_PEEK):
        return None
    return answer(connection)


def counted(client):
    return sum(found["stored"] for found in client.get("ingest/ledger").items)


def test_more_than_there_are_threads_wait_at_once_and_each_hears_of_its_own(served, known):
    lines = [line(served) for _ in range(MANY)]
    for number, connection in enumerate(lines):
        body = one(number) if number % 3 else b'[{"device":"T-1","at":1,"lat":91}]'
        connection.sendall(message(served, known, body))
    told = [orjson.loads(answer(connection)[1]) for connection in lines]

    assert [(said["stored"], said["rejected"]) for said in told] == [
        (1, 0) if number % 3 else (0, 1) for number in range(MANY)
    ]
    for connection in lines:  # A connection goes on to be used.
        connection.sendall(message(served, known, one(1)))
    assert [orjson.loads(answer(each)[1])["duplicate"] for each in lines] == [1] * MANY


def test_who_leaves_before_the_answer_keeps_nobody_from_theirs(served, known):
    before = counted(known)
    lines = [line(served) for _ in range(40)]
    for number, connection in enumerate(lines):
        connection.sendall(message(served, known, one(1_000 + number)))
        if number % 2:
            connection.close()

    assert [answer(each)[0] for each in lines[::2]] == [200] * 20
    assert before + 20 <= counted(known) <= before + 40


def test_who_leaves_in_the_middle_of_a_body_stores_nothing(served, known):
    before = counted(known)
    with line(served) as gone:
        gone.sendall(message(served, known, one(2_000))[:-10])
    with line(served) as other:
        other.sendall(message(served, known, one(2_001)))
        assert answer(other)[0] == 200
    assert counted(known) == before + 1


def test_who_asks_whether_to_go_on_is_told_so_and_goes_the_way_of_all(served, known):
    body = one(3_000)
    said = (f"Content-Length: {len(body)}", "Expect: 100-continue")
    with line(served) as connection:
        connection.sendall(message(served, known, b"", *said))
        assert connection.recv(64).startswith(b"HTTP/1.1 100")
        connection.sendall(body)
        status, told = answer(connection)
    assert status == 200 and orjson.loads(told)["stored"] == 1


def test_asking_for_the_head_brings_no_body(served, known):
    with line(served) as connection:
        connection.sendall(
            f"HEAD /healthz HTTP/1.1\r\nHost: localhost:{served.port}\r\n"
            "Connection: close\r\n\r\n".encode()
        )
        came = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert came.startswith(b"HTTP/1.1 200") and came.endswith(b"\r\n\r\n")


def test_a_large_file_goes_up_and_comes_down_slowly_while_others_are_answered(served, known):
    asset = known.post("assets", {"name": "Lamp"}).items[0]["id"]
    content = random.Random(7).randbytes(LARGE)
    mark = "----wherehold"
    form = (
        f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="large.txt"\r\n'
        "Content-Type: text/plain\r\n\r\n"
    ).encode()
    form += content.hex().encode() + f"\r\n--{mark}--\r\n".encode()
    kind = f"multipart/form-data; boundary={mark}"
    made = known.post(f"assets/{asset}/attachments", form, Content_Type=kind)
    assert made.status == 201, made.raw
    path = f"/api/v1/attachments/{made.items[0]['id']}"
    with line(served) as slow, line(served) as other:
        slow.sendall(
            f"GET {path} HTTP/1.1\r\nHost: localhost:{served.port}\r\n"
            f"Authorization: Bearer {known.token}\r\nConnection: close\r\n\r\n".encode()
        )
        came = slow.recv(1_024)
        other.sendall(message(served, known, one(4_000)))
        assert answer(other)[0] == 200
        came += b"".join(iter(lambda: slow.recv(65_536), b""))
    assert came.partition(b"\r\n\r\n")[2] == content.hex().encode()


def test_told_to_end_it_answers_first_what_it_took_in(installation):
    installation.init()
    installation.serve()
    ada = installation.client("ada@example.org")
    assert ada.post("readings", [reading("T-0", time.time())]).json["stored"] == 1
    lines = [line(installation) for _ in range(40)]
    for number, connection in enumerate(lines):
        connection.sendall(message(installation, ada, one(number)))
    first = answer(lines[0])
    with ThreadPoolExecutor(1) as threads:
        stopping = threads.submit(installation.stop)
        told = [first, *(answer_or_end(each) for each in lines[1:])]
        assert stopping.result() == 0

    installation.serve()
    for number, heard in enumerate(told):
        said = ada.post("readings", orjson.loads(one(number))).json
        assert heard is None or (heard[0] == 200 and said["duplicate"] == 1)
