"""guanxi serve: the web server and the job worker of this machine, looked after by one supervisor."""

from __future__ import annotations

import argparse
import http.client
import os
import socket
import subprocess
import sys
from typing import Any

from guanxi import logs, served_at
from guanxi.config import EVERYWHERE, Config, ConfigError, load
from guanxi.plugins.hanging import HUNG


def register(subparsers: Any) -> None:
    """Add the command ``serve``; `run(options)` returns the exit code."""
    parser = subparsers.add_parser("serve", help="start Guanxi: web server and job worker")
    parser.add_argument("--host", help="address to listen on, instead of GUANXI_HOST")
    parser.add_argument("--port", help="port to listen on, instead of GUANXI_PORT")
    parser.add_argument("--safe", action="store_true", help="start without plugins")
    parser.add_argument("--strict", action="store_true", help="refuse to start when any plugin has a problem")
    parser.set_defaults(run=run, needs_host=False)


def run(options: argparse.Namespace, host: object = None) -> int:
    """Serve until told to stop. The options reach the children as variables of the environment."""
    from guanxi.web_server import PortBusy, bound, listen

    os.environ.update(_chosen(options))
    try:
        config = load()
        with served_at.held(config), bound(config.host, config.port) as opened:
            logs.configure(config.log_level, config.log_format, config.secrets)
            if code := _prepare():
                return code
            listen(opened)
            return _supervise(config, opened)
    except (ConfigError, served_at.ServedAlready, PortBusy) as wrong:
        print(wrong, file=sys.stderr)
        return 2


def _prepare() -> int:
    """Prepare in a process of its own, again where a plugin hung in it, which is paused by then; its exit code."""
    while (
        code := subprocess.run([sys.executable, "-m", "guanxi.preparing"], check=False).returncode
    ) == HUNG:
        print("A plugin did not come back and has been paused. See: guanxi plugin status", file=sys.stderr)
    return code


def _supervise(config: Config, opened: socket.socket) -> int:
    """Keep web server and worker running; the web server inherits the open socket where there is such a thing."""
    from guanxi.serve import Supervisor, children

    if os.name != "posix":
        opened.close()
        return Supervisor(children(config), announce=lambda: _announce(config)).run()
    found = children(config, opened.fileno())
    return Supervisor(found, announce=lambda: _announce(config), listening=opened).run()


def _chosen(options: argparse.Namespace) -> dict[str, str]:
    """The command's options as the variables that all processes read."""
    found = {"GUANXI_HOST": options.host, "GUANXI_PORT": options.port}
    found |= {
        "GUANXI_SAFE": "true" if options.safe else None,
        "GUANXI_STRICT": "true" if options.strict else None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _announce(config: Config) -> bool:
    """Print the address as soon as the server answers there."""
    if not _answers("127.0.0.1" if config.host in EVERYWHERE else config.host, config.port):
        return False
    print(f"Guanxi is at {config.base_url} (stop with Ctrl-C)", flush=True)
    return True


def _answers(host: str, port: int) -> bool:
    asked = http.client.HTTPConnection(host, port, timeout=0.5)
    try:
        asked.request("GET", "/live")
        return asked.getresponse().status > 0
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()
