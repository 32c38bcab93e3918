"""Entries about records: whoever sees one of the records sees the entry, on every read path and on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import records_world as world
from peewee import TextField

from guanxi.data.columns import Moment, RecordTable, to_ms
from guanxi.data.database import database, row, rows
from guanxi.data.errors import Forbidden, InvalidValues, NotFound, Refused
from guanxi.data.fields import About, Choice, DateTime, Link, Text
from guanxi.data.messages import translator
from guanxi.records import about, gate, listing_entries
from guanxi.records.actor import Actor, Scope
from guanxi.records.change import change
from guanxi.records.creating import create_many
from guanxi.records.entries import Entries
from guanxi.records.host import Host
from guanxi.records.listing import ListQuery, chunks, page
from guanxi.records.listing_sums import count
from guanxi.records.moving_entries import move_entries
from guanxi.records.purging import KEPT, purge
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource, Rows
from guanxi.records.rowset import has_timeline
from guanxi.records.standard import create, delete, edit, restore
from guanxi.records.transaction import Transaction
from guanxi.records.undo import undo

_ = translator("guanxi")


class Memo(RecordTable):
    text = TextField()
    kind = TextField(null=True)
    happened_at = Moment(null=True)
    about = TextField(null=True)

    class Meta:
        table_name = "sample_memo"


memos = Resource(
    Memo,
    label=_("Notes"),
    label_one=_("Note"),
    title="text",
    order=["created_at"],
    fields=[
        Text("text", label=_("Text"), required=True),
        Choice("kind", choices={"call": "Call", "visit": "Visit"}),
        DateTime("happened_at"),
        About("about", label=_("About"), required=True),
        Link("owner", "people.user"),
        Link("team", "people.team"),
    ],
    rows=Rows(own="owner", team="team", about="about"),
)
SEEN = {memos.permission(action): Scope.OWN for action in ("view", "create", "edit", "delete")}
WHOLE = dict.fromkeys((*SEEN, "sample.firm.merge"), Scope.ALL)


def house() -> Host:
    return replace(
        world.host(**{memos.name: memos}),
        items=(Entries(memos, at="happened_at", text="text", kinds="kind"),),
    )


def user(number: int, scope: Scope = Scope.OWN, **grants: Scope) -> Actor:
    return world.actor(number, scope, grants=SEEN | grants, world=house())


@pytest.fixture(autouse=True)
def tables(db: object) -> Iterator[None]:
    database.create_tables([*world.TABLES, Memo])
    for number in (1, 2, 3):
        world.person(number, f"user {number}")
    yield
    database.drop_tables([*world.TABLES, Memo])


def memo(actor: Actor, *records: Any, **values: Any) -> int:
    refs = [Ref("sample.firm", record.id) for record in records]
    done = create(actor, memos, {"text": "Talked", "about": refs} | values)
    assert done.ref is not None
    return done.ref.id


def read_by(actor: Actor) -> list[set[int]]:
    """What every read path gives."""
    everything = [found for (found,) in rows("SELECT id FROM sample_memo")]
    _columns, read = chunks(actor, ListQuery(memos))
    singly = set()
    for number in everything:
        try:
            singly.add(gate.get(actor, memos, number).id)
        except NotFound:
            continue
    return [
        {each[0] for each in page(actor, ListQuery(memos)).rows},
        {each[0] for each in walked(actor, ListQuery(memos))},
        {each[0] for chunk in read for each in chunk},
        {each.id for each in gate.visible(actor, memos)},
        set(gate.rows_among(actor, memos, everything)),
        singly,
    ]


def walked(actor: Actor, query: ListQuery) -> list[tuple[Any, ...]]:
    """The page of somebody who sees too many entries for their ids to be looked up."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(listing_entries, "FEW_ENTRIES", -1)
        patched.setattr(listing_entries, "MOST_WITHIN", -1)
        return page(actor, query).rows


def links() -> list[tuple[Any, ...]]:
    return rows(
        "SELECT kind, record_id, entry_kind, entry_id, topic, at, deleted_at FROM about ORDER BY entry_id, record_id"
    )


