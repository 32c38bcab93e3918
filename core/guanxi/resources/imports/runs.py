"""Import runs: one row for each import from upload to revert, and what may be done with it when; constant SQL."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from guanxi.data.columns import from_ms, storable, to_ms
from guanxi.data.database import insert, row, rows, run, write_transaction
from guanxi.data.errors import NotFound, Refused
from guanxi.data.many import insert_many
from guanxi.data.messages import translator
from guanxi.jobs import queue
from guanxi.jobs.standing import standing
from guanxi.jobs.tables import FAILED, STOPPED
from guanxi.people.escalation import ADMINISTER
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.resources.imports.faults import Fault
from guanxi.resources.imports.kept_faults import EQUAL, FAULT, KEPT, add_faults, forget_faults, in_ascii
from guanxi.resources.imports.mapping import reason_headers
from guanxi.resources.imports.options import Options
from guanxi.resources.imports.reading import normalised
from guanxi.resources.imports.run import Tally
from guanxi.resources.imports.sources import Source, open_source

_ = translator("guanxi")

NEW, CHECKING, CHECKED = "new", "checking", "checked"
WRITING, WRITTEN = "writing", "written"
REVERTING, REVERTED = "reverting", "reverted"
UNDER_WAY = (CHECKING, WRITING, REVERTING)
JOB, REVERT = "host.import", "host.revert_import"
MOST_EQUAL = 1000
"""How many of the rows that equal a record a run lists; a file that came twice is not kept a second time."""
LOOKED_AT, SAMPLES, LONGEST_SAMPLE = 20_000, 200, 120
LIFE = timedelta(days=30)
"""How long a file is kept after its upload; after that a run can be looked at and reverted, not read again."""
_CHANGED = _("The file of this import is not there any more, or not as it was. Upload it again.")
_NOT_NOW = _("This import is under way, or was done with already.")
_UNDONE = _("This import is undone already.")
_COLUMNS = """id, actor_id, resource, file_name, encoding, header, samples, options, state, job_id, batch, done, total, added, updated,
              unchanged, skipped, repeated, known, faulty, reverted, kept, error, created_at, begun_at, ended_at"""


@dataclass(frozen=True)
class Run:
    """An import run as kept, with `standing`: its state, or ``failed`` or ``stopped`` where its job has ended so."""

    id: int
    actor_id: int
    resource: str
    file_name: str
    encoding: str
    header: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    options: Options
    state: str
    job_id: str | None
    batch: str | None
    done: int
    total: int
    tally: Tally
    faulty: int
    reverted: int
    kept: int
    error: str | None
    created_at: datetime
    begun_at: datetime | None
    ended_at: datetime | None
    standing: str

    @property
    def under_way(self) -> bool:
        """Tell whether its job is at work or about to be."""
        return self.standing in UNDER_WAY


def keep_upload(actor: Actor, resource: Resource, name: str, content: bytes, options: Options) -> int:
    """Keep an uploaded file as a new run of `actor` and return the run's id; raises Refused where it cannot be read."""
    source, now = open_source(content, options), to_ms(actor.host.clock())
    values = (
        actor.id,
        resource.name,
        storable(name.rpartition("/")[2][:200]),
        source.encoding,
        fingerprint(source.header),
        in_ascii(list(source.header)),
        in_ascii(samples_of(source)),
        in_ascii(options.as_json()),
        NEW,
        now,
    )
    with write_transaction():
        run_id = insert(
            "INSERT INTO import_run (actor_id, resource, file_name, encoding, fingerprint, header, samples, options, state, "
            "created_at, done, total, added, updated, unchanged, skipped, repeated, known, faulty, reverted, kept) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)",
            values,
        )
        run(
            "INSERT INTO import_file (run_id, digest, content) VALUES (?, ?, ?)",
            (run_id, hashlib.sha256(content).hexdigest(), content),
        )
    return run_id


def samples_of(source: Source) -> list[list[str]]:
    """Some values of each column, each once, in the order of the file."""
    found: list[dict[str, None]] = [{} for _name in source.header]
    for row_ in islice(source, LOOKED_AT):
        for kept, cell in zip(found, row_.cells, strict=False):
            text = cell.strip()
            if text and len(kept) < SAMPLES:
                kept[text[:LONGEST_SAMPLE]] = None
    return [list(kept) for kept in found]


def find(actor: Actor, resource: Resource, run_id: int) -> Run:
    """A run of the actor, or of anybody for who administers users; else raises NotFound."""
    found = row(f"SELECT {_COLUMNS} FROM import_run WHERE id = ? AND resource = ?", (run_id, resource.name))
    if found is None or not _may_see(actor, found[1]):
        raise NotFound("import", run_id)
    return _run(found)


