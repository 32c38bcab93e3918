"""The command `guanxi`: finds its sub-commands as modules of this package and runs one.

A module ``<command>.py`` (``<command>_command.py`` where the word is reserved) has ``register(subparsers)``, which sets
``run(options, host) -> exit code``. With ``needs_host=False`` it is run without the composed host.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import guanxi
from guanxi import cli
from guanxi.cli.opening import Unusable, opened_host

FAILED, WRONG_USE, INTERRUPTED = 1, 2, 130
NO_COMMANDS = {"acting", "import_waiting", "main", "opening"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 not done for a reason that was printed, 2 used wrongly."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = parser(given[0] if given else "").parse_args(given)
    try:
        return _run(options)
    except Unusable as reason:
        print(reason, file=sys.stderr)
        return reason.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def parser(command: str = "") -> argparse.ArgumentParser:
    """The parser of all commands; where `command` is one, only this one is imported."""
    made = argparse.ArgumentParser(prog="guanxi", description="The CRM/ERP that people can take apart.")
    made.add_argument("--version", action="version", version=f"guanxi {guanxi.__version__}")
    subparsers = made.add_subparsers(dest="command", required=True, metavar="command")
    known = commands()
    for module in [known[command]] if command in known else known.values():
        import_module(module).register(subparsers)
    return made


def commands() -> dict[str, str]:
    """The module of each command."""
    names = [m.name for m in iter_modules(cli.__path__) if m.name not in NO_COMMANDS]
    return {
        name.removesuffix("_command").replace("_", "-"): f"{cli.__name__}.{name}" for name in sorted(names)
    }


def _run(options: argparse.Namespace) -> int:
    run: Any = options.run
    if not getattr(options, "needs_host", True):
        return int(run(options, None))
    with opened_host() as host:
        return int(run(options, host))
