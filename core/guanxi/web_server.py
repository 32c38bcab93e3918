"""The web server of one port: all its processes take connections from one socket, which outlives each of them.

`guanxi serve` opens the socket and keeps it; so a connection that comes while a process is replaced waits a moment and is
neither refused nor reset. Granian serves, or waitress where there is no granian.
"""

from __future__ import annotations

import argparse
import errno
import os
import signal
import socket
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from guanxi.turning_away import let_in, turn_away

BACKLOG = 1024
GRACE_S = 25
RESPAWN_S = 0.5


class PortBusy(Exception):
    """Nobody can listen on the port; the text says why and what to type."""


def bound(host: str, port: int) -> socket.socket:
    """A socket bound to the port (0: any free one) that does not listen yet; raises PortBusy."""
    opened = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    if os.name == "posix":
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((host, port))
    except OSError as wrong:
        opened.close()
        raise PortBusy(_why_not(wrong, host, port)) from wrong
    return opened


def listen(opened: socket.socket) -> None:
    """Take connections from now on, up to 1,024 waiting ones; raises PortBusy where another was quicker."""
    try:
        opened.listen(BACKLOG)
    except OSError as wrong:
        raise PortBusy(_why_not(wrong, *opened.getsockname()[:2])) from wrong


def serve(opened: socket.socket, target: str, *, workers: int, threads: int) -> None:
    """Serve the WSGI application ``module:name`` on a listening socket until SIGTERM; SIGHUP replaces the processes."""
    opened.set_inheritable(True)
    if find_spec("granian") is None:
        _serve_with_waitress(opened, target, threads)
    else:
        _serve_with_granian(opened, target, workers, threads)


def _serve_with_granian(opened: socket.socket, target: str, workers: int, threads: int) -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server.mp import MPServer

    host, port = opened.getsockname()[:2]
    if sys.platform == "win32":  # there processes inherit no socket
        opened.close()
    server = MPServer if sys.platform == "win32" else _with_one_socket(MPServer, opened)
    server(
        target,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        backlog=BACKLOG,
        backpressure=max(64, threads * 16),
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=RESPAWN_S,
        workers_kill_timeout=GRACE_S,
    ).serve()


def _with_one_socket(server: Any, opened: socket.socket) -> Any:
    """Granian's server with the socket `opened`; on Linux each of its processes would open one of its own."""
    from granian import net

    holder: Any = vars(net)["SocketHolder"]

    class Server(server):  # type: ignore[misc]
        def _init_shared_socket(self) -> None:
            self._sso, self._sfd = opened, opened.fileno()
            self._shd = holder(self._sfd, False, BACKLOG)

        def _drop_shared_socket(self) -> None:
            if self.interrupt_signal:  # else it is started anew, and whoever comes meanwhile waits
                turn_away(opened)
            super()._drop_shared_socket()

    return Server


def _serve_with_waitress(opened: socket.socket, target: str, threads: int) -> None:
    import waitress  # type: ignore[import-untyped]

    module, _, name = target.partition(":")
    application: Any = getattr(import_module(module), name)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    waitress.serve(application, sockets=[opened], threads=threads, _quiet=True)


def _why_not(wrong: OSError, host: str, port: int) -> str:
    other = f"guanxi serve --port {port + 1 if port < 65535 else 8000}"
    if wrong.errno == errno.EADDRINUSE:
        return f"Port {port} is in use by another program. Type: {other}"
    if wrong.errno == errno.EACCES:
        return f"Port {port} may only be opened by the administrator of this machine. Type: guanxi serve --port 8000"
    return (
        f"Guanxi cannot listen on {host}, port {port}: {wrong.strerror}. Check GUANXI_HOST, or type: {other}"
    )


def main() -> int:
    """What the supervisor starts, with the socket it has opened or, where that cannot be handed on, with an address."""
    parser = argparse.ArgumentParser(prog="guanxi web server")
    parser.add_argument("target")
    parser.add_argument("--socket", type=int, help="a listening socket that this process has inherited")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--threads", type=int, default=4)
    options = parser.parse_args()
    try:
        if options.socket is None:
            opened = bound(options.host, options.port)
            listen(opened)
        else:
            opened = socket.socket(fileno=options.socket)
            let_in(opened)
    except PortBusy as wrong:
        print(wrong, file=sys.stderr)
        return 2
    serve(opened, options.target, workers=options.workers, threads=options.threads)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
