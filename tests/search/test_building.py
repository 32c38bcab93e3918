"""Records that were there before are indexed by a job, whose steps can be stopped, repeated and told from stale ones."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from search_world import TABLES, Place, PlaceExtra, house, person, place, places, plain

from guanxi import host_jobs
from guanxi.data.database import is_sqlite, row, rows, run, write_transaction
from guanxi.jobs.declaration import Again, Step
from guanxi.records.actor import Actor
from guanxi.records.host import Host
from guanxi.records.search import building, kinds, storage
from guanxi.records.search.finding import find
from guanxi.records.search.question import asked
from guanxi.records.standard import edit


@pytest.fixture
def world(db: Any, host: Host) -> Host:
    db.create(*TABLES)
    return house(host)


def system(world: Host) -> Actor:
    return Actor(0, "system", world, system=True)


def ids(world: Host, typed: str) -> set[int]:
    return set(find(system(world), places, asked(typed)).ids)


def before(number: int) -> None:
    """Places that no change wrote."""
    for each in range(1, number + 1):
        Place.insert(id=each, name=f"恒润 {each:03}", sort_name="x", created_at=0, changed_at=0).execute()


def wanted() -> list[tuple[str, str]]:
    return rows("SELECT name, args FROM job ORDER BY created_at, id")


def work(world: Host, build: int, steps: int = 99) -> int:
    """Run the job's steps; return how many there were."""
    position, done = None, 0
    while done < steps:
        step = Step("job", kinds.JOB, system(world), world.clock(), world.new_id, position)
        with write_transaction():
            again = host_jobs.index_search.function(step, "sample.place", build)
        done += 1
        if not isinstance(again, Again):
            break
        position = again.position
    return done


def test_records_from_before_are_found_when_the_job_has_ended(
    world: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building.build, "__defaults__", (10, None))
    before(25)
    assert kinds.make_ready(world) == ["sample.place"] and len(wanted()) == 1
    assert not kinds.is_complete(["sample.place"]) and ids(world, "恒润") == set()
    assert work(world, 1, steps=1) == 1 and ids(world, "恒润") == set(range(1, 11))
    assert work(world, 1) == 3 and ids(world, "恒润") == set(range(1, 26))
    assert kinds.is_complete(["sample.place"]) and building.differing(places) == 0
    assert kinds.make_ready(world) == []
    assert [name for name, _args in wanted()] == [kinds.JOB, kinds.SETTLE]


def test_the_index_is_brought_together_a_part_a_step(world: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "SETTLED_PAGES", 1)
    numbers = [place(system(world), f"恒润 {n} 机械有限公司") for n in range(40)]
    steps, more, begin = 0, True, True
    while more:
        with write_transaction():
            more, begin, steps = storage.settle(begin=begin), False, steps + 1
    assert ids(world, "恒润") == set(numbers)
    if is_sqlite():
        assert steps > 1 and rows("SELECT count(DISTINCT segid) FROM search_gram_idx") == [(1,)]


def test_a_declaration_that_changes_is_indexed_anew_and_a_stale_job_ends(world: Host) -> None:
    number = place(system(world), "恒润")
    assert kinds.make_ready(world) == []
    without = replace(world, resources=world.resources | {plain.name: plain})
    assert kinds.make_ready(without) == ["sample.place"]
    PlaceExtra.insert(record_id=number, motto="诚信").execute()
    assert kinds.make_ready(world) == ["sample.place"]
    assert work(world, 1) == 1 and not kinds.is_complete(["sample.place"])
    work(world, 2)
    assert kinds.is_complete(["sample.place"]) and ids(world, "诚信") == {number}


def test_the_doctor_counts_what_is_found_by_what_it_was(world: Host) -> None:
    numbers = [place(system(world), f"恒润 {n}") for n in range(3)]
    assert building.differing(places) == 0
    run("UPDATE sample_place SET name = '海云' WHERE id = ?", (numbers[0],))
    run("UPDATE sample_place SET deleted_at = 1 WHERE id = ?", (numbers[1],))
    assert building.differing(places) == 2
    with write_transaction():
        kinds.demand(world, places)
    work(world, 1)
    assert building.differing(places) == 0 and ids(world, "恒润") == {numbers[2]}
    assert ids(world, "haiyun") == {numbers[0]}


def test_records_of_a_user_who_moved_are_indexed_with_his_new_team(world: Host) -> None:
    mine, other = (place(person(world, owner), f"恒润 {owner}") for owner in (1, 3))
    run("UPDATE sample_place SET team_id = 77")
    with write_transaction():
        kinds.follow_owner(world, places, 1)
    assert [name for name, _args in wanted()] == [kinds.JOB]
    step = Step("job", kinds.JOB, system(world), world.clock(), world.new_id)
    host_jobs.index_search.function(step, "sample.place", owner=1)
    kind = kinds.numbers(places)
    assert kind is not None
    found = storage.read([storage.entry_id(kind.kind, each) for each in (mine, other)])
    assert sorted((e.owner, e.team) for e in found.values()) == [(1, 77), (3, 20)]


def test_grams_of_an_older_scheme_are_all_forgotten(world: Host) -> None:
    number = place(system(world), "恒润")
    run("UPDATE search_kind SET declared = '[0, []]'")
    assert kinds.make_ready(world) == ["sample.place"]
    assert ids(world, "恒润") == set() and row("SELECT 1 FROM search_entry") is None
    work(world, 1)
    assert ids(world, "恒润") == {number}


def test_a_record_edited_while_the_index_is_made_is_found_as_it_is(
    world: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building.build, "__defaults__", (2, None))
    before(5)
    kinds.make_ready(world)
    work(world, 1, steps=1)
    edit(system(world), places, 1, {"name": "海云"})
    edit(system(world), places, 5, {"name": "海云"})
    assert ids(world, "海云") == {1, 5}
    work(world, 1)
    assert ids(world, "海云") == {1, 5} and ids(world, "恒润") == {2, 3, 4}
