"""An import as a job: killed and resumed, stopped and continued, reverted row by row, and never beyond the rights of now."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from guanxi.api import Actor, NotFound, Refused, Transaction, create, edit, visible
from guanxi.data.columns import to_ms
from guanxi.data.database import row, rows, run, write_transaction
from guanxi.data.messages import use_language
from guanxi.jobs import lease, queue
from guanxi.jobs.execution import Execution
from guanxi.jobs.here import run_here
from guanxi.jobs.runtime import Runtime
from guanxi.records.host import now
from guanxi.resources.imports import runs
from guanxi.resources.imports.kept_faults import KEPT, faults_of
from guanxi.resources.imports.options import SKIP, Options
from guanxi.testing.databases import Database
from guanxi.testing.site import Site
from guanxi_contacts.models import Company
from guanxi_contacts.resources import companies

ALONE = """
import sys
from guanxi.composition import compose
from guanxi.config import load
from guanxi.data.database import connect
from guanxi.jobs.here import run_here
config = load()
connect(config.database)
print("ready", flush=True)
run_here(compose(config).runtime(), sys.argv[1], seconds=600)
"""


def begun(actor: Actor, text: str, options: Options | None = None, *, dry_run: bool = False) -> int:
    """A run of the file `text` whose job waits."""
    chosen, content = options or Options(), text.encode()
    run_id = runs.keep_upload(actor, companies, "c.csv", content, chosen)
    runs.start(actor, runs.find(actor, companies, run_id), chosen, dry_run=dry_run)
    return run_id


def finish(site: Site, actor: Actor, run_id: int, *, clock: Callable[[], datetime] | None = None) -> runs.Run:
    """Do the job of a run to its end."""
    runtime = site.house.runtime()
    runtime = replace(runtime, clock=clock) if clock else runtime
    known = runs.find(actor, companies, run_id)
    assert known.job_id
    run_here(runtime, known.job_id, seconds=600)
    return runs.find(actor, companies, run_id)


def numbered(count: int) -> str:
    """Companies, every hundredth with a fault."""
    lines = [f"Company {n},{'154' if n % 100 == 0 else ''}" for n in range(1, count + 1)]
    return "\n".join(["name,phone", *lines])


@pytest.mark.parametrize("linked", [False, True])
def test_a_killed_import_goes_on_where_it_was_and_writes_each_row_once(
    site: Site, db: Database, linked: bool
) -> None:
    actor, text = site.actor("admin"), numbered(6000)
    if linked:
        text = "\n".join(
            [
                "name,phone,subsidiary_of",
                *(
                    f"{line},{'Company 5999' if n != 5999 else ''}"
                    for n, line in enumerate(text.split("\n")[1:], 1)
                ),
            ]
        )
    run_id = begun(actor, text)
    late = now() + timedelta(minutes=1)
    for at_least in (1, 3000):
        killed_when(db, site.house.config.data, run_id, at_least)
        assert runs.find(actor, companies, run_id).done < 6000
        late += timedelta(minutes=5)
        lease.sweep(to_ms(late), 15_000, 10)
        late += timedelta(minutes=5)
        if at_least == 1:
            continue
    known = finish(site, actor, run_id, clock=lambda: late)
    assert (known.standing, known.done, known.tally.added, known.faulty) == (runs.WRITTEN, 6000, 5940, 60)
    written = Counter(record.name for record in visible(actor, companies))
    assert written == Counter(f"Company {n}" for n in range(1, 6001) if n % 100)
    lines = Counter(
        each[0] for each in rows("SELECT record_id FROM change_line WHERE kind = ?", (companies.name,))
    )
    assert set(lines.values()) == {1}
    assert [fault.row.cells[0] for fault in faults_of(run_id)] == [
        f"Company {n}" for n in range(100, 6001, 100)
    ]
    if linked:
        parent = Company.get(Company.name == "Company 5999")
        assert Company.select().where(Company.subsidiary_of_id == parent.id).count() == 5939


def killed_when(db: Database, folder: Path, run_id: int, at_least: int) -> None:
    """Do the job in a process of its own and kill that when so many rows are done."""
    env = os.environ | {"GUANXI_DATA": str(folder), "GUANXI_DATABASE": db.url}
    job = row("SELECT job_id FROM import_run WHERE id = ?", (run_id,))
    assert job
    run("UPDATE job SET run_at = 0 WHERE id = ?", job)
    process = subprocess.Popen([sys.executable, "-c", ALONE, job[0]], env=env, stdout=subprocess.PIPE)
    try:
        while process.poll() is None:
            done = row("SELECT done FROM import_run WHERE id = ?", (run_id,))
            if done and done[0] >= at_least:
                break
            time.sleep(0.01)
        assert process.poll() is None, "the import was over before it could be killed"
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout:
            process.stdout.close()


def test_a_stopped_import_keeps_what_is_written_and_goes_on(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = site.actor("admin")
    run_id = begun(actor, numbered(3000))
    stop_after(monkeypatch, actor, run_id, 1000)
    known = finish(site, actor, run_id)
    assert (known.standing, known.done, known.tally.added) == ("stopped", 1000, 990)
    assert visible(actor, companies).count() == 990
    monkeypatch.undo()
    runs.go_on(actor, known)
    known = finish(site, actor, run_id)
    assert (known.standing, known.tally.added, known.faulty) == (runs.WRITTEN, 2970, 30)
    assert visible(actor, companies).count() == 2970


def test_what_a_stopped_import_has_written_can_be_reverted(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = site.actor("admin")
    run_id = begun(actor, numbered(2500))
    stop_after(monkeypatch, actor, run_id, 1000)
    known = finish(site, actor, run_id)
    monkeypatch.undo()
    runs.revert(actor, known)
    known = finish(site, actor, run_id)
    assert (known.standing, known.reverted, known.kept) == (runs.REVERTED, 990, 0)
    assert visible(actor, companies).count() == 0


def stop_after(monkeypatch: pytest.MonkeyPatch, actor: Actor, run_id: int, done: int) -> None:
    """Ask to stop as soon as so many rows are written: between two steps."""
    inner = Execution._in_turn

    def step(self, kind, runtime):  # type: ignore[no-untyped-def]
        known = runs.find(actor, companies, run_id)
        if known.done >= done:
            runs.stop(actor, known)
        return inner(self, kind, runtime)

    monkeypatch.setattr(Execution, "_in_turn", step)


def test_revert_keeps_and_names_what_others_have_changed_since(site: Site) -> None:
    admin, lead = site.actor("admin"), site.actor("lead.east")
    changed = create(admin, companies, {"name": "Updated", "city": "X"}).ref
    run_id = begun(admin, "name,city\nUpdated,Y\nA,\nB,\nC,\n", Options(match="name"))
    assert finish(site, admin, run_id).tally.updated == 1
    touched = visible(admin, companies).where(Company.name == "A").get()
    other = replace(admin, id=lead.id, name=lead.name)
    edit(other, companies, touched.id, {"city": "Wuxi"})
    runs.revert(admin, runs.find(admin, companies, run_id))
    known = finish(site, admin, run_id)
    assert (known.standing, known.reverted, known.kept) == (runs.REVERTED, 3, 1)
    assert sorted(record.name for record in visible(admin, companies)) == ["A", "Updated"]
    assert changed
    assert Company.get_by_id(changed.id).city == "X"
    [kept] = faults_of(run_id, KEPT)
    assert (kept.value, "worked on this record" in str(kept.reason)) == ("A", True)


def test_revert_tells_that_a_record_is_not_seen_any_more(site: Site) -> None:
    admin, lead = site.actor("admin"), site.actor("lead.east")
    run_id = begun(lead, "name\nA\nB\n")
    finish(site, lead, run_id)
    given = visible(admin, companies).where(Company.name == "A").get()
    edit(admin, companies, given.id, {"owner": site.actor("seller.north").id})
    runs.revert(lead, runs.find(lead, companies, run_id))
    known = finish(site, lead, run_id)
    assert (known.reverted, known.kept) == (1, 1)
    [kept] = faults_of(run_id, KEPT)
    assert (kept.value, str(kept.reason)) == ("A", "You do not see this record any more.")


def test_revert_takes_what_was_imported_out_of_the_search(site: Site) -> None:
    admin = site.actor("admin")
    before = rows("SELECT id FROM search_entry ORDER BY id")
    run_id = begun(admin, "name\n远航贸易\n恒润机械\n")
    finish(site, admin, run_id)
    assert len(rows("SELECT id FROM search_entry")) == len(before) + 2
    runs.revert(admin, runs.find(admin, companies, run_id))
    finish(site, admin, run_id)
    assert rows("SELECT id FROM search_entry ORDER BY id") == before


@pytest.mark.parametrize("how", ["disabled", "right lost"])
def test_who_loses_the_right_amidst_is_stopped_with_a_clear_word(
    site: Site, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    actor = site.actor("seller.north")
    run_id = begun(actor, numbered(3000))
    inner = Execution._make_step

    def step(self: Execution, kind: object, runtime: Runtime) -> object:
        if runs.find(actor, companies, run_id).done >= 1000:
            runtime = replace(runtime, actor=lambda _id: lost)
        return inner(self, kind, runtime)  # type: ignore[arg-type]

    grants = {name: scope for name, scope in actor.grants.items() if name != "contacts.company.import"}
    lost = None if how == "disabled" else replace(actor, grants=grants)
    monkeypatch.setattr(Execution, "_make_step", step)
    known = finish(site, actor, run_id)
    assert (known.standing, known.done) == ("failed", 1000)
    assert ("may not act" if how == "disabled" else "contacts.company.import") in (known.error or "")
    assert Company.select().where(Company.created_by == actor.id).count() == 990


def test_a_run_is_seen_by_who_made_it_and_by_administrators(site: Site) -> None:
    seller = site.actor("seller.north")
    run_id = begun(seller, "name\nA\n")
    assert runs.find(site.actor("admin"), companies, run_id).id == run_id
    assert [each.id for each in runs.listed(seller, companies)] == [run_id]
    for other in ("seller.shanghai", "director"):
        with pytest.raises(NotFound):
            runs.find(site.actor(other), companies, run_id)
        assert runs.listed(site.actor(other), companies) == []


def test_a_file_that_is_not_what_was_uploaded_is_refused(site: Site) -> None:
    actor = site.actor("admin")
    run_id = begun(actor, "name\nA\n")
    run("UPDATE import_file SET content = ? WHERE run_id = ?", (b"name\nB\n", run_id))
    known = finish(site, actor, run_id)
    assert (known.standing, "not as it was" in (known.error or "")) == ("failed", True)
    assert Company.select().count() == 0


def test_a_dry_run_counts_and_the_same_run_then_writes(site: Site) -> None:
    actor = site.actor("admin")
    create(actor, companies, {"name": "A", "city": "X"})
    text, chosen = "name,city\nA,X\nB,Y\nB,Z\nC,\n", Options(match="name")
    run_id = begun(actor, text, chosen, dry_run=True)
    known = finish(site, actor, run_id)
    assert (known.standing, known.total, known.tally.added, known.tally.unchanged, known.faulty) == (
        runs.CHECKED,
        4,
        2,
        1,
        1,
    )
    assert Company.select().count() == 1
    runs.start(actor, known, chosen, dry_run=False)
    with pytest.raises(Refused):
        runs.start(actor, known, chosen, dry_run=False)
    known = finish(site, actor, run_id)
    assert (known.tally.added, known.tally.unchanged, known.faulty) == (2, 1, 1)
    assert len(faults_of(run_id)) == 1


def test_options_are_remembered_for_the_next_file_of_the_same_columns(site: Site) -> None:
    actor = site.actor("admin")
    chosen = Options(columns={"Firm": "name"}, match="name", existing=SKIP)
    assert runs.remembered(actor, companies, ["Firm", "city"]) is None
    finish(site, actor, begun(actor, "Firm,city\nA,X\n", chosen))
    assert runs.remembered(actor, companies, ["firm ", "City"]) == chosen
    assert runs.remembered(actor, companies, ["city", "firm"]) is None
    assert runs.remembered(site.actor("director"), companies, ["Firm", "city"]) is None


def test_old_files_go_and_what_their_jobs_said_stays(site: Site) -> None:
    actor = site.actor("admin")
    run_id = begun(actor, "name\nA\n")
    run("UPDATE import_file SET content = ? WHERE run_id = ?", (b"", run_id))
    known = finish(site, actor, run_id)
    with write_transaction():
        runs.tidy(site.house.host.clock() + timedelta(days=31))
        queue.forget_ended(site.house.host.clock() + timedelta(days=800))
    assert rows("SELECT 1 FROM import_file") == []
    after = runs.find(actor, companies, run_id)
    assert (after.standing, after.error) == ("stopped", known.error)


def test_new_records_that_nobody_touched_are_taken_back_together(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = site.actor("admin")
    run_id = begun(actor, numbered(90))
    finish(site, actor, run_id)
    monkeypatch.setattr(Transaction, "remove", lambda *_one: pytest.fail("taken back one by one"))
    runs.revert(actor, runs.find(actor, companies, run_id))
    known = finish(site, actor, run_id)
    assert (known.standing, known.reverted, known.kept) == (runs.REVERTED, 90, 0)
    assert not visible(actor, companies).exists()


def test_reasons_are_read_in_the_language_of_whoever_reads(site: Site) -> None:
    """The run is done in Chinese; a colleague reads it in English."""
    actor = site.actor("admin")
    with use_language("zh"):
        run_id = begun(actor, "name,phone\nA,154\nB,1.10105E+17\n,13800138000\n")
        finish(site, actor, run_id)
        chinese = [str(fault.reason) for fault in faults_of(run_id)]
    with use_language("en"):
        english = [str(fault.reason) for fault in faults_of(run_id)]
    assert len(chinese) == len(english) == 3
    assert all(not reason.isascii() for reason in chinese), chinese
    assert all(reason.isascii() for reason in english), english
    run("UPDATE import_fault SET reason = 'as an older run has said it' WHERE run_id = ?", (run_id,))
    assert {fault.reason for fault in faults_of(run_id)} == {"as an older run has said it"}
