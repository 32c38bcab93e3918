"""Shares carry what lists sort, filter and hide by; every way to write a record keeps it, and lists read it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from samples import TABLES, SampleCompany, companies, house, person, settle

from guanxi.data.database import database, row, rows, run
from guanxi.installation import index
from guanxi.records import bulk, indexes, purging, shares
from guanxi.records.actor import Actor, Scope
from guanxi.records.host import Host
from guanxi.records.listing import ListQuery, page
from guanxi.records.listing_sums import Count, count
from guanxi.records.sharing import EDIT, VIEW
from guanxi.records.standard import create, delete, edit, restore
from guanxi.records.undo import undo
from guanxi.testing.fixed import FixedClock

READER, WRITER, OTHER = 3, 1, 2
Change = Callable[[Actor, int], Any]


@pytest.fixture
def home(db: object, host: Host, clock: FixedClock) -> Iterator[Host]:
    database.create_tables(TABLES)
    settle()
    indexes.create(companies)
    shares.create(companies)
    yield replace(house(host), clock=clock)
    shares.drop(companies)
    database.drop_tables(TABLES)


def new(writer: Actor, **values: object) -> int:
    done = create(writer, companies, {"name": "Hengrun", "kind": "firm", **values})
    assert done.ref is not None
    return done.ref.id


def let_in(home: Host, number: int, user: int = READER, **more: Any) -> None:
    shares.share(companies, number, user, more.pop("level", VIEW), home.clock(), **more)


def carried() -> list[tuple[Any, ...]]:
    """What shares carry otherwise than their records have it."""
    wanted = {
        number: (name, kind, gone)
        for number, name, kind, gone in rows("SELECT id, sort_name, kind, deleted_at FROM sample_company")
    }
    found = rows(
        "SELECT record_id, key_text, quick, deleted_at FROM collaborator WHERE kind = 'sample.company'"
    )
    return [each for each in found if (each[1], _kind(each[2]), each[3]) != wanted.get(each[0])]


def _kind(quick: str | None) -> Any:
    return json.loads(quick)["kind"] if quick else quick


def seen(reader: Actor, **query: Any) -> list[int]:
    return [each[0] for each in page(reader, ListQuery(companies, **query)).rows]


def _undone(writer: Actor, number: int) -> None:
    undo(writer, delete(writer, companies, number).change)


def _bulk_undone(writer: Actor, number: int) -> None:
    undo(writer, bulk.delete_many(writer, companies, [number]).change)


CHANGES: dict[str, Change] = {
    "edited": lambda writer, number: edit(writer, companies, number, {"name": "Aoyuan", "kind": "shop"}),
    "given away": lambda writer, number: edit(writer, companies, number, {"owner": OTHER}),
    "deleted": lambda writer, number: delete(writer, companies, number),
    "deleted with others": lambda writer, number: bulk.delete_many(writer, companies, [number]),
    "restored": lambda writer, number: [
        delete(writer, companies, number),
        restore(writer, companies, number),
    ],
    "deleting undone": _undone,
    "deleting with others undone": _bulk_undone,
    "edit undone": lambda writer, number: undo(writer, edit(writer, companies, number, {"name": "Z"}).change),
    "merged": lambda writer, number: [
        edit(writer, companies, number, {"employees": 3}, version=1),
        edit(writer, companies, number, {"name": "Bolin"}, version=1),
    ],
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_share_follows_its_record_through_every_change(home: Host, name: str) -> None:
    writer = person(home, WRITER, Scope.ALL)
    number, beside = new(writer), new(writer, name="Chengda")
    for each in (number, beside):
        let_in(home, each)
        let_in(home, each, OTHER, level=EDIT)
    CHANGES[name](writer, number)
    assert carried() == []
    expected = rows("SELECT id FROM sample_company WHERE deleted_at IS NULL ORDER BY sort_name, id")
    assert seen(person(home, READER)) == [each for (each,) in expected]


def test_a_share_of_a_record_that_goes_for_good_goes_with_it(home: Host, clock: FixedClock) -> None:
    writer = person(home, WRITER, Scope.ALL)
    gone, kept = new(writer), new(writer)
    let_in(home, gone)
    let_in(home, kept)
    delete(writer, companies, gone)
    clock.move(days=31)
    assert purging.purge(companies, clock()) == 1
    assert rows("SELECT record_id FROM collaborator") == [(kept,)]


@pytest.mark.parametrize("seed", range(6))
def test_shares_stay_right_through_random_changes(home: Host, clock: FixedClock, seed: int) -> None:
    """The reader owns some, is in the team of some, is let in to some; lists, pages and counts are the naive rule's."""
    dice, writer = random.Random(seed), person(home, WRITER, Scope.ALL)
    reader = person(home, READER, Scope.TEAM)
    numbers: list[int] = []
    for _step in range(60):
        number = (
            dice.choice(numbers)
            if numbers and dice.random() < 0.7
            else new(writer, name=dice.choice("abcAé恒"))
        )
        numbers = sorted({*numbers, number})
        _step_of(dice, home, writer, number)
    clock.move(hours=2)
    assert carried() == []
    for kind in (None, "firm", "shop"):
        spec = {"field": "kind", "op": "eq", "value": kind} if kind else None
        expected = _naive(reader, kind)
        assert _paged(reader, spec, 2) == expected
        for cap in (1, 5, 1000):
            more = len(expected) > cap
            assert count(reader, ListQuery(companies, filter=spec), cap=cap) == Count(
                min(cap, len(expected)), more
            )


