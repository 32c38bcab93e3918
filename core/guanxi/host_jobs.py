"""What the host itself does later: telling plugins what happened, emptying the bin, forgetting what is no longer needed."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from guanxi.jobs.declaration import Again, Step, job
from guanxi.jobs.queue import forget_ended, put
from guanxi.jobs.schedule import Schedule
from guanxi.people import attempts, sessions
from guanxi.people.handovers import runs as handovers
from guanxi.people.handovers.job import JOBS as HANDOVERS
from guanxi.plugins import incidents
from guanxi.records.purging import AT_ONCE, purge
from guanxi.records.search import building, storage
from guanxi.records.search.kinds import JOB as INDEX_SEARCH
from guanxi.records.search.kinds import SETTLE as SETTLE_SEARCH
from guanxi.records.telling import arguments_of
from guanxi.resources.demo_removal import remove_demo
from guanxi.resources.imports import runs
from guanxi.resources.imports.job import JOBS as IMPORTS
from guanxi.work.activities.reminders import remind
from guanxi.work.activities.results import JOBS as RESULTS
from guanxi.work.attachments import named_digests, storage_of
from guanxi.work.mail.job import mail_digest, mail_notice
from guanxi.work.maturities.reminding import JOBS as MATURITIES
from guanxi.work.maturities.reminding import forget_older as forget_maturities
from guanxi.work.messages.job import send_message
from guanxi.work.notifications.digest import JOBS as DIGESTS
from guanxi.work.notifications.reading import forget_older as forget_notifications
from guanxi.work.runs.editing import JOBS as EDITS
from guanxi.work.runs.taking_back import take_back
from guanxi.work.storage import PREFIXES
from guanxi.work.tags.job import JOBS as TAGS

INCIDENTS_KEPT = timedelta(days=90)
JOBS_KEPT = timedelta(days=14)


@job("host.tell", example={"hook": "contacts_company_created", "plugin": "contacts", "arguments": {}})
def tell(step: Step, hook: str, plugin: str, arguments: dict[str, Any]) -> None:
    """Tell one plugin what happened; where it is disabled meanwhile, nobody is told."""
    hooks = step.actor.host.hooks
    if hooks.offers(hook) and plugin in hooks.listeners(hook):
        hooks.tell(plugin, hook, **arguments_of(hooks.hook(hook).types, arguments, step.actor))


@job("host.empty_bin", example={})
def empty_bin(step: Step) -> Again | None:
    """Drop what has been in the bin for thirty days, one resource a step, five hundred records at a time."""
    resources = step.actor.host.resources
    names = sorted(resources)
    at = int(step.position or 0)
    if at >= len(names):
        return None
    more = purge(resources[names[at]], step.now, resources=resources) == AT_ONCE
    return step.again(at if more else at + 1)


@job(INDEX_SEARCH, example={"kind": "people.user", "build": 0})
def index_search(step: Step, kind: str, build: int = 0, owner: int | None = None) -> Again | None:
    """Index the records of a kind for the search, some hundred a step: all of them, or those of one owner who moved."""
    resource = step.actor.host.resources.get(kind)
    if resource is None or (owner is None and not building.is_wanted(resource, build)):
        return None
    if step.position is None:
        step.progress(0, building.count(resource, owner))
    last = building.build(resource, int(step.position or 0), owner=owner)
    if last is not None:
        step.progress(step.done + building.AT_ONCE)
        return step.again(last)
    if owner is None:
        building.finish(resource, build)
        if step.position is not None:
            put(SETTLE_SEARCH, host=step.actor.host)
    return None


@job(SETTLE_SEARCH, example={})
def settle_search(step: Step) -> Again | None:
    """Bring the index of the search together again after much was written, a part a step."""
    more = storage.settle(begin=step.position is None)
    return step.again(1) if more else None


@job("host.sweep_files", example={})
def sweep_files(step: Step) -> Again | None:
    """Take away contents that no attachment names any more, one of 256 folders a step, and what broken uploads have left."""
    at, store = int(step.position or 0), storage_of(step.actor.host)
    if at == 0:
        store.drop_drafts(step.now)
    kept = store.kept(at)
    for digest in sorted(set(kept) - named_digests(kept)):
        store.drop(digest, step.now)
    return step.again(at + 1) if at + 1 < PREFIXES else None


@job("host.tidy", example={})
def tidy(step: Step) -> None:
    """Forget what nobody needs any more: old failures and ended jobs, expired sessions, attempts long past."""
    incidents.forget_older(INCIDENTS_KEPT, step.now)
    runs.tidy(step.now)
    handovers.tidy()
    forget_ended(step.now - JOBS_KEPT)
    sessions.prune(step.now)
    attempts.prune(step.now)
    forget_notifications(step.now)
    forget_maturities(step.now)


JOBS = (
    tell,
    empty_bin,
    tidy,
    index_search,
    settle_search,
    sweep_files,
    remove_demo,
    mail_notice,
    mail_digest,
    send_message,
    remind,
    *IMPORTS,
    *HANDOVERS,
    *TAGS,
    *EDITS,
    take_back,
    *MATURITIES,
    *DIGESTS,
    *RESULTS,
    Schedule("host.empty_bin_daily", empty_bin, at=time(19, 10)),
    Schedule("host.tidy_daily", tidy, at=time(19, 40)),
    Schedule("host.sweep_files_daily", sweep_files, at=time(20, 10)),
    Schedule("host.settle_search_daily", settle_search, at=time(20, 40)),
)
