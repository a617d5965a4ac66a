"""Who sends slowly holds nobody up, and is cut off; who sends too much is refused."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection

import pytest

from tests.server import small
from trials.serving import Server, serving

pytestmark = pytest.mark.server

SENDERS = 40
BEGUN_HEAD = b"GET / HTTP/1.1\r\nHost: a\r\n"
BEGUN_BODY = (
    b"POST /_dash-update-component HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    b"Content-Length: 1000\r\n\r\n{"
)
CHUNKED = (
    b"POST /_dash-update-component HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A single worker, so that nobody else could answer in its place."""
    folder = tmp_path_factory.mktemp("slow")
    small.database(folder / "data.db")
    with serving(folder, "tests/server/impatient.py", MAX_WORKERS="1") as found:
        yield found


def connection(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), 20)


def is_closed(one: socket.socket) -> bool:
    """Whether the server has closed it: then reading ends, and does not block."""
    one.setblocking(False)
    try:
        return one.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionResetError:
        return True


@pytest.mark.parametrize(
    ("begun", "drop"), [(BEGUN_HEAD, b"X-Drop: 1\r\n"), (BEGUN_BODY, b" ")], ids=["head", "body"]
)
def test_slow_senders_are_cut_off_and_others_are_answered_meanwhile(
    server: Server, begun: bytes, drop: bytes
) -> None:
    with ExitStack() as held:
        slow = [held.enter_context(connection(server)) for _ in range(SENDERS)]
        for one in slow:
            one.sendall(begun)
        answered, open_ones = 0, slow
        deadline = time.monotonic() + 30
        while open_ones and time.monotonic() < deadline:
            assert server.get("/health").status_code == 200
            assert server.get("/api/v1/sources").status_code == 200
            answered += 1
            open_ones = [one for one in open_ones if not is_closed(one)]
            for one in open_ones:
                one.setblocking(True)
                try:
                    # Drop by drop: what counts is the whole time, not the pause.
                    one.sendall(drop)
                except OSError:
                    continue
            time.sleep(0.1)
        assert not open_ones
        assert answered > 5


def test_a_connection_that_was_answered_may_rest(server: Server) -> None:
    one = HTTPConnection("127.0.0.1", server.port, timeout=20)
    with closing(one):
        for rest in (2.5, 0.0):
            one.request("GET", "/health")
            answer = one.getresponse()
            answer.read()
            assert answer.status == 200
            assert one.sock is not None
            # Longer than a first head may take: a proxy keeps its connections.
            time.sleep(rest)


def test_a_body_without_length_is_read_up_to_the_limit_only(server: Server) -> None:
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    with connection(server) as one:
        one.sendall(CHUNKED)
        try:
            for _ in range(20):
                one.sendall(chunk)
            one.sendall(b"0\r\n\r\n")
        except OSError:
            pass  # It was refused before all of it was sent.
        assert one.recv(200).startswith(b"HTTP/1.1 413")


def test_a_body_that_says_that_it_is_too_long_is_not_read(server: Server) -> None:
    head = BEGUN_BODY.replace(b"1000", b"99999999")
    with connection(server) as one:
        one.sendall(head)
        assert one.recv(200).startswith(b"HTTP/1.1 413")


def test_a_body_that_is_not_in_chunks_as_it_says_is_refused(server: Server) -> None:
    with connection(server) as one:
        one.sendall(CHUNKED + b"zz\r\n{")
        assert one.recv(12) == b"HTTP/1.1 400"
