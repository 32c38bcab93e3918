"""What an author mistypes in a declaration is told when the plugin starts, with what to write instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from guanxi.app import create_app
from guanxi.composition import compose
from guanxi.installation import index
from guanxi.plugins import incidents, lifecycle
from guanxi.records import indexes
from guanxi.testing.house import Built
from guanxi.web.routing import route_map

CODE = """
from datetime import time

from guanxi.api import *
from guanxi.api import hookimpl, slot, translator

_ = translator("guanxi_lend")

class Thing(RecordTable):
    name = TextField()
    price = MoneyColumn(null=True)
    paid = BooleanField(null=True)
    seller_id = BigIntegerField(null=True)
    class Meta:
        table_name = "lend_thing"

class Side(Table):
    {key} = BigIntegerField(primary_key=True)
    class Meta:
        table_name = "lend_side"

things = Resource(Thing, label=_("Things"), label_one=_("Thing"), {resource})

@slot("{place}", needs="lend.thing.view")
def part(actor, record):
    return None

pages = Pages("lend")

@pages.get("/one/<int:number>", needs="lend.thing.view")
def one(actor, number):
    return "one"

@job("lend.go")
def go(step):
    return None

def daily(zone):
    return Schedule("lend.daily", go, at=time(3), zone=zone)

@hookimpl
def mount():
    return [things, part, pages, Extension("contacts.company", Side, ({side})), {more}]
"""
RIGHT = {
    "key": "record_id",
    "resource": 'title="name", fields=[Text("name", max=9)], rows=Rows(everyone=True)',
    "place": "contacts.company.side",
    "side": "",
    "more": "",
}
MISTAKES = {
    "a field without a column": (
        {"resource": 'title="name", fields=[Text("name"), Money("price")]'},
        "add price_currency = TextField(null=True)",
    ),
    "a title that is no field": ({"resource": 'title="nam", fields=[Text("name")]'}, "title='nam'"),
    "an order that is nothing": (
        {"resource": 'title="name", order=["nam"], fields=[Text("name")]'},
        "order names 'nam'",
    ),
    "a sort key that is no column": (
        {"resource": 'title="name", fields=[Text("name", sort="sort_nam")]'},
        "sorted by 'sort_nam'",
    ),
    "rows over no link": (
        {"resource": 'title="name", fields=[Text("name")], rows=Rows(own="owner")'},
        "rows name 'owner'",
    ),
    "a field twice": ({"resource": 'title="name", fields=[Text("name"), Text("name")]'}, "declared twice"),
    "a quick filter that no index holds": (
        {"resource": 'title="name", fields=[Text("name"), Boolean("paid", filter=True)]'},
        "lend_thing.paid: lists cannot sort or stream this type",
    ),
    "an order that no index holds": (
        {"resource": 'title="name", order=["-paid"], fields=[Text("name"), Boolean("paid")]'},
        "lend_thing.paid: lists cannot sort or stream this type",
    ),
    "a condition on nothing": (
        {"resource": 'title="name", fields=[Text("name", when=when("kind", 1))]'},
        "is shown by 'kind'",
    ),
    "an owner of another name": (
        {
            "resource": 'title="name", fields=[Text("name"), Link("seller", to="people.user")], rows=Rows(own="seller")'
        },
        "call it 'owner'",
    ),
    "a path that is taken": (
        {"resource": 'title="name", path="contacts/companies", fields=[Text("name")]'},
        "the path 'contacts/companies'",
    ),
    "a path that is none": (
        {"resource": 'title="name", path="lend/<x", fields=[Text("name")]'},
        "the path 'lend/<x'",
    ),
    "pages twice": ({"more": "pages"}, "two of its pages are called 'one'"),
    "a schedule nowhere": ({"more": "go, daily('Mars/Base')"}, "'Mars/Base', which is no time zone"),
    "a schedule of nothing": ({"more": "daily('UTC')"}, "which mount() does not list"),
    "a job twice": ({"more": "go, job('lend.go')(print)"}, "two of its jobs are called 'lend.go'"),
    "a side field that is unique": (
        {"side": 'Integer("record_id", unique=True),'},
        "which only fields of the record's own table can be",
    ),
    "a place that is not there": ({"place": "contacts.company.aside"}, "there is contacts.company.side"),
    "a side table without its key": ({"key": "id"}, "record_id = BigIntegerField(primary_key=True)"),
    "a side field without a column": (
        {"side": 'Integer("seats"),'},
        "add seats = BigIntegerField(null=True)",
    ),
}


@pytest.mark.either_database
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistyped_declaration_is_told_at_the_start(
    build_house: Callable[..., Built], workshop: Any, clock: Any, mistake: str
) -> None:
    changed, said = MISTAKES[mistake]
    workshop.plugin("lend", CODE.format(**RIGHT | changed), needs=("guanxi-contacts",))
    config = build_house("contacts").house.config
    lifecycle.enable("lend", now=clock())
    [failure] = compose(config).plugins.failures
    assert failure.plugin == "lend"
    assert said in failure.message


def test_a_menu_item_that_leads_nowhere_by_itself_is_left_out_and_named(
    build_house: Callable[..., Built], workshop: Any, clock: Any, db: Any
) -> None:
    workshop.plugin(
        "lend",
        CODE.format(**RIGHT | {"more": 'MenuItem("One", to="lend.one")'}),
        needs=("guanxi-contacts",),
    )
    config = build_house("contacts").house.config
    lifecycle.enable("lend", now=clock())
    house = compose(config)
    assert "lend.one" in route_map(create_app(house))
    incidents.flush()
    [noted] = incidents.newest(9)
    assert (noted.incident.plugin, noted.incident.hook) == ("lend", "menu lend.one")


def test_an_index_that_cannot_be_made_names_its_plugin_and_leaves_others_theirs(
    build_house: Callable[..., Built], workshop: Any, clock: Any, db: Any
) -> None:
    unique = 'title="name", fields=[Text("name", unique=True)], rows=Rows(everyone=True)'
    workshop.plugin("lend", CODE.format(**RIGHT | {"resource": unique}), needs=("guanxi-contacts",))
    config = build_house("contacts").house.config
    lifecycle.enable("lend", now=clock())
    resources = compose(config).host.resources
    things, companies = resources["lend.thing"], resources["contacts.company"]
    db.create(things.model, *(extension.model for extension in companies.extensions))
    for _ in range(2):
        things.model.create(name="twice", created_at=clock(), changed_at=clock())
    indexes.drop(companies)
    index([things, companies])
    assert indexes.existing(indexes.wanted_places(companies)) >= {i.name for i in indexes.derived(companies)}
    incidents.flush()
    [noted] = incidents.newest(9)
    assert (noted.incident.plugin, noted.incident.hook) == ("lend", "indexes")


def test_an_order_may_fall(build_house: Callable[..., Built], workshop: Any, clock: Any) -> None:
    falling = RIGHT["resource"] + ', order=["-changed_at", "name"]'
    workshop.plugin("lend", CODE.format(**RIGHT | {"resource": falling}), needs=("guanxi-contacts",))
    config = build_house("contacts").house.config
    lifecycle.enable("lend", now=clock())
    assert "lend" in compose(config).plugins.names


def test_the_same_declaration_without_mistakes_starts(
    build_house: Callable[..., Built], workshop: Any, clock: Any
) -> None:
    workshop.plugin("lend", CODE.format(**RIGHT), needs=("guanxi-contacts",))
    config = build_house("contacts").house.config
    lifecycle.enable("lend", now=clock())
    assert "lend" in compose(config).plugins.names
