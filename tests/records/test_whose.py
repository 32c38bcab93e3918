"""Conditions on records that lead here, and groups of which none may hold: what they find, and that they tell nothing hidden."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from records_world import NOW, TABLES, Contact, actor, contact, contacts, firm, firms, host, put_tags

from guanxi.data.database import is_sqlite, rows, run
from guanxi.data.filters import BadFilter, Spec
from guanxi.data.filters import Test as Condition
from guanxi.records import indexes, shares, whose
from guanxi.records.actor import Actor, Scope
from guanxi.records.listing import ListQuery, page
from guanxi.records.listing_sums import count
from guanxi.records.resource import Rows
from guanxi.records.tagging.tables import Tag

HERE = "sample.contact.firm"
OPEN = replace(firms, rows=Rows(own="owner", team="team", everyone=True))
"""Firms that everybody sees; of the contacts of each only those that he may see."""


@pytest.fixture(autouse=True)
def tables(db, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Contact._meta.columns["firm_id"], "index", True)
    whose._is_indexed.cache_clear()
    db.create(*TABLES)
    indexes.create(firms)
    shares.create(firms)
    yield
    shares.drop(firms)
    whose._is_indexed.cache_clear()


@pytest.fixture(params=("few", "many"))
def either(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few that lead here name the records, of many each row asks for its own."""
    if request.param == "many":
        monkeypatch.setattr(whose, "LARGEST_SET", -1)


def boss(**more: Any) -> Actor:
    return actor(1, Scope.ALL, world=host(**more))


def found(spec: Spec, who: Actor | None = None, resource: Any = firms) -> set[str]:
    query, who = ListQuery(resource, columns=("name",), filter=spec), who or boss()
    names = {row[1] for row in page(who, query).rows}
    assert count(who, query).number == len(names)
    return names


def has(*where: dict[str, Any], none: bool = False) -> dict[str, Any]:
    return {"has_no" if none else "has": HERE, "where": [*where]}


def name_is(text: str) -> dict[str, Any]:
    return {"field": "name", "value": text}


def test_records_are_found_by_what_leads_to_them(either: None) -> None:
    alder, birch, _cedar = (firm(owner_id=1, name=name) for name in ("Alder", "Birch", "Cedar"))
    contact("Ann", firm_id=alder.id), contact("Bob", firm_id=alder.id), contact("Ann", firm_id=birch.id)
    contact("Dan"), contact("Gone", firm_id=_cedar.id, deleted_at=NOW)
    assert found({"has": HERE}) == {"Alder", "Birch"}
    assert found({"has_no": HERE}) == {"Cedar"}
    assert found(has(name_is("Bob"))) == {"Alder"}
    assert found(has(name_is("Bob"), none=True)) == {"Birch", "Cedar"}
    assert found(has(name_is("Gone"))) == set() and len(found(has(name_is("Gone"), none=True))) == 3
    assert found([has(name_is("Ann")), has(name_is("Bob"), none=True)]) == {"Birch"}
    assert found([[has(name_is("Ann")), [has(name_is("Bob"))]]]) == {"Alder"}
    assert found({"or": [has(name_is("Bob")), name_is("Cedar")]}) == {"Alder", "Cedar"}
    assert found(has({"or": [name_is("Bob"), name_is("Eve")]})) == {"Alder"}
    assert found(has({"field": "firm.name", "op": "starts", "value": "b"})) == {"Birch"}


def test_of_one_group_none_may_hold_and_what_is_empty_holds_nowhere(either: None) -> None:
    put_tags(firm(owner_id=1, name="Alder", city="Wuxi", staff=3), 7)
    Tag.create(id=7, name="VIP", created_at=NOW, changed_at=NOW)
    birch = firm(owner_id=1, name="Birch", city="Suzhou")
    firm(owner_id=1, name="Cedar")
    contact("Ann", firm_id=birch.id)
    city, staff = {"field": "city", "value": "Wuxi"}, {"field": "staff", "op": "lt", "value": 9}
    assert found({"not": [city]}) == {"Birch", "Cedar"} == found({"not": [staff]})
    assert found({"not": [city, has(name_is("Ann"))]}) == {"Cedar"}
    assert found({"not": [{"not": [city]}]}) == {"Alder"}
    assert found({"not": [{"and": [city, {"field": "staff", "value": 4}]}]}) == {"Alder", "Birch", "Cedar"}
    assert found([{"not": [{"field": "tags", "value": "work.tag/7"}]}]) == {"Birch", "Cedar"}
    assert found([{"field": "city", "op": "empty", "value": False}, {"not": [city]}]) == {"Birch"}


@pytest.mark.parametrize("wrong", [
    {"not": []}, {"not": {}}, {"has": 7}, {"has": ["x"]}, {"has": None}, {"has": "sample.contact"}, {"has": "name"},
    {"has": HERE, "where": "x"}, {"has": HERE, "has_no": HERE}, {"has": HERE, "or": []},
    {"has": HERE, "where": [{"field": "city", "value": "x"}]}, {"has": "work.activity.about"},
    {"has": HERE, "where": [{"has": HERE}]}, {"has": HERE, "where": [{"not": [{"has": HERE}]}]}, {"or": [{"has": "x" * 300}]},
    {"not": [{"not": [{"not": [{"not": [{"not": [{"field": "city", "value": "x"}]}]}]}]}]},
    [{"has": HERE}] * 31,
])  # fmt: skip
def test_what_means_nothing_is_refused(wrong: Any) -> None:
    with pytest.raises(BadFilter):
        found(wrong)


