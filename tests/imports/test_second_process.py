"""A second process makes the parts of a large file; whatever becomes of it, the import writes what it would have written alone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace

import pytest

from guanxi.api import Actor, visible
from guanxi.data.database import bound_to
from guanxi.jobs.execution import Execution
from guanxi.jobs.here import run_here
from guanxi.resources.imports import ahead, apart, pipeline, runs
from guanxi.resources.imports.apart import Apart, GivenUp
from guanxi.resources.imports.kept_faults import faults_of
from guanxi.resources.imports.options import SKIP, Options
from guanxi.resources.imports.pipeline import Part
from guanxi.testing.site import Site
from guanxi_contacts.resources import companies

ROWS, WINDOW = 1500, 500
OPTIONS = Options(match="name", existing=SKIP)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small windows, and processors enough."""
    monkeypatch.setattr(pipeline, "WINDOW", WINDOW)
    monkeypatch.setattr(ahead, "SOON", 100)
    monkeypatch.setattr(ahead, "READY", 200)
    monkeypatch.setattr(ahead, "_processors", lambda: 8)


class Seen:
    """The second processes that were started, and the parts that they made."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.started: list[Apart] = []
        self.parts: list[Part] = []
        self.end_at = ROWS + 1
        begin, take = Apart.__init__, Apart.take

        def started(made: Apart, *arguments: object) -> None:
            self.started.append(made)
            begin(made, *arguments)  # type: ignore[arg-type]

        def taken(made: Apart) -> Part | None:
            if len(self.parts) == self.end_at:
                made._process.kill()
                made._process.stdout.read()  # type: ignore[union-attr]  # what it had said already
            found = take(made)
            self.parts += [found] if found else []
            return found

        monkeypatch.setattr(Apart, "__init__", started)
        monkeypatch.setattr(Apart, "take", taken)

    @property
    def ended(self) -> bool:
        """Whether none of them is left."""
        return all(each._process.poll() is not None for each in self.started)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    return Seen(monkeypatch)


def text() -> str:
    """Companies, every hundredth with a fault; in the third window stand ten names of the first and ten of its own twice."""
    names = [f"恒{n}" for n in range(1, ROWS + 1)]
    names[1200:1210], names[1300:1310] = names[200:210], names[1400:1410]
    lines = [f"{name},{'154' if n % 100 == 0 else ''}" for n, name in enumerate(names, 1)]
    return "\n".join(["name,phone", *lines])


def begun(actor: Actor) -> int:
    run_id = runs.keep_upload(actor, companies, "c.csv", text().encode(), OPTIONS)
    runs.start(actor, runs.find(actor, companies, run_id), OPTIONS, dry_run=False)
    return run_id


def finish(site: Site, actor: Actor, run_id: int) -> runs.Run:
    job = runs.find(actor, companies, run_id).job_id
    assert job
    run_here(site.house.runtime(), job, seconds=600)
    return runs.find(actor, companies, run_id)


def assert_whole(actor: Actor, known: runs.Run) -> None:
    """Each name was written once, and each fault is told."""
    assert (known.standing, known.done, known.tally.added, known.faulty) == (runs.WRITTEN, ROWS, 1465, 35)
    names = Counter(record.name for record in visible(actor, companies))
    assert set(names.values()) == {1}
    faulty = sorted(fault.line for fault in faults_of(known.id))
    doubled = [*range(1202, 1212), *range(1402, 1412)]
    assert faulty == sorted([*(n + 1 for n in range(100, ROWS + 1, 100)), *doubled])


def test_names_of_earlier_windows_are_known_to_the_second_process(site: Site, seen: Seen) -> None:
    actor = site.actor("admin")
    assert_whole(actor, finish(site, actor, begun(actor)))
    assert [part.done for part in seen.parts][-1] == ROWS
    assert sum(len(part.rows) for part in seen.parts) > WINDOW / 2
    assert all(part.foreseen.sort_keys for part in seen.parts)
    assert seen.ended


@pytest.mark.either_database
@pytest.mark.parametrize("how", ["cannot begin", "is killed"])
def test_where_the_second_process_is_of_no_use_the_parts_are_made_here(
    site: Site, seen: Seen, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    if how == "cannot begin":
        monkeypatch.setattr(apart, "MODULE", "guanxi.nowhere")
    else:
        seen.end_at = 1
    actor = site.actor("admin")
    assert_whole(actor, finish(site, actor, begun(actor)))
    assert len(seen.parts) == (1 if how == "is killed" else 0)
    assert seen.started
    assert seen.ended


@pytest.mark.either_database
def test_an_import_that_is_stopped_ends_its_second_process_and_goes_on_later(
    site: Site, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = site.actor("admin")
    run_id = begun(actor)
    inner = Execution._in_turn

    def step(self: Execution, kind: object, runtime: object) -> object:
        if len(seen.parts) == 1:
            runs.stop(actor, runs.find(actor, companies, run_id))
        return inner(self, kind, runtime)  # type: ignore[arg-type]

    monkeypatch.setattr(Execution, "_in_turn", step)
    known = finish(site, actor, run_id)
    assert (known.standing, WINDOW <= known.done < ROWS) == ("stopped", True)
    assert seen.ended
    monkeypatch.setattr(Execution, "_in_turn", inner)
    runs.go_on(actor, known)
    assert_whole(actor, finish(site, actor, run_id))


@pytest.mark.either_database
def test_what_was_made_with_other_settings_or_rights_is_not_taken(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = site.actor("admin")
    made = pipeline.Pipeline(actor, companies, text().encode(), OPTIONS)
    process = Apart(made, begun(actor), 0)
    try:
        monkeypatch.setattr(pipeline.Pipeline, "mark", lambda _self: "another")
        with pytest.raises(GivenUp, match="other plugins"):
            process.take()
        made.actor = replace(actor, locale="zh" if actor.locale == "en" else "en")
        with pytest.raises(GivenUp, match="have changed"):
            process.take()
    finally:
        process.end()


@pytest.mark.either_database
def test_a_second_process_that_nobody_listens_to_ends(site: Site) -> None:
    """As it is left where the first one is killed."""
    actor = site.actor("admin")
    env = os.environ | {"GUANXI_DATA": str(site.house.config.data), "GUANXI_DATABASE": bound_to()}
    numbers = [str(each) for each in (begun(actor), actor.id, 0, WINDOW)]
    command = [sys.executable, "-m", apart.MODULE, *numbers]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout
    process.stdout.close()
    assert process.wait(60) != 0
