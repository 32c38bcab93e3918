"""The supervisor: no request fails while it stops or replaces processes, what dies comes back, a busy port is named."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Thread

import pytest

from guanxi.serve import PortBusy, check_port
from guanxi.testing.broker import free_port

LIMIT_S = 60


class Client(Thread):
    """Asks again and again over new connections and keeps what went wrong; what is refused before sending is no request.

    A connection still waiting to be taken when its process is killed is not refused but reset: it is counted alike.
    """

    def __init__(self, port: int):
        super().__init__(daemon=True)
        self.port, self.failed, self.pids, self.refused, self.over = port, [], set(), 0, Event()
        self.answered = 0

    def run(self) -> None:
        while not self.over.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                connection.connect()
            except (ConnectionRefusedError, ConnectionResetError):
                self.refused += 1
                self.over.wait(0.02)
                continue
            try:
                connection.request("GET", "/")
                answer = connection.getresponse()
                self.pids.add(int(answer.read()))
                self.answered += 1
            except (OSError, http.client.HTTPException, ValueError) as error:
                self.failed.append(repr(error))
            finally:
                connection.close()


def wait_for(condition) -> None:
    limit = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < limit, "it did not happen"
        time.sleep(0.02)


@pytest.fixture
def served():
    """A supervisor with its clients at work."""
    port = free_port()
    supervisor = subprocess.Popen([sys.executable, Path(__file__).with_name("served.py"), str(port)])
    clients = [Client(port) for _ in range(4)]
    for client in clients:
        client.start()
    wait_for(lambda: all(client.answered for client in clients))
    yield supervisor, clients, port
    for client in clients:
        client.over.set()
        client.join(40)
    if supervisor.poll() is None:
        supervisor.send_signal(signal.SIGTERM)
        supervisor.wait(40)


def children_of(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_no_request_fails_when_it_is_stopped_under_load(served):
    supervisor, clients, _ = served
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.wait(40) == 0
    wait_for(lambda: all(client.refused for client in clients))
    assert [client.failed for client in clients] == [[]] * 4


def test_no_request_fails_while_processes_are_replaced(served):
    supervisor, clients, _ = served
    before = set().union(*(client.pids for client in clients))
    supervisor.send_signal(signal.SIGHUP)
    wait_for(lambda: all(client.pids - before for client in clients))
    assert [client.failed for client in clients] == [[]] * 4


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_children_that_are_killed_come_back(served):
    supervisor, clients, _ = served
    for number in (0, 1):
        victim = children_of(supervisor.pid)[number]
        before = set().union(*(client.pids for client in clients))
        os.kill(victim, signal.SIGKILL)
        wait_for(lambda victim=victim: len(set(children_of(supervisor.pid)) - {victim}) == 2)
        if number == 0:
            wait_for(lambda before=before: any(client.pids - before for client in clients))


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_web_process_that_is_killed_comes_back(served):
    _, clients, _ = served
    before = set().union(*(client.pids for client in clients))
    assert len(before) == 1
    os.kill(next(iter(before)), signal.SIGKILL)
    wait_for(lambda: any(client.pids - before for client in clients))


@pytest.mark.skipif(sys.platform != "linux", reason="needs the parent's death signal")
def test_children_end_with_a_killed_supervisor(served):
    supervisor, _, port = served
    children = children_of(supervisor.pid)
    supervisor.kill()
    supervisor.wait()
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children))
    check_port("127.0.0.1", port)


def test_busy_port_is_named_with_what_to_type():
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        opened.listen()
        port = opened.getsockname()[1]
        with pytest.raises(
            PortBusy, match=f"Port {port} is in use by another program. Type: guanxi serve --port {port + 1}"
        ):
            check_port("127.0.0.1", port)
