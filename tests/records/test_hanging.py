"""Entries that hang on a record by a link of their own: found by it, walked page by page, decided by their own rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import records_world as world
from peewee import BigIntegerField, TextField

from guanxi.data.columns import Day, Moment, RecordTable, to_ms
from guanxi.data.database import database, rows
from guanxi.data.fields import About, Boolean, Choice, Date, DateTime, Field, Link, Text
from guanxi.data.messages import translator
from guanxi.records import hanging, timeline
from guanxi.records.actor import Actor, Scope
from guanxi.records.entries import Entries
from guanxi.records.host import Host
from guanxi.records.indexes import TIMELINE, existing
from guanxi.records.listing_sort import Place as Table
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource, Rows
from guanxi.records.standard import create, delete, edit, restore
from guanxi.records.timeline import Place, Stream
from guanxi.records.undo import undo

_ = translator("guanxi")
NOON = 12 * 3_600_000


class Order(RecordTable):
    what = TextField()
    day = Day()
    kind = TextField(null=True)
    firm_id = BigIntegerField(null=True)
    payer_id = BigIntegerField(null=True)

    class Meta:
        table_name = "sample_order"


class Memo(RecordTable):
    text = TextField()
    happened_at = Moment(null=True)
    about = TextField(null=True)

    class Meta:
        table_name = "sample_memo"


def orders_with(*fields: Field, rows: Rows) -> Resource:
    links = [Link("firm", to="sample.firm"), Link("payer", to="sample.firm")]
    return Resource(
        Order, label=_("Notes"), label_one=_("Note"), title="what", fields=[*links, *fields], rows=rows
    )


SOLD = Date("day", required=True), Choice("kind", choices={"sale": "Sale", "return": "Return"}), Text("what")
orders = orders_with(*SOLD, rows=Rows(through=("firm", "payer")))
memos = Resource(
    Memo,
    label=_("Notes"),
    label_one=_("Note"),
    title="text",
    fields=[Text("text"), DateTime("happened_at"), About("about", required=True)],
    rows=Rows(about="about"),
)
sold = Entries(orders, at="day", text="what", kinds="kind")
ALL = {r.permission(a): Scope.ALL for r in (orders, memos) for a in ("view", "create", "edit", "delete")}
STREAMS = (Stream(orders.name), Stream(memos.name))


def house() -> Host:
    items = (Entries(memos, at="happened_at", text="text"), sold)
    return replace(world.host(**{orders.name: orders, memos.name: memos}), items=items)


def user(number: int, scope: Scope = Scope.ALL, **grants: Any) -> Actor:
    return world.actor(number, scope, grants=ALL | grants, world=house())


@pytest.fixture(autouse=True)
def tables(db: object) -> Iterator[None]:
    database.create_tables([*world.TABLES, Order, Memo])
    for number in (1, 2, 3):
        world.person(number, f"user {number}")
    yield
    database.drop_tables([*world.TABLES, Order, Memo])


def order(actor: Actor, firm: Any, day: str, **values: Any) -> int:
    given = {"firm": firm.id, "day": date.fromisoformat(day), "what": day, "kind": "sale"} | values
    return int(create(actor, orders, given).value.id)


def told(actor: Actor, *firms: Any, only: tuple[Stream, ...] = STREAMS, limit: int = 30) -> list[Ref]:
    """Every page of a timeline, one after the other."""
    records, before = [Ref("sample.firm", firm.id) for firm in firms], None
    found: list[Ref] = []
    while True:
        page = timeline.read(actor, records, only, {orders.name: ("what",)}, limit=limit, before=before)
        found += [entry.ref for entry in page.found]
        if page.next is None:
            return found
        before = page.next


def test_they_stand_among_other_entries_by_day_each_once_however_small_the_pages() -> None:
    actor, firm = user(1), world.firm(owner_id=1)
    wanted: list[tuple[int, int, int, Ref]] = []
    for day in ("1969-05-04", "2026-03-01", "2026-03-01", "2026-03-03"):
        at = to_ms(datetime.fromisoformat(day).replace(tzinfo=UTC)) + NOON
        number = order(actor, firm, day, payer=firm.id)
        wanted.append((at, 1, number, Ref(orders.name, number)))
        for moment in (at, at - 1, at + 1):
            about = [Ref("sample.firm", firm.id)]
            values = {"text": "Talked", "about": about, "happened_at": datetime.fromtimestamp(0, UTC)}
            memo = create(actor, memos, values).value
            database.execute_sql(f"UPDATE about SET at = {moment} WHERE entry_id = {memo.id}")
            wanted.append((moment, 0, memo.id, Ref(memos.name, memo.id)))
    expected = [ref for *_place, ref in sorted(wanted, reverse=True)]
    for limit in (1, 2, 3, 5, 30):
        assert told(actor, firm, limit=limit) == expected
    of_a_kind = [ref for ref in expected if ref.kind == orders.name]
    assert told(actor, firm, only=STREAMS[:1], limit=2) == of_a_kind
    assert told(actor, firm, only=(Stream(orders.name, "sale"),), limit=2) == of_a_kind
    assert told(actor, firm, only=(Stream(orders.name, "return"),)) == []
    far = Place(10**18 - 1, 10**18 - 1, 1)
    page = timeline.read(actor, [Ref("sample.firm", firm.id)], STREAMS[:1], {}, limit=9, before=far)
    assert [each.ref for each in page.found] == of_a_kind


def test_they_follow_their_link_and_the_bin_without_a_row_beside_them() -> None:
    actor, here, there = user(1), world.firm(owner_id=1), world.firm(owner_id=1)
    number = order(actor, here, "2026-03-01")
    ref, version = Ref(orders.name, number), 1
    assert (told(actor, here), told(actor, there)) == ([ref], [])
    moved = edit(actor, orders, number, {"firm": there.id}, version=version)
    assert (told(actor, here), told(actor, there)) == ([], [ref])
    undo(actor, moved.change)
    assert (told(actor, here), told(actor, there)) == ([ref], [])
    delete(actor, orders, number)
    assert told(actor, here) == []
    restore(actor, orders, number)
    assert told(actor, here) == [ref]
    assert rows("SELECT 1 FROM about") == []


def test_their_own_rows_decide_who_sees_them() -> None:
    boss, mine, other = user(3), world.firm(owner_id=1), world.firm(owner_id=2)
    plain, shared = order(boss, mine, "2026-03-01"), order(boss, mine, "2026-03-02", payer=other.id)
    assert told(boss, mine) == [Ref(orders.name, shared), Ref(orders.name, plain)]
    assert told(boss, other, mine) == [Ref(orders.name, shared), Ref(orders.name, plain)]
    assert told(user(1, Scope.OWN), mine) == [Ref(orders.name, plain)]
    assert told(user(1, Scope.OWN, **{orders.permission("view"): Scope.NONE}), mine) == []


def test_their_indexes_are_made_once_and_dropped_with_the_declaration() -> None:
    table = Table('"sample_order"')
    made = hanging.create(orders, sold)
    assert len(made) == 4
    assert hanging.create(orders, sold) == []
    assert existing([table]) >= set(made)
    hanging.create(orders, None)
    assert not [name for name in existing([table]) if name.startswith(TIMELINE)]


@pytest.mark.parametrize(
    ("entries", "word"),
    [
        (Entries(orders_with(Text("what"), rows=Rows(everyone=True))), "about nothing"),
        (Entries(orders, via="what"), "no Link"),
        (Entries(orders, via="nobody"), "no Link"),
        (
            Entries(orders_with(Date("day"), Text("what"), rows=Rows(everyone=True)), at="day", via="firm"),
            "required",
        ),
        (Entries(orders_with(Boolean("kind"), rows=Rows(through=("firm",))), kinds="kind"), "a Choice"),
        (Entries(memos, via="owner"), "cannot hang"),
    ],
)
def test_what_a_timeline_could_not_find_is_said(entries: Entries, word: str) -> None:
    assert any(word in problem for problem in entries.problems("sample"))
    assert not list(sold.problems("sample"))
