"""guanxi demo: staff and customers that do not exist, for trying Guanxi out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from guanxi.data.errors import Problem
from guanxi.demo import SEED, SIZE, fill
from guanxi.people.demo import make_demo_staff, write_demo_passwords
from guanxi.records.host import Host


def register(subparsers: Any) -> None:
    """Add the command ``demo``; it sets `run(options, host) -> exit code`."""
    parser = subparsers.add_parser("demo", help="fill an empty installation with demo staff and customers")
    parser.add_argument("--size", type=int, default=SIZE, help=f"number of companies (default {SIZE}, at least 20)")
    parser.add_argument("--seed", type=int, default=SEED, help="another number gives other customers")
    parser.add_argument("--folder", type=Path, default=Path(), help="where the file with the passwords is written")
    parser.set_defaults(run=make_demo)


def make_demo(options: argparse.Namespace, host: Host) -> int:
    """Make staff, then what every plugin adds; print how much there is."""
    try:
        staff = make_demo_staff(host)
        path = write_demo_passwords(options.folder, staff)
        written = fill(host, size=options.size, seed=options.seed)
    except (Problem, ValueError) as no:
        print(no, file=sys.stderr)
        return 1
    print("".join(f"{number} of {kind}\n" for kind, number in written.items()), end="")
    print(f"The demo users and their passwords are in {path}.")
    return 0