def test_a_link_without_an_index_is_asked_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Contact._meta.columns["firm_id"], "index", False)
    whose._is_indexed.cache_clear()
    with pytest.raises(BadFilter):
        found({"has": HERE})


def test_an_index_of_some_rows_only_is_no_way_and_hinders_none(monkeypatch: pytest.MonkeyPatch) -> None:
    part = Contact.index(Contact.firm_id, where=Contact.deleted_at.is_null(), name="contact_here")
    monkeypatch.setattr(Contact._meta, "indexes", [part, *Contact._meta.indexes])
    whose._is_indexed.cache_clear()
    assert found({"has": HERE}) == set()
    monkeypatch.setattr(Contact._meta.columns["firm_id"], "index", False)
    whose._is_indexed.cache_clear()
    with pytest.raises(BadFilter):
        found({"has": HERE})


ASKED = [
    {word: HERE} if where is None else {word: HERE, "where": [where]}
    for word, where in product(
        ("has", "has_no"),
        (
            None,
            name_is("Ann"),
            {"field": "name", "op": "ne", "value": "Ann"},
            {"field": "firm", "op": "empty", "value": False},
            {"not": [name_is("Ann")]},
            {"field": "firm.name", "op": "contains", "value": "e"},
        ),
    )
]


def answers(who: Actor, resource: Any) -> list[Any]:
    told: list[Any] = []
    for spec in ASKED:
        for asked in (spec, {"or": [spec, name_is("Nobody")]}, {"not": [spec]}):
            told.append(sorted(found(asked, who, resource)))
    return told


def test_records_that_one_may_not_see_are_told_by_no_condition(either: None) -> None:
    """Firms that everybody sees, and contacts that only their author sees: the hidden one comes, goes and changes."""
    only = replace(
        contacts, rows=Rows(where=lambda actor, model: model.created_by == actor.id, everyone=True)
    )
    world = host(**{OPEN.name: OPEN, only.name: only})
    who = actor(1, Scope.OWN, world=world)
    alder, birch = firm(owner_id=1, name="Alder"), firm(owner_id=2, name="Birch")
    contact("Ann", firm_id=alder.id, created_by=1)
    hidden = contact("Ann", firm_id=birch.id, created_by=2)
    before = answers(who, OPEN)
    assert before[0] == ["Alder"] and before[2] == ["Birch"]
    for values in ({"name": "Bob"}, {"firm_id": alder.id}, {"firm_id": None}, {"deleted_at": NOW}):
        for name, value in values.items():
            setattr(hidden, name, value)
        hidden.save()
        assert answers(who, OPEN) == before
    hidden.delete_instance()
    assert answers(who, OPEN) == before


def test_a_hidden_field_or_link_or_kind_is_refused_as_one_that_does_not_exist() -> None:
    world = host()
    sees = {contacts.permission("view"): Scope.NONE}
    cases = [
        ({"hidden": {contacts.name: frozenset({"firm"})}}, {"has": HERE}, HERE),
        ({"grants": sees}, {"has": HERE}, HERE),
        ({}, {"has": "sample.contact.zzzz"}, "sample.contact.zzzz"),
    ]
    for rights, spec, name in cases:
        who = actor(1, Scope.ALL, world=world, grants=rights.get("grants"))
        if "hidden" in rights:
            who = replace(who, hidden=rights["hidden"])
        for word in ("has", "has_no"):
            with pytest.raises(BadFilter) as refused:
                found({word: spec["has"]}, who)
            assert str(refused.value) == f"There is no field {name} to filter by."
    for name in ("city", "zzzz"):
        who = replace(actor(1, Scope.ALL, world=world), hidden={firms.name: frozenset({"city"})})
        with pytest.raises(BadFilter) as refused:
            found(has({"field": f"firm.{name}", "value": "x"}), who)
        assert str(refused.value) == f"There is no field firm.{name} to filter by."


@pytest.mark.parametrize("none", [False, True])
def test_each_row_asks_by_the_index_of_the_link(none: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whose, "LARGEST_SET", -1)
    for number in range(40):
        firm(owner_id=number % 2, name=f"Firm {number}")
    columns, values = "name, sort_name, firm_id, created_at, changed_at, version", "name, name, id, 0, 0, 1"
    for _again in range(6):
        run(f"INSERT INTO sample_contact ({columns}) SELECT {values} FROM sample_firm")
        run(f"INSERT INTO sample_contact ({columns}) SELECT {values} FROM sample_contact")
    run("ANALYZE")
    for who in (boss(), actor(1, Scope.OWN)):
        way = whose.way(who, firms, HERE)
        assert way is not None
        asked = whose.of_record(who, way, Condition("name", "eq", (("Firm 3",),)), none=none)
        sql = f"SELECT f.id FROM sample_firm f WHERE {asked.text.replace('{id}', 'f.id')}"
        plan = "EXPLAIN QUERY PLAN" if is_sqlite() else "EXPLAIN"
        told = "\n".join(str(line[-1]) for line in rows(f"{plan} {sql}", asked.params))
        assert "firm_id" in told and "SCAN w" not in told.replace("SCAN w\n", "", 1), told
        assert "Seq Scan on sample_contact" not in told and "SCAN sample_contact" not in told, told
