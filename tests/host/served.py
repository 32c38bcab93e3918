"""A supervisor over a tiny web app, for tests: `python served.py PORT`."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answers with its process id, after a moment."""
    time.sleep(0.02)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]


def main(port: str) -> int:
    from guanxi.serve import Child, Supervisor, web_command
    from guanxi.web_server import bound, listen

    os.chdir(Path(__file__).parent)
    os.environ["PYTHONPATH"] = str(Path(__file__).parent)
    config: Any = SimpleNamespace(host="127.0.0.1", port=int(port), workers=1, threads=4)
    opened = bound(config.host, config.port)
    listen(opened)
    number = opened.fileno()
    web = Child("web", web_command(config, "served:application", number), keeps=(number,))
    worker = Child("worker", [sys.executable, "-c", "import time; time.sleep(1000)"])
    return Supervisor([web, worker], listening=opened).run()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
