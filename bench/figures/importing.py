"""The import of a file into an indexed table as large as ten of it, with its checks, its search for doubles, its journal and its
search texts, beside the driver that inserts the same rows into the same table; what others wait beside it; its revert.
"""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count as count_from
from itertools import product
from typing import Any

from bench import customers
from bench.figure import Figure, Line
from bench.figures.search import RESOURCE, indexed
from bench.house import Built
from bench.import_floor import insert_rows
from bench.measure import busy
from bench.seed import SYLLABLES
from bench.stores import Stores
from guanxi.data.database import connect, is_sqlite, rows
from guanxi.records.actor import Actor
from guanxi.records.search import kinds, storage
from guanxi.records.standard import edit
from guanxi.resources.imports import runs
from guanxi.resources.imports.options import SKIP, Options
from guanxi.testing.databases import unbind

TIMES, LEAST_RATE, MOST_WAIT_MS, PAGE_TIMES, REVERT_TIMES, GROWTH = 2.5, 3000, 250, 2.0, 2.0, 1.3
BESIDE, IDLE_S, PAUSE_S = 5, 5.0, 0.05
HEADER = ("name", "industry", "phone", "email", "city", "address", "employees", "turnover")
OPTIONS = Options(match="name", existing=SKIP)
LIST = "/contacts/companies/"
Rows = tuple[str, list[str], list[tuple[Any, ...]]]
"""A table, its columns, and rows of it."""