def test_whoever_sees_one_of_the_records_sees_the_entry() -> None:
    one, two = world.firm(owner_id=1), world.firm(owner_id=2)
    both, second = memo(user(3, Scope.ALL), one, two), memo(user(3, Scope.ALL), two)
    assert all(found == {both} for found in read_by(user(1)))
    assert all(found == {both, second} for found in read_by(user(2)))


def test_a_list_of_few_entries_is_that_of_a_walk_through_all(db: object) -> None:
    mine, other = world.firm(owner_id=1), world.firm(owner_id=2)
    for number in range(12):
        memo(user(3, Scope.ALL), mine if number % 3 else other, text=f"Talk {number % 5}", kind="call")
    actor, asked = user(1), {"field": "text", "op": "in", "value": ["Talk 1", "Talk 2"]}
    for query in (
        ListQuery(memos, sort="-created_at", limit=3),
        ListQuery(memos, filter=asked),
        ListQuery(memos, filter=asked, sort="-created_at"),
    ):
        assert page(actor, query).rows == walked(actor, query) != []
    assert listing_entries.few_entries(memos, gate.row_set(actor, memos)) is not None
    assert listing_entries.few_entries(memos, gate.row_set(user(3, Scope.ALL), memos)) is None
    assert count(actor, ListQuery(memos)).number == 8


def test_of_a_span_of_days_more_entries_are_looked_up_by_their_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing_entries, "FEW_ENTRIES", 3)
    mine, other = world.firm(owner_id=1), world.firm(owner_id=2)
    for number in range(12):
        moment = world.NOW + timedelta(days=number)
        memo(user(3, Scope.ALL), mine if number % 3 else other, happened_at=moment)
    memo(user(1), mine), memo(user(2), other, happened_at=world.NOW + timedelta(days=4))
    first, last = (f"2026-03-{day:02}T10:00:00Z" for day in (7, 13))
    for spec in (
        [
            {"field": "happened_at", "op": "gte", "value": first},
            {"field": "happened_at", "op": "lt", "value": last},
        ],
        {"field": "happened_at", "op": "between", "value": [first, last]},
        {"field": "happened_at", "op": "gt", "value": first},
        {"field": "happened_at", "op": "lte", "value": first},
        {"field": "happened_at", "value": first},
    ):
        for who in (user(1), user(2)):
            query = ListQuery(memos, filter=spec)
            found = page(who, query)
            assert found.plan and found.plan.most is not None and count(who, query).number == len(found.rows)
            assert found.rows == walked(who, query) and len(found.rows) < 12
    assert (found := page(user(1), ListQuery(memos))).plan and found.plan.most is None


class Ware(RecordTable):
    name = TextField()

    class Meta:
        table_name = "sample_ware"


wares = Resource(
    Ware,
    label=_("Products"),
    label_one=_("Product"),
    title="name",
    fields=[Text("name", label=_("Name"))],
    rows=Rows(everyone=True),
)


@pytest.fixture
def with_wares() -> Iterator[Callable[[int], Actor]]:
    """Users of a house in which everybody sees all products."""
    database.create_tables([Ware])
    hosted = replace(house(), resources={**house().resources, wares.name: wares})
    grants = SEEN | {"sample.ware.view": Scope.ALL}
    yield lambda number: world.actor(number, grants=grants, world=hosted)
    database.drop_tables([Ware])


