"""Search finds exactly what a reading of every row would find, and only for whom the gate allows."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import islice, product
from typing import Any

import pytest
from search_world import TABLES, Visit, house, person, place, places, plain, share, texts, visits

from guanxi.data.database import rows, run, write_transaction
from guanxi.records import bulk, gate
from guanxi.records.actor import Actor, Scope
from guanxi.records.change import Change
from guanxi.records.host import Host
from guanxi.records.resource import Resource
from guanxi.records.search import finding, matching, storage
from guanxi.records.search.finding import Found, find
from guanxi.records.search.folding import fold, runs
from guanxi.records.search.kinds import inhabited, numbers
from guanxi.records.search.question import asked
from guanxi.records.search.texts import searched, texts_of
from guanxi.records.standard import create, delete, edit, restore
from guanxi.records.undo import undo


@pytest.fixture
def world(db: Any, host: Host) -> Host:
    db.create(*TABLES)
    return house(host)


def ids(actor: Actor, typed: str, resource: Resource = places) -> set[int]:
    return set(find(actor, resource, asked(typed)).ids)


def system(world: Host) -> Actor:
    return Actor(0, "system", world, system=True)


def fill(world: Host, number: int = 120, seed: int = 7) -> None:
    def work(tx: Any) -> None:
        for values in texts(seed, number):
            tx.add(places, **values)

    Change("sample.fill", work)(system(world))


Kept = list[tuple[int, dict[str, list[str]]]]


def readable(actor: Actor, resource: Resource = places) -> Kept:
    """Every row that the actor sees, with every text of it that he sees whole, read one by one."""
    known = numbers(resource)
    assert known is not None
    whole = [field for field in searched(resource) if field.name in gate.searchable_fields(actor, resource)]
    found = []
    for record in gate.visible(actor, resource):
        values = gate.values_of(resource, record)
        found.append(
            (record.id, texts_of(whole, known.fields, {f.columns[0]: values[f.name] for f in whole}))
        )
    return found


def naive(kept: Kept, typed: str) -> set[int]:
    question = asked(typed)
    return set() if question.short else {key for key, each in kept if question.met(each, list(each))}


def test_every_part_of_every_text_finds_its_record(world: Host) -> None:
    fill(world, 60)
    seen, tried = system(world), 0
    chance = random.Random(3)
    for record in gate.visible(seen, places):
        for text in filter(None, (record.name, record.nick, record.remark)):
            parts = {text[a:b] for a in range(len(text)) for b in range(a + 1, min(len(text), a + 12) + 1)}
            for part in chance.sample(sorted(parts), min(12, len(parts))):
                if any(han or len(run) > 1 for han, run in runs(fold(part))):
                    tried += 1
                    assert record.id in ids(seen, part), (text, part)
        digits = (record.phone or "").removeprefix("+")
        for size in (3, 4, 7, 11):
            for at in range(max(0, len(digits) - size)):
                assert record.id in ids(seen, digits[at : at + size])
    assert tried > 500


@pytest.mark.parametrize("small", [False, True], ids=["as it is", "with batches of three"])
def test_the_hits_are_those_of_a_reading_of_every_row(
    world: Host, monkeypatch: pytest.MonkeyPatch, small: bool
) -> None:
    fill(world, 80)
    for number in range(1, 40, 3):
        share(number, 4)
    share(2, 4, until=world.clock() - timedelta(days=1))
    if small:
        monkeypatch.setattr(finding, "FEW", 2)
        monkeypatch.setattr(finding, "BATCH", 3)
        monkeypatch.setattr(matching, "FIRST_WINDOW", 5)
    actors = [
        person(world, 1),
        person(world, 1, Scope.TEAM, reveal=False),
        person(world, 4, reveal=False),
        person(world, 3, Scope.ALL, hidden=frozenset({"nick", "motto"})),
        person(world, 2, Scope.ALL, hidden=frozenset({"name"})),
        system(world),
    ]
    typed = [
        *"单玉公司重",
        "恒润",
        "hr",
        "gs",
        "gongsi",
        "abc",
        "zhong",
        "cq",
        "诚信",
        "138",
        "1395",
        "0571-88",
        "2024/001",
    ]
    typed += ["恒润 公司", "hr 138", "second", "muller", "行 lin", "xyz", "x", "恒 qq", "mul hr", "ül"]
    for actor in actors:
        kept = readable(actor)
        for each in typed:
            assert ids(actor, each) == naive(kept, each), (actor.name, each)


def test_common_grams_are_walked_from_the_newest(world: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(world)
    monkeypatch.setattr(matching, "FIRST_WINDOW", 7)
    monkeypatch.setattr(matching, "UNLISTED", 1.0)
    monkeypatch.setattr(finding, "FEW", 0)
    monkeypatch.setattr(finding, "BATCH", 4)
    for actor in (system(world), person(world, 1, Scope.TEAM)):
        for each in ("恒润", "公司", "gs", "138", "恒润 公司"):
            assert ids(actor, each) == naive(readable(actor), each), each


def test_more_than_are_wanted_gives_the_newest(world: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(world)
    monkeypatch.setattr(finding, "BATCH", 5)
    for actor, typed in product((system(world), person(world, 2, Scope.TEAM)), ("恒润", "hengrun", "gs")):
        all_ = sorted(naive(readable(actor), typed), reverse=True)
        found = find(actor, places, asked(typed), 4)
        assert found.more and sorted(found.ids, reverse=True) == all_[:4]


def test_a_title_that_begins_with_what_was_typed_comes_first(world: Host) -> None:
    actor = system(world)
    last = place(actor, "Alpha 恒润")
    second = place(actor, "恒润机械")
    first = place(actor, "恒润")
    assert find(actor, places, asked("恒润")).ids == (first, second, last)


def test_a_hidden_or_masked_field_is_no_oracle(world: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even how many hits there are, or which are the newest, tells of what one may not see."""
    monkeypatch.setattr(finding, "BATCH", 2)
    writer = person(world, 1, Scope.ALL)
    shown = [place(writer, "恒润 甲"), place(writer, "恒润 乙")]
    for _each in range(9):
        place(writer, "别的", nick="恒润娃", secret="+8613955512345")
    blind = person(world, 1, Scope.ALL, reveal=False, hidden=frozenset({"nick"}))
    assert find(blind, places, asked("恒润"), 2) == Found(tuple(shown), False)
    assert find(blind, places, asked("5551")).ids == () and len(ids(writer, "5551")) == 9
    assert find(blind, places, asked("hrw")).ids == ()