def _step_of(dice: random.Random, home: Host, writer: Actor, number: int) -> None:
    end = home.clock() + timedelta(hours=dice.choice((1, 3))) if dice.random() < 0.5 else None
    living = row("SELECT deleted_at FROM sample_company WHERE id = ?", (number,)) == (None,)
    way = dice.randrange(6)
    if way < 2:
        let_in(home, number, dice.choice((READER, READER, OTHER)), level=dice.choice((VIEW, EDIT)), until=end)
    elif not living:
        restore(writer, companies, number)
    elif way == 2:
        delete(writer, companies, number)
    elif way == 3:
        edit(writer, companies, number, {"owner": dice.choice((WRITER, OTHER, READER))})
    else:
        done = edit(
            writer,
            companies,
            number,
            {"name": dice.choice("abcAé恒"), "kind": dice.choice(("firm", "shop", None))},
        )
        if done.change and dice.random() < 0.3:
            undo(writer, done.change)


def _naive(reader: Actor, kind: str | None) -> list[int]:
    at = round(reader.host.clock().timestamp() * 1000)
    let = "SELECT record_id FROM collaborator WHERE user_id = ? AND (until IS NULL OR until > ?)"
    mine = {number for (number,) in rows(let, (reader.id, at))}
    found = [
        record
        for record in SampleCompany.select().where(SampleCompany.deleted_at.is_null())
        if (record.owner_id == reader.id or record.team_id == reader.team or record.id in mine)
        and kind in (None, record.kind)
    ]
    return [record.id for record in sorted(found, key=lambda r: (r.sort_name.encode(), r.id))]


def _paged(reader: Actor, spec: Any, limit: int) -> list[int]:
    found: list[int] = []
    after = None
    while True:
        one = page(reader, ListQuery(companies, filter=spec, limit=limit, after=after))
        found += [each[0] for each in one.rows]
        after = one.next
        if after is None:
            return found


def test_a_list_of_shares_looks_up_the_page_and_no_more(home: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, texts = person(home, READER), _texts(monkeypatch)
    writer = person(home, WRITER, Scope.ALL)
    for _number in range(5):
        let_in(home, new(writer))
    assert count(reader, ListQuery(companies)) == Count(5)
    assert count(reader, ListQuery(companies, filter={"field": "kind", "value": "firm"})) == Count(5)
    assert texts and not any("c.record_id" in text for text in texts)


def _texts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    execute = database.obj.execute_sql
    monkeypatch.setattr(
        database.obj, "execute_sql", lambda sql, params=None: (found.append(sql), execute(sql, params))[1]
    )
    return found


def test_a_level_and_an_end_are_asked_of_the_share(home: Host, clock: FixedClock) -> None:
    writer, reader = person(home, WRITER, Scope.ALL), person(home, READER)
    ending, lasting = new(writer, name="a"), new(writer, name="b")
    let_in(home, ending, until=clock() + timedelta(hours=1))
    let_in(home, lasting)
    assert seen(reader) == [ending, lasting]
    clock.move(hours=1)
    assert seen(reader) == [lasting]
    let_in(home, ending, level=EDIT)
    assert seen(reader) == [ending, lasting]


def test_a_stale_mark_shows_no_deleted_record(home: Host) -> None:
    number = new(person(home, WRITER, Scope.ALL))
    let_in(home, number)
    run("UPDATE sample_company SET deleted_at = 1 WHERE id = ?", (number,))
    assert seen(person(home, READER)) == []
    shares.fill(companies)
    assert carried() == [] and count(person(home, READER), ListQuery(companies)) == Count(0)


def test_shares_from_before_are_filled_before_the_index_is_there(home: Host) -> None:
    writer, reader = person(home, WRITER, Scope.ALL), person(home, READER)
    made = [new(writer, name=name) for name in "cab"]
    shares.drop(companies)
    for number in made:
        let_in(home, number)
    run("UPDATE collaborator SET key_text = NULL, quick = NULL, deleted_at = 5")
    expected = [made[1], made[2], made[0]]
    assert seen(reader) == expected and len(carried()) == 3
    index([companies])
    assert shares.create(companies) == []
    assert seen(reader) == expected and carried() == []


def test_another_default_sort_fills_the_shares_anew(home: Host) -> None:
    writer, reader = person(home, WRITER, Scope.ALL), person(home, READER)
    made = [new(writer, name=name) for name in "cab"]
    for number in made:
        let_in(home, number)
    latest = replace(companies, order=["-created_at", "name"])
    prefix = "list_shares_sample_company__"
    assert shares.create(latest) == [f"{prefix}created_at", f"{prefix}created_at__kind"]
    found = {name for name in indexes.existing([shares.PLACE]) if name.startswith("list_")}
    assert found == {f"{prefix}created_at", f"{prefix}created_at__kind", f"{prefix}sort_name"}
    there = replace(home, resources=home.resources | {companies.name: latest})
    assert seen(replace(reader, host=there)) == made[::-1]
    for other in (replace(companies, order=["id"]), companies):
        assert shares.create(other)
        there = replace(home, resources=home.resources | {companies.name: other})
        expected = [
            number for (number,) in rows(f"SELECT id FROM sample_company ORDER BY {_column(other)}, id")
        ]
        assert seen(replace(reader, host=there)) == expected


def _column(resource: Any) -> str:
    return "sort_name" if resource is companies else "id"


def test_the_index_is_of_the_one_resource(home: Host) -> None:
    names = [stream.name for stream in shares.streams(companies).values()]
    assert names == ["list_shares_sample_company__sort_name", "list_shares_sample_company__sort_name__kind"]
    assert shares.streams(replace(companies, rows=replace(companies.rows, shared=False))) == {}
