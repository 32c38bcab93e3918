"""guanxi doctor: looks at everything that can be wrong with an installation; one line a check, with how to mend it."""

from __future__ import annotations

import argparse
from typing import Any

from guanxi.cli.opening import opened_database
from guanxi.doctor import examine
from guanxi.records.host import now


def register(subparsers: Any) -> None:
    """Add the command ``doctor``; its exit code is 1 where anything is to be mended."""
    parser = subparsers.add_parser(
        "doctor", help="see whether everything is in order, and how to mend what is not"
    )
    parser.set_defaults(run=run, needs_host=False)


def run(options: argparse.Namespace, host: object = None) -> int:
    """Print each finding as soon as it is known."""
    well = True
    with opened_database() as config:
        for finding in examine(config, now()):
            print(finding, flush=True)
            well &= finding.well
    return 0 if well else 1