def test_the_index_follows_every_change(world: Host) -> None:
    actor = person(world, 1, Scope.ALL)
    number = place(actor, "恒润机械", phone="13800138000", motto="诚信")
    assert ids(actor, "恒润") == ids(actor, "138 0013 8000") == ids(actor, "诚信") == {number}
    changed = edit(actor, places, number, {"name": "海云", "motto": None})
    assert ids(actor, "恒润") == ids(actor, "诚信") == set() and ids(actor, "haiyun") == {number}
    undo(actor, changed.change)
    assert ids(actor, "恒润") == ids(actor, "诚信") == {number} and ids(actor, "haiyun") == set()
    delete(actor, places, number)
    assert ids(actor, "恒润") == set()
    restore(actor, places, number)
    assert ids(actor, "恒润") == {number}
    bulk.delete_many(actor, places, [number])
    assert ids(actor, "恒润") == set() and rows("SELECT 1 FROM search_entry") == []


def test_a_change_that_fails_leaves_the_index_as_it_was(world: Host) -> None:
    actor = person(world, 1, Scope.ALL)
    number = place(actor, "恒润机械")

    def work(tx: Any) -> None:
        tx.set(gate.get(actor, places, number, "edit"), name="海云")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Change("sample.fail", work)(system(world))
    assert ids(actor, "恒润") == {number}


def test_an_attempt_that_fails_takes_its_part_of_the_index_back(world: Host) -> None:
    actor = system(world)

    def work(tx: Any) -> None:
        tx.add(places, name="恒润")
        try:
            with tx.attempt():
                tx.add(places, name="海云")
                raise ZeroDivisionError
        except ZeroDivisionError:
            assert tx.wrote
        tx.add(places, name="山城")

    Change("sample.attempt", work)(actor)
    assert len(ids(actor, "恒润")) == len(ids(actor, "山城")) == 1 and not ids(actor, "海云")
    assert len(rows("SELECT 1 FROM search_entry")) == 2


