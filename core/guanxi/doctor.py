"""What `guanxi doctor` looks at: one check a concern, each with one line of what is wrong and one of how to mend it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from peewee import PeeweeException

from guanxi.config import Config
from guanxi.data import database as db
from guanxi.data.columns import from_ms, to_ms
from guanxi.data.messages import Message, listed, translator
from guanxi.data.migrations import status
from guanxi.jobs.runtime import Timing
from guanxi.records.search import building, kinds
from guanxi.work.attachments import digests_of
from guanxi.work.mail.job import NOTICE_BY_MAIL
from guanxi.work.storage import PREFIXES, Storage

_ = translator("guanxi")

LEAST_FREE_MB = 500
MOST_CLOCK_DIFFERENCE_S = 5
LEAST_POSTGRESQL = 130000
LEAST_SQLITE = (3, 35, 0)


@dataclass(frozen=True)
class Finding:
    """The answer of one check: `mend` says what to do, and is empty where all is well."""

    check: str
    text: Message
    mend: Message | str = ""

    @property
    def well(self) -> bool:
        """Tell whether there is nothing to do."""
        return not self.mend

    @property
    def label(self) -> Message:
        """What was examined, for people."""
        return CONCERNS[self.check]

    def __str__(self) -> str:
        return (
            f"ok    {self.check}: {self.text}"
            if self.well
            else f"WRONG {self.check}: {self.text} {self.mend}"
        )


Check = Callable[[Config, datetime], Iterator[Finding]]


def examine(config: Config, now: datetime, *, thorough: bool = True) -> Iterator[Finding]:
    """Run every check on the bound database; a check that fails itself is a finding.

    Without `thorough` those are left out that read all data, so that a page can show the rest at once.
    """
    for check in CHECKS:
        if check in READ_ALL and not thorough:
            continue
        name = check.__name__.strip("_").replace("_", " ")
        try:
            yield from check(config, now)
        except (PeeweeException, OSError, sqlite3.Error) as error:
            text = _("could not be examined: {error}.").format(error=" ".join(str(error).split()))
            yield Finding(name, text, _("Mend what stands above first."))
            if check is _database:
                return


def _configuration(config: Config, now: datetime) -> Iterator[Finding]:
    file = _("{file}; data in {folder}") if config.file else _("no file, defaults; data in {folder}")
    yield Finding("configuration", file.format(file=config.file, folder=config.data))
    if config.safe:
        yield Finding("configuration", _("Guanxi runs without plugins."), _("Unset GUANXI_SAFE."))
    if config.base_url.startswith("http:") and config.host not in ("127.0.0.1", "localhost", "::1"):
        yield Finding(
            "configuration",
            _("passwords travel unencrypted."),
            _("Put a proxy with HTTPS in front and set GUANXI_BASE_URL."),
        )


def _database(config: Config, now: datetime) -> Iterator[Finding]:
    if db.is_sqlite():
        found = sqlite3.sqlite_version
        old = sqlite3.sqlite_version_info < LEAST_SQLITE
        needed = ".".join(map(str, LEAST_SQLITE))
    else:
        row = db.row("SELECT current_setting('server_version_num'), current_setting('server_version')")
        assert row is not None
        old, found, needed = int(row[0]) < LEAST_POSTGRESQL, row[1], str(LEAST_POSTGRESQL // 10000)
    name = "SQLite" if db.is_sqlite() else "PostgreSQL"
    mend = _("It is too old; install {version} or newer.").format(version=needed)
    text = _("{database} {version} answers").format(database=name, version=found)
    yield Finding("database", text, mend if old else "")


def _integrity(config: Config, now: datetime) -> Iterator[Finding]:
    """Reads all of an SQLite file; on PostgreSQL asks for what the server knows to be invalid."""
    mend = _("Restore the newest backup: guanxi restore FILE")
    if db.is_sqlite():
        found = [str(each[0]) for each in db.rows("PRAGMA integrity_check(5)")]
        told = _("damaged: {answer}").format(answer=str(_("; ")).join(found)) if found != ["ok"] else _("ok")
        yield Finding("integrity", told, "" if found == ["ok"] else mend)
        broken = db.rows("PRAGMA foreign_key_check")
    else:
        broken = db.rows("SELECT indexrelid::regclass::text, '', '' FROM pg_index WHERE NOT indisvalid")
        told = _("{n} invalid indexes").format(n=len(broken))
        yield Finding("integrity", told, _("Type in psql: REINDEX DATABASE") if broken else "")
        broken = db.rows(
            "SELECT conrelid::regclass::text, '', conname FROM pg_constraint WHERE NOT convalidated"
        )
    tables = sorted({str(each[0]) for each in broken})
    text = _("{n} broken references {tables}") if tables else _("{n} broken references")
    yield Finding("references", text.format(n=len(broken), tables=listed(tables)), mend if broken else "")


def _migrations(config: Config, now: datetime) -> Iterator[Finding]:
    from guanxi.plugins.migrating import owners

    found = status(owners())
    waits = [f"{each.owner.name} {name}" for each in found for name in each.pending]
    newer = [f"{each.owner.name} {name}" for each in found for name in each.gone]
    altered = [f"{each.owner.name} {name}" for each in found for name in each.altered]
    waiting = _("{n} wait").format(n=len(waits))
    yield Finding("migrations", waiting, _("Type: guanxi migrate") if waits else "")
    if newer:
        text = _("the code is older than {names}.").format(names=listed(newer))
        yield Finding("migrations", text, _("Install the newer version again."))
    if altered:
        text = _("{names} was changed after it ran.").format(names=listed(altered))
        yield Finding("migrations", text, _("Put the original file back."))


def _jobs(config: Config, now: datetime) -> Iterator[Finding]:
    seen = db.row(
        "SELECT count(*), max(seen_at) FROM job_worker WHERE seen_at > ?", [to_ms(now) - _alive_ms()]
    )
    workers = int(seen[0]) if seen else 0
    alive = _("{n} worker is alive", "{n} workers are alive", n=workers)
    yield Finding("worker", alive, "" if workers else _("Start one: guanxi serve, or guanxi worker"))
    late = db.row(
        "SELECT count(*), min(run_at) FROM job WHERE state = 'waiting' AND run_at < ?", [to_ms(now) - 300_000]
    )
    if late and late[0]:
        since = f"{from_ms(late[1]):%Y-%m-%d %H:%M} UTC"
        text = _("{n} jobs wait since {moment}.").format(n=late[0], moment=since)
        yield Finding("jobs", text, _("Start more workers, or raise GUANXI_JOB_THREADS."))
    failed = db.row(
        "SELECT count(*), max(name) FROM job WHERE state = 'failed' AND done_at > ?",
        [to_ms(now) - 86_400_000],
    )
    if failed and failed[0]:
        text = _("{n} failed in the last day, for example {name}.").format(n=failed[0], name=failed[1])
        yield Finding("jobs", text, _("Read column error of table job."))


def _alive_ms() -> int:
    timing = Timing()
    return int(1000 * (3 * timing.sweep + timing.lease))


def _search(config: Config, now: datetime) -> Iterator[Finding]:
    """Which kinds are still being indexed, and whether the newest records are found as they are."""
    from guanxi.composition import compose

    host = compose(config).host
    known = [each for name, each in sorted(host.resources.items()) if kinds.numbers(each) is not None]
    waiting = [each.name for each in known if not kinds.is_complete([each.name])]
    if waiting:
        text = _("{names}: not all records are found yet.").format(names=listed(waiting))
        yield Finding(
            "search", text, _("Wait, or start a worker: guanxi worker. Anew: guanxi search rebuild")
        )
    wrong = [each.name for each in known if each.name not in waiting and building.differing(each)]
    if wrong:
        text = _("{names}: some records are found by what they were.").format(names=listed(wrong))
        yield Finding("search", text, _("Type: guanxi search rebuild"))
    if not waiting and not wrong:
        yield Finding("search", _("{n} kinds are indexed").format(n=len(known)))


def _mail(config: Config, now: datetime) -> Iterator[Finding]:
    """Whether mails can go out, and which did not."""
    if not config.mail_host:
        yield Finding("mail", _("no mail server is set; notifications are shown under the bell only"))
        return
    found = db.row(
        "SELECT count(*), max(error) FROM job WHERE name = ? AND error IS NOT NULL"
        " AND ((state = 'failed' AND done_at > ?) OR state = 'waiting')",
        [NOTICE_BY_MAIL, to_ms(now) - 86_400_000],
    )
    amount, error = found or (0, "")
    if amount:
        last = str(error or "").strip().rpartition("\n")[2][:200]
        text = _("{n} mails could not be handed over ({error}).").format(n=amount, error=last)
        yield Finding("mail", text, _("Check GUANXI_MAIL_HOST and the other settings of mail."))
    else:
        yield Finding("mail", _("handed over to {host}").format(host=config.mail_host))


def _disk(config: Config, now: datetime) -> Iterator[Finding]:
    free = shutil.disk_usage(config.data).free // 1_000_000
    text = _("{n} MB free in {folder}").format(n=free, folder=config.data)
    yield Finding("disk", text, "" if free >= LEAST_FREE_MB else _("Make room."))
    writable = os.access(config.data, os.W_OK)
    if not writable:
        text = _("{folder} cannot be written.").format(folder=config.data)
        yield Finding("disk", text, _("Type: {command}").format(command=f"chown {os.getuid()} {config.data}"))


def _clock(config: Config, now: datetime) -> Iterator[Finding]:
    """The clock of this machine against the database's (or the disk's), and against the newest job."""
    other = _other_clock(config.data)
    apart = abs((now - other).total_seconds())
    mend = _("Let both machines take the time from a time server.")
    text = (
        _("{n} s from the clock of the disk") if db.is_sqlite() else _("{n} s from the clock of the database")
    )
    yield Finding("clock", text.format(n=f"{apart:.1f}"), mend if apart > MOST_CLOCK_DIFFERENCE_S else "")
    newest = db.row("SELECT max(created_at) FROM job")
    if newest and newest[0] and newest[0] > to_ms(now) + 60_000:
        moment = f"{from_ms(newest[0]):%Y-%m-%d %H:%M} UTC"
        yield Finding(
            "clock", _("there are jobs from {moment}.").format(moment=moment), _("Set the clock right.")
        )


def _other_clock(data: Path) -> datetime:
    if not db.is_sqlite():
        found = db.row("SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)")
        assert found is not None
        return from_ms(found[0])
    probe = data / f".clock-{os.getpid()}-{time.monotonic_ns()}"
    probe.touch()
    try:
        return datetime.fromtimestamp(probe.stat().st_mtime, UTC)
    finally:
        probe.unlink()


def _plugins(config: Config, now: datetime) -> Iterator[Finding]:
    paused = [each[0] for each in db.rows("SELECT name FROM plugin WHERE state = 'paused' ORDER BY name")]
    for name in paused:
        mend = _("When it is mended, type: guanxi plugin resume {name}").format(name=name)
        yield Finding("plugins", _("{name} is paused.").format(name=name), mend)
    recent = db.rows(
        "SELECT plugin, count(*), max(message) FROM incident WHERE last_at > ? GROUP BY plugin ORDER BY plugin",
        [to_ms(now) - 86_400_000],
    )
    for plugin, count, message in recent:
        told = _(
            "{plugin} failed in the last day ({message}).",
            "{plugin} failed in {n} ways in the last day ({message}).",
            plugin=plugin,
            n=count,
            message=message[:80],
        )
        yield Finding("plugins", told, _("See: guanxi plugin status"))
    if not paused and not recent:
        yield Finding("plugins", _("no failures in the last day"))


def _files(config: Config, now: datetime) -> Iterator[Finding]:
    """Attachments whose file is gone or no plain file, and files that no attachment names."""
    store, missing, lost, kept = Storage(config.files), list[str](), 0, 0
    for prefix in range(PREFIXES):
        named, there = set(digests_of(prefix)), set(store.kept(prefix))
        missing += sorted(each for each in named if each not in there or not store.is_plain(each))
        lost += sum(store.is_old(each, now) for each in there - named)
        kept += len(there & named)
    if missing:
        text = _("{n} attachments have lost their file, for example {name}.")
        mend = _("Bring {folder} back from a backup.").format(folder=config.files)
        yield Finding("files", text.format(n=len(missing), name=missing[0]), mend)
    if lost:
        text = _("{n} files in {folder} belong to no attachment.").format(n=lost, folder=config.files)
        yield Finding("files", text, _("A worker takes them away every night: guanxi worker"))
    if not missing and not lost:
        yield Finding("files", _("{n} files are where they belong").format(n=kept))


CONCERNS: dict[str, Message] = {
    "configuration": _("Configuration"),
    "database": _("Database"),
    "integrity": _("Integrity"),
    "references": _("References"),
    "migrations": _("Migrations"),
    "worker": _("Job workers"),
    "jobs": _("Jobs"),
    "search": _("Search"),
    "files": _("Attachments"),
    "mail": _("Mail"),
    "disk": _("Disk"),
    "clock": _("Clock"),
    "plugins": _("Plugins"),
}

CHECKS: tuple[Check, ...] = (
    _configuration,
    _database,
    _integrity,
    _migrations,
    _jobs,
    _search,
    _files,
    _mail,
    _disk,
    _clock,
    _plugins,
)
READ_ALL = (_integrity, _files)