# guard: import-run-seen
def _may_see(actor: Actor, owner: int) -> bool:
    return owner == actor.id or actor.may(ADMINISTER)


def listed(actor: Actor, resource: Resource, limit: int = 50) -> list[Run]:
    """The newest runs of the actor, or of everybody for who administers users."""
    own = "" if actor.may(ADMINISTER) else " AND actor_id = ?"
    sql = f"SELECT {_COLUMNS} FROM import_run WHERE resource = ?{own} ORDER BY id DESC LIMIT ?"
    mine = () if actor.may(ADMINISTER) else (actor.id,)
    return [_run(found) for found in rows(sql, (resource.name, *mine, limit))]


def of_batch(batch: str) -> int | None:
    """The newest run that wrote a batch."""
    found = row("SELECT id FROM import_run WHERE batch = ? ORDER BY id DESC LIMIT 1", (batch,))
    return int(found[0]) if found else None


def remembered(actor: Actor, resource: Resource, header: Sequence[str]) -> Options | None:
    """The options with which the actor last imported a file of the same columns."""
    found = row(
        "SELECT options FROM import_run WHERE actor_id = ? AND resource = ? AND fingerprint = ? AND batch IS NOT NULL "
        "ORDER BY id DESC LIMIT 1",
        (actor.id, resource.name, fingerprint(header)),
    )
    return Options.from_json(json.loads(found[0])) if found else None


def fingerprint(header: Sequence[str]) -> str:
    """What files of the same columns have in common; an error file that comes back is such a file too."""
    names = [normalised(name) for name in header]
    own = [name for name in names if name not in reason_headers()]
    return hashlib.sha256(json.dumps(own).encode()).hexdigest()[:24]


def content_of(run_id: int) -> bytes:
    """The file of a run; Refused where it is gone or not what was uploaded."""
    found = row("SELECT digest, content FROM import_file WHERE run_id = ?", (run_id,))
    content = bytes(found[1]) if found else b""
    if found is None or hashlib.sha256(content).hexdigest() != found[0]:
        raise Refused(_CHANGED)
    return content


def start(actor: Actor, known: Run, options: Options, *, dry_run: bool) -> str:
    """Check the file of a run, or write its rows, with `options`: wants the job and returns its id.

    Raises Refused where the run is under way or was written already.
    """
    state = CHECKING if dry_run else WRITING
    return _wanted(actor, known, JOB, state, {"options": in_ascii(options.as_json()), "batch": None})


def choose(known: Run, options: Options) -> None:
    """Keep options for a run whose file cannot be checked by them yet."""
    with write_transaction():
        run(
            "UPDATE import_run SET options = ? WHERE id = ? AND state = ?",
            (in_ascii(options.as_json()), known.id, NEW),
        )


def revert(actor: Actor, known: Run) -> str:
    """Take back what a run has written: wants the job and returns its id. Raises Refused where there is nothing to revert."""
    if known.standing == REVERTED:
        raise Refused(_UNDONE)
    if known.batch is None or known.standing not in (WRITTEN, STOPPED, FAILED):
        raise Refused(_NOT_NOW)
    if known.state == REVERTING:
        return go_on(actor, known)
    return _wanted(actor, known, REVERT, REVERTING, {"reverted": 0, "kept": 0})


def go_on(actor: Actor, known: Run) -> str:
    """Let a stopped or failed run go on from where it ended; returns its job's id."""
    if known.job_id is None or not queue.retry(known.job_id, host=actor.host):
        raise Refused(_NOT_NOW)
    return known.job_id


def stop(actor: Actor, known: Run) -> bool:
    """Stop a run after the part that is being written; what is written stays, and can be reverted."""
    return known.job_id is not None and queue.stop(known.job_id, host=actor.host)


def _wanted(actor: Actor, known: Run, job: str, state: str, more: dict[str, Any]) -> str:
    """Want a job for a run that nobody has moved on since `known`; what earlier work counted is forgotten."""
    if known.under_way:
        raise Refused(_NOT_NOW)
    if state != REVERTING and known.batch is not None:
        raise Refused(_NOT_NOW)
    now = to_ms(actor.host.clock())
    counted = (
        "" if state == REVERTING else "".join(f", {name} = 0" for name in (*vars(known.tally), "faulty"))
    )
    sets = "".join(f", {name} = ?" for name in more)
    with write_transaction():
        job_id = queue.put(job, {"run": known.id}, actor_id=actor.id or None, host=actor.host)
        moved = run(
            f"UPDATE import_run SET state = ?, job_id = ?, done = 0, error = NULL, begun_at = ?, ended_at = NULL{counted}{sets} "
            "WHERE id = ? AND state = ? AND COALESCE(job_id, '') = ?",
            (state, job_id, now, *more.values(), known.id, known.state, known.job_id or ""),
        )
        if moved != 1:
            raise Refused(_NOT_NOW)
        for kind in (KEPT,) if state == REVERTING else (FAULT, EQUAL):
            forget_faults(known.id, kind)
    return job_id