def test_a_share_is_found_until_it_ends(world: Host) -> None:
    writer, reader = person(world, 1), person(world, 3)
    here, gone = place(writer, "恒润 甲"), place(writer, "恒润 乙")
    assert ids(reader, "恒润") == set()
    share(here, 3, until=world.clock() + timedelta(hours=1))
    share(gone, 3, until=world.clock() - timedelta(hours=1))
    assert ids(reader, "恒润") == {here}


def test_what_hangs_on_an_unseen_record_is_not_found(world: Host) -> None:
    writer, reader = person(world, 1), person(world, 3)
    unseen, seen = place(writer, "甲"), place(reader, "乙")
    for target in (unseen, seen):
        create(system(world), visits, {"name": "拜访恒润", "place": target})
    assert len(ids(system(world), "拜访", visits)) == 2
    found = ids(reader, "bfhr", visits)
    assert [record.place_id for record in Visit.select().where(Visit.id.in_(found))] == [seen]


def test_a_record_of_another_owner_is_found_by_his_team_alone(
    world: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "FEW", 0)
    monkeypatch.setattr(finding, "BATCH", 1)
    writer = person(world, 1, Scope.ALL)
    numbers_ = [place(writer, f"恒润 {n}") for n in range(4)]

    def give(tx: Any) -> None:
        tx.set(gate.get(tx.actor, places, numbers_[1], "edit"), owner=3)

    Change("sample.give", give)(system(world))
    assert ids(person(world, 3, Scope.TEAM), "恒润") == {numbers_[1]}
    assert ids(person(world, 2, Scope.TEAM), "恒润") == set(numbers_) - {numbers_[1]}


def test_grams_of_a_stale_owner_hide_and_never_show(world: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "FEW", 0)
    monkeypatch.setattr(finding, "BATCH", 1)
    writer = person(world, 1, Scope.ALL)
    for number in range(3):
        place(writer, f"恒润 {number}")
    with write_transaction():
        run("UPDATE sample_place SET owner_id = 3, team_id = 20")
    assert ids(person(world, 2, Scope.TEAM), "恒润") == set()


def test_the_grams_of_a_record_are_forgotten_with_it(world: Host) -> None:
    """SQLite needs the very same tokens to forget them; what is left over would be found for ever."""
    actor = system(world)
    fill(world, 30)
    for record in list(islice(gate.visible(actor, places), 30)):
        edit(
            actor,
            places,
            record.id,
            {"name": "空", "nick": None, "phone": None, "secret": None, "remark": None, "motto": None},
        )
    for typed in ("恒润", "公司", "138", "hr", "abc"):
        wanted = matching.Wanted(asked(typed), 1, tuple(range(1, 9)), tuple(range(1, 9)))
        assert matching.matching(wanted, None, 10) == []
    assert len(ids(actor, "空")) == 30


def test_a_resource_without_searched_fields_has_no_entries(world: Host) -> None:
    assert find(system(world), visits, asked("恒润")) == Found()
    assert plain.name == places.name and fold("Ｘ") == "x" and storage.RANGE > 2**47


def test_a_kind_is_asked_as_soon_as_it_has_its_first_record(world: Host) -> None:
    number = place(system(world), "恒润")
    assert inhabited([places, visits]) == [places]
    create(system(world), visits, {"name": "拜访", "place": number})
    assert inhabited([places, visits]) == [places, visits]


def test_who_had_many_rows_a_moment_ago_finds_the_same_with_few(
    world: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "FEW", 1)
    writer, reader = person(world, 1), person(world, 1, Scope.TEAM)
    numbers_ = [place(writer, f"恒润 {n}") for n in range(3)]
    assert ids(reader, "恒润") == set(numbers_) == ids(reader, "hengrun")
    for number in numbers_[1:]:
        delete(writer, places, number)
    assert ids(reader, "恒润") == {numbers_[0]} == ids(reader, "hengrun")
