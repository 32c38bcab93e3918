"""The supervisor: no request fails while it stops or replaces processes, what dies comes back, a busy port is named."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from guanxi.testing.broker import free_port
from guanxi.turning_away import turn_away, waiting
from guanxi.web_server import PortBusy, bound, listen

LIMIT_S = 120


class Client(Thread):
    """Asks again and again over new connections; keeps what went wrong, and how often a connection was refused."""

    def __init__(self, port: int):
        super().__init__(daemon=True)
        self.port, self.failed, self.pids, self.refused, self.over = port, [], set(), 0, Event()
        self.answered = 0

    def run(self) -> None:
        while not self.over.wait(0.005):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT_S)
            try:
                self.ask(connection)
            except ConnectionRefusedError:
                self.refused += 1
            except (OSError, http.client.HTTPException, ValueError) as error:
                self.failed.append(repr(error))
            finally:
                connection.close()

    def ask(self, connection: http.client.HTTPConnection) -> None:
        connection.request("GET", "/")
        self.pids.add(int(connection.getresponse().read()))
        self.answered += 1


def wait_for(condition: Callable[[], bool]) -> None:
    limit = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < limit, "it did not happen"
        time.sleep(0.02)


@pytest.fixture
def served() -> Iterator[tuple[subprocess.Popen[bytes], list[Client], int]]:
    """A supervisor with its clients at work."""
    port = free_port()
    supervisor = subprocess.Popen([sys.executable, Path(__file__).with_name("served.py"), str(port)])
    clients = [Client(port) for _ in range(4)]
    try:
        wait_for(lambda: answers(port))
        for client in clients:
            client.start()
        wait_for(lambda: all(client.answered for client in clients))
        yield supervisor, clients, port
    finally:
        for client in clients:
            client.over.set()
        for client in clients:
            if client.ident is not None:
                client.join(LIMIT_S)
        if supervisor.poll() is None:
            supervisor.send_signal(signal.SIGTERM)
        supervisor.wait(LIMIT_S)


def answers(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def seen(clients: list[Client]) -> set[int]:
    return set().union(*(client.pids for client in clients))


def children_of(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_no_request_fails_when_it_is_stopped_under_load(served) -> None:
    supervisor, clients, _ = served
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.wait(LIMIT_S) == 0
    wait_for(lambda: all(client.refused for client in clients))
    assert [client.failed for client in clients] == [[]] * 4


def test_no_request_fails_and_no_connection_is_refused_while_processes_are_replaced(served) -> None:
    supervisor, clients, _ = served
    before = seen(clients)
    supervisor.send_signal(signal.SIGHUP)
    wait_for(lambda: all(client.pids - before for client in clients))
    assert [(client.failed, client.refused) for client in clients] == [([], 0)] * 4


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("number", [0, 1], ids=["web", "worker"])
def test_child_that_is_killed_comes_back_and_connections_wait_for_it(served, number: int) -> None:
    supervisor, clients, _ = served
    victim, before = children_of(supervisor.pid)[number], seen(clients)
    os.kill(victim, signal.SIGKILL)
    wait_for(lambda: len(set(children_of(supervisor.pid)) - {victim}) == 2)
    if number == 0:
        wait_for(lambda: all(client.pids - before for client in clients))
    assert [client.refused for client in clients] == [0] * 4


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_web_process_that_is_killed_comes_back_and_connections_wait_for_it(served) -> None:
    _, clients, _ = served
    (victim,) = before = seen(clients)
    os.kill(victim, signal.SIGKILL)
    wait_for(lambda: all(client.pids - before for client in clients))
    assert [client.refused for client in clients] == [0] * 4


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_web_process_that_dies_again_and_again_comes_back_and_connections_wait_for_it(served) -> None:
    _, clients, _ = served
    for _time in range(3):
        before = seen(clients)
        (living,) = [pid for pid in before if Path(f"/proc/{pid}").exists()]
        os.kill(living, signal.SIGKILL)
        wait_for(lambda before=before: all(client.pids - before for client in clients))
    assert [client.refused for client in clients] == [0] * 4


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_web_server_that_was_told_to_end_is_started_anew_and_takes_connections(served) -> None:
    supervisor, clients, _ = served
    victim, before = children_of(supervisor.pid)[0], seen(clients)
    os.kill(victim, signal.SIGTERM)
    wait_for(lambda: all(client.pids - before for client in clients))


@pytest.mark.skipif(sys.platform != "linux", reason="needs the parent's death signal")
def test_children_end_with_a_killed_supervisor(served) -> None:
    supervisor, _, port = served
    children = children_of(supervisor.pid)
    supervisor.kill()
    supervisor.wait()
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children))
    wait_for(lambda: not answers(port))
    bound("127.0.0.1", port).close()


def test_busy_port_is_named_with_what_to_type() -> None:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        opened.listen()
        port = opened.getsockname()[1]
        with pytest.raises(
            PortBusy, match=f"Port {port} is in use by another program. Type: guanxi serve --port {port + 1}"
        ):
            bound("127.0.0.1", port)


def test_port_that_another_took_in_between_is_named_too() -> None:
    with bound("127.0.0.1", 0) as ours, bound("127.0.0.1", ours.getsockname()[1]) as other:
        listen(other)
        with pytest.raises(PortBusy, match="is in use by another program"):
            listen(ours)


def test_connection_that_waits_is_still_taken_when_further_ones_are_turned_away() -> None:
    with bound("127.0.0.1", 0) as tried:
        if not turn_away(tried):
            pytest.skip("this system cannot turn connections away")
    with bound("127.0.0.1", 0) as opened:
        listen(opened)
        address = opened.getsockname()
        with socket.create_connection(address) as early:
            wait_for(lambda: waiting(opened) == 1)
            closing = Thread(target=turn_away, args=[opened])
            closing.start()
            wait_for(lambda: turned_away(address))
            taken, _ = opened.accept()
            with taken:
                early.sendall(b"x")
                assert taken.recv(1) == b"x"
            closing.join(LIMIT_S)


def turned_away(address: tuple[str, int]) -> bool:
    """Tell whether a connection is not let in; one that was quicker than the filter is no matter."""
    with socket.socket() as tried:
        tried.settimeout(0.3)
        return tried.connect_ex(address) != 0