def opened(run_id: int) -> Run:
    """A run as its job needs it."""
    found = row(f"SELECT {_COLUMNS} FROM import_run WHERE id = ?", (run_id,))
    if found is None:
        raise NotFound("import", run_id)
    return _run(found)


def exists(run_id: int) -> bool:
    """Tell whether there is such a run."""
    return row("SELECT 1 FROM import_run WHERE id = ?", (run_id,)) is not None


def measured(run_id: int, total: int, batch: str | None) -> None:
    """Note how many rows there are, and in which batch they will be written."""
    run("UPDATE import_run SET total = ?, batch = ? WHERE id = ?", (total, batch, run_id))


def advanced(run_id: int, done: int, tally: Tally, faults: Sequence[Fault], ids: dict[int, int]) -> None:
    """Note what became of one part, in the transaction that wrote it."""
    names = [*vars(tally), "faulty"]
    sets = "".join(f", {name} = {name} + ?" for name in names)
    faulty = len({fault.line for fault in faults})
    run(f"UPDATE import_run SET done = ?{sets} WHERE id = ?", (done, *vars(tally).values(), faulty, run_id))
    add_faults(run_id, FAULT, faults)
    if ids:
        insert_many(
            "import_row", ("run_id", "number", "record_id"), [(run_id, n, key) for n, key in ids.items()]
        )


def told_equal(run_id: int, equal: Sequence[Fault]) -> None:
    """List rows that equal a record, up to a thousand of a run."""
    if equal:
        listed = row("SELECT count(*) FROM import_fault WHERE run_id = ? AND kind = ?", (run_id, EQUAL))
        add_faults(run_id, EQUAL, equal[: max(0, MOST_EQUAL - (listed[0] if listed else 0))])


def taken_back(run_id: int, reverted: int, kept: Sequence[Fault]) -> None:
    """Note what one step of a revert has done."""
    run(
        "UPDATE import_run SET done = done + ?, reverted = reverted + ?, kept = kept + ? WHERE id = ?",
        (reverted + len(kept), reverted, len(kept), run_id),
    )
    add_faults(run_id, KEPT, kept)


def ended(run_id: int, state: str, now: datetime) -> None:
    """Note that the work under way is done."""
    run("UPDATE import_run SET state = ?, ended_at = ? WHERE id = ?", (state, to_ms(now), run_id))


def rows_written(run_id: int) -> dict[int, int]:
    """The records that rows became, where the run keeps them."""
    return dict(rows("SELECT number, record_id FROM import_row WHERE run_id = ?", (run_id,)))


def tidy(now: datetime) -> None:
    """Throw away files whose time is over, and write into runs how their jobs ended, before the jobs are forgotten."""
    with write_transaction():
        run(
            "DELETE FROM import_file WHERE run_id IN (SELECT id FROM import_run WHERE created_at < ?)",
            (to_ms(now - LIFE),),
        )
        run(
            "UPDATE import_run SET error = COALESCE((SELECT j.error FROM job j WHERE j.id = import_run.job_id), '') "
            "WHERE state IN ('checking', 'writing', 'reverting') AND error IS NULL "
            "AND job_id IN (SELECT id FROM job WHERE state IN ('failed', 'stopped'))"
        )


def _run(found: tuple[Any, ...]) -> Run:
    at = dict(zip((name.strip() for name in _COLUMNS.split(",")), found, strict=True))
    now, error = standing(at["state"], at["job_id"], UNDER_WAY)
    return Run(
        **{
            name: at[name]
            for name in ("id", "actor_id", "resource", "file_name", "encoding", "state", "job_id")
        },
        **{name: at[name] for name in ("batch", "done", "total", "faulty", "reverted", "kept")},
        header=tuple(json.loads(at["header"])),
        samples=tuple(tuple(found) for found in json.loads(at["samples"])),
        options=Options.from_json(json.loads(at["options"])),
        tally=Tally(*[at[name] for name in vars(Tally())]),
        error=error or at["error"],
        created_at=from_ms(at["created_at"]),
        begun_at=from_ms(at["begun_at"]) if at["begun_at"] else None,
        ended_at=from_ms(at["ended_at"]) if at["ended_at"] else None,
        standing=now,
    )
