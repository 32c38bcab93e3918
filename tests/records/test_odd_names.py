"""Fields may be called as words of SQL are, or hold capitals: nothing of a record, a side table or a list minds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from peewee import BigIntegerField, IntegerField, TextField

from guanxi.data.columns import Moment, RecordTable, Table
from guanxi.data.database import database, rows, run
from guanxi.data.fields import Choice, Integer, Link, Text
from guanxi.data.messages import translator
from guanxi.records import indexes
from guanxi.records.actor import Actor, Scope
from guanxi.records.host import Host
from guanxi.records.listing import ListQuery, page
from guanxi.records.listing_sums import count, groups, totals
from guanxi.records.resource import Extension, Resource, Rows
from guanxi.records.sides import fill
from guanxi.records.standard import create, edit

_ = translator("guanxi")
KINDS = {"asc": "Rising", "desc": "Falling"}


class Odd(RecordTable):
    name = TextField()
    sort_name = TextField()
    order = TextField(null=True)
    userId = IntegerField(null=True)  # noqa: N815 - what is tried here

    class Meta:
        table_name = "odd_thing"


class OddSide(Table):
    record_id = BigIntegerField(primary_key=True)
    owner_id = BigIntegerField(null=True)
    team_id = BigIntegerField(null=True)
    sort_name = TextField(null=True)
    deleted_at = Moment(null=True)
    group = TextField(null=True)
    rowCount = IntegerField(null=True)  # noqa: N815 - what is tried here

    class Meta:
        table_name = "odd_side"


plain = Resource(
    Odd,
    label=_("Companies"),
    label_one=_("Company"),
    title="name",
    fields=[
        Text("name", sort="sort_name"),
        Choice("order", KINDS, filter=True),
        Integer("userId", sort=True, filter=True),
        Link("owner", "people.user"),
    ],
    order=["name", "userId"],
    rows=Rows(own="owner", team="team"),
)
odd = plain.extended(
    Extension(
        "odd.thing",
        OddSide,
        (Choice("group", KINDS, filter=True), Integer("rowCount", sort=True, filter=True)),
    )
)


@pytest.fixture
def lin(db: object, host: Host) -> Iterator[Actor]:
    """Somebody who sees what his team owns and what he owns himself."""
    database.create_tables([Odd, OddSide])
    grants = {f"odd.thing.{verb}": Scope.TEAM for verb in ("view", "create", "edit", "delete", "assign")}
    house = replace(host, resources={odd.name: odd})
    yield Actor(1, "Lin", house, team=10, subtree=frozenset({10}), grants=grants)
    database.drop_tables([Odd, OddSide])


def test_they_are_written_listed_counted_and_summed(lin: Actor) -> None:
    indexes.create(odd)
    for number, kind in enumerate(("asc", "desc", "asc"), 1):
        values = {
            "name": f"N{number}",
            "order": kind,
            "userId": number,
            "group": kind,
            "rowCount": number * 10,
        }
        done = create(lin, odd, values)
    assert done.ref is not None
    edit(lin, odd, done.ref.id, {"group": "desc", "rowCount": 40, "order": "asc"})
    run("UPDATE odd_thing SET owner_id = 2 WHERE id = ?", (done.ref.id,))
    for wanted, found in (
        ({"order": "asc"}, 2),
        ({"group": "desc"}, 2),
        ({"rowCount": 40}, 1),
        ({"userId": 2}, 1),
    ):
        (name, value), *_rest = wanted.items()
        spec = {"field": name, "op": "eq", "value": value}
        for sort in (None, "userId", "-rowCount"):
            query = ListQuery(odd, sort=sort, filter=spec)
            assert len(page(lin, query).rows) == found, (name, sort)
        assert count(lin, query, None).number == found
        assert totals(lin, query, ["rowCount"])["rowCount"][0].count == found
        assert sum(group.count for group in groups(lin, query, "order", "userId")) == found


def test_a_side_table_that_joins_late_is_filled_and_keeps_nothing_of_what_is_gone(lin: Actor) -> None:
    kept = create(lin, plain, {"name": "Kept"}).ref
    assert kept is not None
    run('DELETE FROM "odd_side"')
    run('INSERT INTO odd_side (record_id, "rowCount") VALUES (?, 7)', (kept.id + 1000,))
    fill(odd)
    ((kept_name,),) = rows("SELECT sort_name FROM odd_thing")
    assert rows('SELECT record_id, sort_name, "rowCount" FROM odd_side') == [(kept.id, kept_name, None)]
