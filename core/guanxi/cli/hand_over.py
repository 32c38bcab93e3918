"""guanxi hand-over FROM TO …: gives what somebody has to others, shows what would move, takes it back."""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any

from guanxi.cli.acting import acting_user
from guanxi.cli.import_waiting import PAUSE_S, SLICE_S, stopping_at_ctrl_c
from guanxi.cli.user import user_named
from guanxi.data.errors import InvalidValues, Problem
from guanxi.jobs.tables import FAILED, STOPPED
from guanxi.people.collaborating import SHARE
from guanxi.people.doing import do_here
from guanxi.people.handovers import runs
from guanxi.people.handovers.held_shares import PASS, SHARES
from guanxi.people.handovers.job import JOBS
from guanxi.people.handovers.plan import EVEN, HOW, Plan, preview, refuse_faults
from guanxi.people.resources import users
from guanxi.records.actor import Actor
from guanxi.records.host import Host
from guanxi.records.ref import Ref
from guanxi.records.titles import titles

SHOWN = 20


def register(subparsers: Any) -> None:
    """Add the command ``hand-over``."""
    parser = subparsers.add_parser("hand-over", help="give what somebody has to others, as one action")
    add = parser.add_argument
    add("former", nargs="?", metavar="FROM", help="mail address or name of who hands over")
    add("to", nargs="*", metavar="TO", help="mail addresses or names of the new owners")
    add("--user", metavar="MAIL", help="do it as this user, with his rights; without it as the house itself")
    add("--how", choices=list(HOW), default=EVEN, help="how records are dealt out among several new owners")
    add(
        "--kind",
        action="append",
        metavar="KIND",
        help="only this kind, such as contacts.company; may be repeated",
    )
    add("--record", action="append", default=[], metavar="KIND/ID", help="only this record; may be repeated")
    add("--shares", choices=list(SHARES), default=PASS, help="what becomes of the shares that FROM holds")
    add("--note", default="", help="open matters, for the new owners")
    add("--dry-run", action="store_true", help="count what would move, move nothing")
    add("--go-on", type=int, metavar="RUN", help="go on with a hand-over that was stopped")
    add("--revert", type=int, metavar="RUN", help="take a hand-over back")
    parser.set_defaults(run=hand_over)


def hand_over(options: argparse.Namespace, host: Host) -> int:
    """Hand over, go on or take back; 0 where everything moved, 1 where something stayed, 2 where nothing could be done."""
    try:
        actor = acting_user(options.user, host)
        if run := options.revert or options.go_on:
            known = runs.find(actor, run)
            (runs.revert if options.revert else runs.go_on)(actor, known)
            return _finished(actor, run)
        return _begin(actor, options)
    except InvalidValues as wrong:
        print("; ".join(f"{name}: {message}" for name, message in wrong.errors.items()), file=sys.stderr)
    except (Problem, LookupError) as error:
        print(str(error.args[0]) if isinstance(error, LookupError) else str(error), file=sys.stderr)
    return 2


def _begin(actor: Actor, options: argparse.Namespace) -> int:
    if not options.former or not options.to:
        raise LookupError("Name who hands over, and to whom: guanxi hand-over FROM TO")
    user, plan = user_named(options.former)[0], _plan(options)
    if options.dry_run:
        refuse_faults(actor, user, plan)
        return _would(actor, user, plan)
    return _finished(actor, runs.start(actor, user, plan))


def _plan(options: argparse.Namespace) -> Plan:
    refs = [(text, Ref.read(text)) for text in options.record]
    if unread := [text for text, ref in refs if ref is None]:
        raise LookupError(f"{unread[0]} is no record; write it as contacts.company/7")
    return Plan(
        to=tuple(user_named(name)[0] for name in options.to),
        how=options.how,
        kinds=tuple(options.kind) if options.kind else None,
        records=tuple(ref for _text, ref in refs if ref),
        shares=options.shares,
        note=options.note,
    )


def _would(actor: Actor, user: int, plan: Plan) -> int:
    found = preview(actor, user, plan)
    named = titles(actor, users.name, {to for to in found if to})
    for to, each in found.items():
        parts = [f"{number} {'shares' if kind == SHARE else kind}" for kind, number in sorted(each.items())]
        print(f"{named.get(to, '') if to else 'ended'}: {', '.join(parts) or 'nothing'}")
    print(f"{sum(each.total() for each in found.values())} would move. Nothing has moved.")
    return 0


def _finished(actor: Actor, run: int) -> int:
    known = _wait(actor, run)
    if known.standing == FAILED:
        print((known.error or "").strip().splitlines()[-1], file=sys.stderr)
        return 2
    if known.standing == STOPPED:
        print(f"Stopped after {known.done} of {known.total}.")
        print(f"Go on with: guanxi hand-over --go-on {known.id}")
        return 1
    if known.state == runs.REVERTED:
        print(f"The hand-over is taken back: {known.reverted} as before, {known.kept} kept.")
    else:
        print(f"{known.moved} of {known.total} moved, {known.refused} stayed.")
        print(f"Take it back with: guanxi hand-over --revert {known.id}")
    for each in runs.stayed(run, SHOWN):
        print(f"  {each.item.kind}/{each.item.record_id}: {each.reason}")
    return 1 if known.refused or known.kept else 0


def _wait(actor: Actor, run: int) -> runs.Run:
    """The run when its job has ended, done here where no worker has it."""
    with stopping_at_ctrl_c(lambda: runs.stop(actor, runs.find(actor, run))):
        while True:
            known = runs.find(actor, run)
            if not known.under_way or known.job_id is None:
                return known
            if do_here(actor.host, JOBS, known.job_id, SLICE_S) is None:
                time.sleep(PAUSE_S)
