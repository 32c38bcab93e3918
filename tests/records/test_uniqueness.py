"""A doubled value is told at its own field, however the tables and their fields are called."""

from __future__ import annotations

from dataclasses import replace

import pytest
from peewee import TextField

from guanxi.data.columns import RecordTable
from guanxi.data.errors import InvalidValues
from guanxi.data.fields import Text
from guanxi.data.messages import translator
from guanxi.records import indexes
from guanxi.records.actor import Actor, Scope
from guanxi.records.host import Host
from guanxi.records.resource import Resource, Rows
from guanxi.records.standard import create, delete, restore

_ = translator("guanxi")


class Licence(RecordTable):
    name = TextField()
    code = TextField(null=True)
    code_before = TextField(null=True)

    class Meta:
        table_name = "sample_licence_of_somebody_whose_tables_have_long_names"


licences = Resource(
    Licence,
    label=_("Licences"),
    label_one=_("Licence"),
    title="name",
    fields=[Text("name"), Text("code", unique=True), Text("code_before", unique=True)],
    rows=Rows(everyone=True),
    name="sample.licence",
)


@pytest.fixture
def lin(db, host: Host) -> Actor:
    db.create(Licence)
    indexes.create(licences)
    world = replace(host, resources={licences.name: licences})
    rights = {licences.permission(verb): Scope.ALL for verb in ("view", "create", "delete")}
    return Actor(1, "Lin", world, grants=rights)


@pytest.mark.parametrize("field", ["code", "code_before"])
def test_a_doubled_value_is_told_at_its_own_field(lin: Actor, field: str) -> None:
    create(lin, licences, {"name": "one", field: "A1"})
    with pytest.raises(InvalidValues) as refused:
        create(lin, licences, {"name": "two", field: "A1"})
    assert list(refused.value.errors) == [field]


def test_only_the_living_count_and_who_comes_back_is_refused(lin: Actor) -> None:
    first = create(lin, licences, {"name": "one", "code": "A1"}).ref
    assert first is not None
    delete(lin, licences, first.id)
    create(lin, licences, {"name": "two", "code": "A1"})
    with pytest.raises(InvalidValues) as refused:
        restore(lin, licences, first.id)
    assert list(refused.value.errors) == ["code"]
