"""guanxi demo: fills an empty installation with the staff and customers of an invented company."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from guanxi.config import ConfigError, load
from guanxi.data import database as db


def register(subparsers: Any) -> None:
    """Add the command ``demo``."""
    from guanxi.demo import SEED, SIZE

    parser = subparsers.add_parser("demo", help="fill an empty installation with demo data")
    parser.add_argument("--size", type=int, default=SIZE, help=f"how many companies, by default {SIZE}")
    parser.add_argument("--seed", type=int, default=SEED, help="another seed gives other records")
    parser.set_defaults(run=run, needs_host=False)


def run(options: argparse.Namespace, host: object = None) -> int:
    """Fill where nothing is yet, and name the demo users; 0 also where there are users already."""
    from guanxi.demo import demo_users, fill

    try:
        config = load()
    except ConfigError as wrong:
        print(wrong, file=sys.stderr)
        return 2
    db.connect(config.database)
    done = fill(config, size=options.size, seed=options.seed)
    for plugin, records in done.records.items():
        print(f"{plugin}: " + ", ".join(f"{number} {kind}" for kind, number in records.items()))
    users = demo_users(config)
    if users:
        print(f"Demo users (also in {config.data / 'demo-passwords.txt'}, which only you can read):")
        for mail, password, role in users:
            print(f"  {mail:32} {password:24} {role}")
    elif not done.passwords:
        print("There are users already; nothing was added.")
    return 0