def measure(stores: Stores, engine: str, size: int) -> Iterator[Line]:
    """The import alone and its floor, the import beside work, the revert of both."""
    built, count = indexed(stores, engine, size), max(size // 10, 1000)
    twin = stores.copy(built.url, "importing_twin")
    with _bound(built) as actor:
        run_id = _begun(actor, _file(count, "A"))
        alone = _done(built, actor, run_id)
        same, beside = _written(actor, run_id), _beside_rows(actor, run_id)
    floor = insert_rows(twin, *same)
    whole = floor + sum(insert_rows(twin, *each) for each in beside)
    rate = count / alone["seconds"]
    note = f" rows={count} {rate:,.0f} rows/s{busy()}"
    yield Line("importing", engine, alone["seconds"], floor, TIMES, "s", note)
    yield Line("importing_whole", engine, alone["seconds"], whole, TIMES, "s", " journal and search rows too")
    yield Line("importing_rate", engine, 1000 / rate, 1000 / LEAST_RATE, 1.0, "ms a row")
    yield Line("importing_memory", engine, alone["most"], alone["early"], GROWTH, "MB")
    yield from _beside(built, engine, count)
    with _bound(built) as actor:
        known = runs.find(actor, actor.host.resources[RESOURCE], run_id)
        runs.revert(actor, known)
        back = _done(built, actor, run_id)
    yield Line("importing_revert", engine, back["seconds"], alone["seconds"], REVERT_TIMES, "s")


def _beside(built: Built, engine: str, count: int) -> Iterator[Line]:
    """What a writer and a page wait while a fifth of the file comes in."""
    with built.app() as app:
        client = customers.browser(built, app, customers.ADMINISTRATOR)
        actor = _actor(built)
        companies = actor.host.resources[RESOURCE]
        living = [
            key for (key,) in rows("SELECT id FROM contacts_company WHERE deleted_at IS NULL LIMIT 500")
        ]
        numbers = count_from(1)

        def write() -> None:
            number = next(numbers)
            edit(actor, companies, living[number % len(living)], {"city": f"Town {number}"})

        def page() -> None:
            client.get(LIST)

        _idle, idle_pages = _waits(write, page, lambda passed: passed < IDLE_S)
        run_id = _begun(actor, _file(max(count // BESIDE, 1000), "B"))
        process = _process(built, actor, run_id)
        writes, pages = _waits(write, page, lambda _passed: process.poll() is None)
        process.communicate()
    yield Line("importing_writer", engine, _p95(writes), MOST_WAIT_MS, 1.0, note=f" writes={len(writes)}")
    yield Line(
        "importing_page", engine, _p95(pages), _p95(idle_pages), PAGE_TIMES, note=f" pages={len(pages)}"
    )


def _waits(
    write: Callable[[], None], page: Callable[[], None], go_on: Callable[[float], bool]
) -> tuple[list[float], list[float]]:
    """How long each write and each page took, in ms, one after the other with a pause."""
    begun, writes, pages = time.perf_counter(), list[float](), list[float]()
    while go_on(time.perf_counter() - begun):
        for way, kept in ((write, writes), (page, pages)):
            at = time.perf_counter()
            way()
            kept.append((time.perf_counter() - at) * 1000)
            time.sleep(PAUSE_S)
    return writes, pages


def _p95(found: list[float]) -> float:
    return sorted(found)[int(len(found) * 0.95)] if found else 0.0


def _file(count: int, mark: str) -> bytes:
    """Companies with names of Chinese signs, phone numbers, addresses and figures."""
    stems = ["".join(signs) for signs in product(SYLLABLES, repeat=3)]
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(HEADER)
    for n in range(count):
        stem = stems[n * 7 % len(stems)]
        name = f"{stem}贸易有限公司 {mark}{n}"
        mail = f"{mark.lower()}{n}@example.com"
        place = f"南京西路 {n} 号"
        writer.writerow([name, "trade", f"139{n:08}", mail, "上海", place, str(n % 3000), f"CNY {n % 1000}"])
    return written.getvalue().encode()


@contextmanager
def _bound(built: Built) -> Iterator[Actor]:
    connect(built.url)
    try:
        yield _actor(built)
    finally:
        unbind()


def _actor(built: Built) -> Actor:
    found = built.house().actor(customers.ADMINISTRATOR)
    assert found is not None
    return found


def _begun(actor: Actor, content: bytes) -> int:
    resource = actor.host.resources[RESOURCE]
    run_id = runs.keep_upload(actor, resource, "bench.csv", content, OPTIONS)
    runs.start(actor, runs.find(actor, resource, run_id), OPTIONS, dry_run=False)
    return run_id


def _process(built: Built, actor: Actor, run_id: int) -> subprocess.Popen[str]:
    job = runs.find(actor, actor.host.resources[RESOURCE], run_id).job_id
    env = os.environ | {"GUANXI_DATABASE": built.url, "GUANXI_DATA": str(built.config.data)}
    command = [sys.executable, "-m", "bench.import_job", str(job)]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)


def _done(built: Built, actor: Actor, run_id: int) -> dict[str, Any]:
    """What the process said that did the job."""
    said, _nothing = _process(built, actor, run_id).communicate()
    found: dict[str, Any] = json.loads(said)
    if found["ended"] != "done":
        raise RuntimeError(f"the import ended as {found['ended']}")
    return found


def _written(actor: Actor, run_id: int) -> Rows:
    """The table, its columns and the rows that the import has written, as the driver will insert them: in the order of the file."""
    resource = actor.host.resources[RESOURCE]
    known = runs.find(actor, resource, run_id)
    names = list(resource.model._meta.columns)
    columns = ", ".join(f'r."{name}"' for name in names)
    sql = (
        f'SELECT {columns} FROM "{resource.model._meta.table_name}" r JOIN change_line l ON l.record_id = r.id AND l.kind = ? '
        'JOIN "change" c ON c.id = l.change_id WHERE c.batch = ?'
    )
    found, title = rows(sql, (resource.name, known.batch)), names.index("name")
    found.sort(key=lambda row: _number(row[title]))
    return resource.model._meta.table_name, names, found


def _number(name: str) -> int:
    """Which row of the file a name made by `_file` stands in."""
    return int(name.rpartition(" ")[2][1:])


def _beside_rows(actor: Actor, run_id: int) -> list[Rows]:
    """What the import has written of journal and search, table by table."""
    resource = actor.host.resources[RESOURCE]
    batch = runs.find(actor, resource, run_id).batch
    lines = ["change_id", "kind", "record_id", "version", "verb", "fields", "at"]
    chosen = ", ".join(f"l.{name}" for name in lines)
    of_batch = 'FROM change_line l JOIN "change" c ON c.id = l.change_id WHERE c.batch = ? ORDER BY l.id'
    journal = rows(f"SELECT {chosen} {of_batch}", (batch,))
    kind = kinds.numbered(resource).kind
    entries = list(storage.read(storage.entry_id(kind, line[2]) for line in journal).values())
    kept = [(each.id, each.owner, each.team, storage.packed(each.texts)) for each in entries]
    grams = [(each.id, each.grams) for each in entries]
    return [
        ("change_line", lines, journal),
        ("search_entry", ["id", "owner_id", "team_id", "texts"], kept),
        ("search_gram", ["rowid" if is_sqlite() else "id", "grams"], grams),
    ]


FIGURES = (Figure("importing", measure, large=True),)