def test_entries_about_what_everybody_sees_are_among_the_few(
    with_wares: Callable[[int], Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = to_ms(world.NOW)
    database.execute_sql(
        f"INSERT INTO sample_ware (id, name, version, created_at, changed_at) VALUES (5, 'Lathe', 1, {now}, {now})"
    )
    mine, other = world.firm(owner_id=1), world.firm(owner_id=2)
    one, two = with_wares(1), with_wares(2)
    of_firm = memo(one, mine)
    done = create(two, memos, {"text": "Of the lathe", "about": [Ref("sample.ware", 5)]})
    assert done.ref is not None
    memo(two, other)
    reached = gate.row_set(one, memos)
    assert set(listing_entries.few_entries(memos, reached) or ()) == {of_firm, done.ref.id}
    assert {each[0] for each in page(one, ListQuery(memos)).rows} == {of_firm, done.ref.id}
    monkeypatch.setattr(listing_entries, "FEW_ENTRIES", 0)
    assert listing_entries.few_entries(memos, reached) is None
    assert {each[0] for each in page(one, ListQuery(memos)).rows} == {of_firm, done.ref.id}


def test_nothing_is_about_what_only_arranges_pages() -> None:
    assert has_timeline(world.firms) and not has_timeline(replace(world.firms, noted=False))


def test_the_author_sees_it_also_where_he_lost_sight_of_the_record() -> None:
    mine = world.firm(owner_id=1)
    written = memo(user(1), mine)
    database.execute_sql("UPDATE sample_firm SET owner_id = 2")
    assert all(found == {written} for found in read_by(user(1)))
    assert all(found == {written} for found in read_by(user(2)))
    assert all(found == set() for found in read_by(user(3)))


def test_a_wide_scope_on_entries_shows_none_whose_records_are_out_of_sight() -> None:
    memo(user(2), world.firm(owner_id=2))
    assert all(found == set() for found in read_by(user(1, **{memos.permission("view"): Scope.ALL})))


def test_without_the_permission_to_view_entries_nobody_sees_any() -> None:
    mine = world.firm(owner_id=1)
    memo(user(1), mine)
    nobody = user(1, **{memos.permission("view"): Scope.NONE})
    assert all(found == set() for found in read_by(nobody))


def test_a_shared_record_shows_its_entries_and_one_in_the_bin_does_not() -> None:
    theirs = world.firm(owner_id=2)
    written = memo(user(2), theirs)
    world.share(theirs, 1)
    assert all(found == {written} for found in read_by(user(1)))
    delete(user(2), world.firms, theirs.id)
    assert all(found == set() for found in read_by(user(1)))


def test_others_entries_are_seen_but_not_edited() -> None:
    shared = world.firm(owner_id=2)
    world.share(shared, 1)
    written = memo(user(2), shared)
    with pytest.raises(Forbidden):
        edit(user(1), memos, written, {"text": "Mine"}, version=1)
    edit(user(2), memos, written, {"text": "Still mine"}, version=1)


def test_an_entry_may_only_be_about_records_that_its_author_sees() -> None:
    with pytest.raises(InvalidValues) as refused:
        memo(user(1), world.firm(owner_id=2))
    assert set(refused.value.errors) == {"about"}
    with pytest.raises(InvalidValues):
        create(user(1), memos, {"text": "x", "about": [Ref("people.user", 1)]})
    with pytest.raises(InvalidValues):
        create(user(1), memos, {"text": "About nothing"})


def test_many_at_once_are_checked_alike_and_their_links_written() -> None:
    mine, theirs = world.firm(owner_id=1), world.firm(owner_id=2)
    rows_in = [{"text": "x", "about": (Ref("sample.firm", firm.id),)} for firm in (mine, theirs)]

    @change("sample.memo.create")
    def many(tx: Transaction) -> list[Any]:
        return create_many(tx, memos, rows_in)

    first, second = many(user(1)).value
    assert isinstance(second, InvalidValues)
    assert [(found[1], found[3]) for found in links()] == [(mine.id, first)]


def test_lists_tell_only_of_records_that_the_reader_sees_and_an_edit_keeps_the_others() -> None:
    mine, theirs = world.firm(owner_id=1), world.firm(owner_id=2)
    written = memo(user(3, Scope.ALL), mine, theirs, owner=3)
    found = page(user(1), ListQuery(memos, columns=("about",))).rows
    assert found[0][1] == f'["sample.firm/{mine.id}"]'
    reader = user(1, **{memos.permission("edit"): Scope.ALL})
    third = world.firm(owner_id=1)
    edit(reader, memos, written, {"about": [Ref("sample.firm", third.id)]}, version=1)
    kept = gate.values_of(memos, Memo.get_by_id(written))["about"]
    assert kept == (Ref("sample.firm", third.id), Ref("sample.firm", theirs.id))


def test_the_links_follow_each_change_of_the_entry() -> None:
    mine, other = world.firm(owner_id=1), world.firm(owner_id=1)
    when = datetime(2026, 3, 1, 8, tzinfo=UTC)
    written = memo(user(1), mine, kind="call", happened_at=when)
    head = ("sample.firm", mine.id, memos.name, written)
    assert links() == [(*head, "call", to_ms(when), None)]
    edit(user(1), memos, written, {"kind": "visit", "happened_at": None}, version=1)
    assert links() == [(*head, "visit", to_ms(world.NOW), None)]
    done = edit(user(1), memos, written, {"about": [Ref("sample.firm", other.id)]}, version=2)
    assert [found[1] for found in links()] == [other.id]
    undo(user(1), done.change)
    assert [found[1] for found in links()] == [mine.id]
    delete(user(1), memos, written)
    assert links()[0][-1] == to_ms(world.NOW)
    restore(user(1), memos, written)
    assert links()[0][-1] is None


def test_filling_anew_gives_what_the_changes_gave() -> None:
    mine, other = world.firm(owner_id=1), world.firm(owner_id=1)
    memo(user(1), mine, other, kind="call", happened_at=datetime(2026, 3, 1, tzinfo=UTC))
    delete(user(1), memos, memo(user(1), other))
    before = links()
    about.fill(memos, house().entries[memos.name])
    assert links() == before


@change("sample.firm.merge")
def merge(tx: Transaction, source: int, target: int) -> int:
    moved = move_entries(tx, Ref("sample.firm", source), Ref("sample.firm", target))
    tx.remove(gate.get(tx.actor, world.firms, source, "delete"))
    return moved


def test_entries_move_when_records_are_merged_and_return_by_undo() -> None:
    mine, theirs = world.firm(owner_id=1), world.firm(owner_id=1)
    lead = replace(user(4, Scope.ALL), grants=user(4, Scope.ALL).grants | WHOLE)
    first, second = memo(user(1), mine), memo(user(1), mine, theirs)
    deleted = memo(user(1), mine)
    delete(user(1), memos, deleted)
    done = merge(lead, mine.id, theirs.id)
    assert done.value == 3
    assert [(found[1], found[3]) for found in links()] == [
        (theirs.id, first),
        (theirs.id, second),
        (theirs.id, deleted),
    ]
    reader = replace(lead, grants=lead.grants | {memos.permission("edit"): Scope.NONE})
    undo(reader, done.change)
    assert [(found[1], found[3]) for found in links()] == [
        (mine.id, first),
        (mine.id, second),
        (theirs.id, second),
        (mine.id, deleted),
    ]


def test_what_moves_entries_only_is_undone_by_nobody_who_sees_no_record_of_it() -> None:
    mine, theirs = world.firm(owner_id=1), world.firm(owner_id=1)
    memo(user(1), mine)

    @change("sample.firm.merge")
    def move_only(tx: Transaction) -> int:
        return move_entries(tx, Ref("sample.firm", mine.id), Ref("sample.firm", theirs.id))

    done = move_only(replace(user(4, Scope.ALL), grants=user(4, Scope.ALL).grants | WHOLE))
    with pytest.raises(NotFound):
        undo(user(3), done.change)


def test_entries_of_a_disabled_plugin_keep_records_from_being_merged() -> None:
    mine, theirs = world.firm(owner_id=1), world.firm(owner_id=1)
    memo(user(1), mine)
    without = replace(user(1, Scope.ALL), host=world.host())
    with pytest.raises(Refused, match="disabled"):
        merge(replace(without, grants=without.grants | WHOLE), mine.id, theirs.id)


def test_purging_a_record_takes_the_entries_that_were_about_nothing_else() -> None:
    mine, other = world.firm(owner_id=1), world.firm(owner_id=1)
    memo(user(1), mine)
    both = memo(user(1), mine, other)
    delete(user(1), world.firms, mine.id)
    resources = house().resources
    later = world.NOW + KEPT + timedelta(days=1)
    assert purge(world.firms, later, resources=resources) == 1
    assert [found[0] for found in rows("SELECT id FROM sample_memo")] == [both]
    assert [(found[1], found[3]) for found in links()] == [(other.id, both)]


def test_purging_an_entry_leaves_no_link() -> None:
    delete(user(1), memos, memo(user(1), world.firm(owner_id=1)))
    assert purge(memos, world.NOW + KEPT + timedelta(days=1), resources=house().resources) == 1
    assert row("SELECT count(*) FROM about") == (0,)


def test_whoever_may_not_create_entries_is_refused() -> None:
    with pytest.raises(Forbidden):
        memo(user(1, **{memos.permission("create"): Scope.NONE}), world.firm(owner_id=1))
