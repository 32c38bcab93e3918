"""What an author mistypes in a declaration is told when the plugin starts, with what to write instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from guanxi.composition import compose
from guanxi.plugins import lifecycle
from guanxi.testing.house import Built

CODE = """
from guanxi.api import *
from guanxi.api import hookimpl, slot, translator

_ = translator("guanxi_lend")

class Thing(RecordTable):
    name = TextField()
    price = MoneyColumn(null=True)
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

@hookimpl
def mount():
    return [things, part, Extension("contacts.company", Side, ({side}))]
"""
RIGHT = {
    "key": "record_id",
    "resource": 'title="name", fields=[Text("name", max=9)], rows=Rows(everyone=True)',
    "place": "contacts.company.side",
    "side": "",
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
    "a place that is not there": ({"place": "contacts.company.aside"}, "there is contacts.company.side"),
    "a side table without its key": ({"key": "id"}, "record_id = BigIntegerField(primary_key=True)"),
    "a side field without a column": (
        {"side": 'Integer("seats"),'},
        "add seats = BigIntegerField(null=True)",
    ),
}


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


def test_the_same_declaration_without_mistakes_starts(
    build_house: Callable[..., Built], workshop: Any, clock: Any
) -> None:
    workshop.plugin("lend", CODE.format(**RIGHT), needs=("guanxi-contacts",))
    config = build_house("contacts").house.config
    lifecycle.enable("lend", now=clock())
    assert "lend" in compose(config).plugins.names
