"""Conditions on records that a Link leads to: what they find, and that they tell nothing of hidden rows and fields."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from records_world import NOW, TABLES, actor, contact, contacts, firm, firms, host, person, put_tags

from guanxi.data.database import is_sqlite, rows, run
from guanxi.data.filters import BadFilter, Spec
from guanxi.records import indexes, related, shares
from guanxi.records.actor import Actor, Scope
from guanxi.records.listing import ListQuery, page
from guanxi.records.listing_sums import count
from guanxi.records.resource import Rows
from guanxi.records.tagging.tables import Tag

FREE = replace(contacts, rows=Rows(everyone=True))
"""Contacts that everybody sees, whatever firm they lead to."""
SEVERAL = ("few", "many", "few of many that one sees")


@pytest.fixture(autouse=True)
def tables(db):
    db.create(*TABLES)
    indexes.create(firms)
    shares.create(firms)
    yield
    shares.drop(firms)


@pytest.fixture(params=SEVERAL)
def ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few records that meet a condition are named, of many each row asks for its own; they are looked for among few or among all."""
    if request.param == "many":
        monkeypatch.setattr(related, "LARGEST_SET", 0)
    if request.param == "few of many that one sees":
        monkeypatch.setattr(related, "few_records", lambda *_asked: None)


def reader(**more: Any) -> Actor:
    world = host(**{FREE.name: FREE})
    return actor(1, Scope.OWN, world=world, **more)


def found(spec: Spec, who: Actor | None = None, resource: Any = FREE) -> set[str]:
    query, who = ListQuery(resource, columns=("name",), filter=spec), who or reader()
    names = {row[1] for row in page(who, query).rows}
    assert count(who, query).number == len(names)
    return names


def test_records_are_found_by_the_fields_of_those_they_lead_to(ways: None) -> None:
    one = firm(owner_id=1, name="Alder", kind="rare", staff=3)
    two = firm(owner_id=1, name="Birch", kind="partner", staff=9)
    gone = firm(owner_id=1, name="Cedar", kind="rare", deleted_at=NOW)
    for name, key in (("Ann", one.id), ("Bob", two.id), ("Cyd", gone.id), ("Dan", None)):
        contact(name, firm_id=key)
    assert found({"field": "firm.kind", "value": "rare"}) == {"Ann"}
    assert found({"field": "firm.kind", "op": "ne", "value": "rare"}) == {"Bob"}
    assert found({"field": "firm.name", "op": "contains", "value": ["ld", "IRC"]}) == {"Ann", "Bob"}
    assert found({"field": "firm.staff", "op": "gte", "value": 4}) == {"Bob"}
    assert found({"field": "firm.city", "op": "empty"}) == {"Ann", "Bob"}
    either = {
        "or": [{"field": "firm.kind", "value": "partner"}, {"field": "name", "op": "starts", "value": "d"}]
    }
    assert found([either, {"field": "name", "op": "ne", "value": "Bob"}]) == {"Dan"}


def test_owners_are_asked_too_and_so_are_tags_of_what_a_link_leads_to(ways: None) -> None:
    person(1, "Li Min"), person(2, "Wang Fang")
    Tag.create(id=7, name="VIP", created_at=NOW, changed_at=NOW)
    mine, other = firm(owner_id=1, name="Alder"), firm(owner_id=2, name="Birch")
    put_tags(mine, 7)
    contact("Ann", firm_id=mine.id), contact("Bob", firm_id=other.id)
    boss = actor(1, Scope.ALL, world=host(**{FREE.name: FREE}))
    assert found({"field": "owner.name", "op": "contains", "value": "fang"}, boss, firms) == {"Birch"}
    assert found({"field": "firm.tags", "value": "work.tag/7"}, boss) == {"Ann"}
    assert found({"field": "firm.tags", "op": "empty"}, boss) == {"Bob"}


ASKED = [
    {"field": f"firm.{name}", "op": op, "value": value}
    for name, (op, value) in product(
        ("kind", "name", "staff", "rank", "owner", "tags"),
        (
            ("eq", "rare"),
            ("ne", "rare"),
            ("empty", True),
            ("empty", False),
            ("contains", "e"),
            ("gte", 1),
            ("lt", 1),
        ),
    )
]


def answers(who: Actor) -> list[Any]:
    """What each question finds, alone and within others; of a question that means nothing the refusal."""
    told: list[Any] = []
    for spec in ASKED:
        for asked in (spec, {"or": [spec, {"field": "name", "value": "Nobody"}]}):
            try:
                told.append(sorted(found(asked, who)))
            except BadFilter as refused:
                told.append(str(refused))
    return told


def test_a_record_that_one_may_not_see_is_told_by_no_condition(ways: None) -> None:
    mine = firm(owner_id=1, name="Alder", kind="rare", staff=3)
    hidden = firm(owner_id=2, name="Birch", kind="partner", staff=9)
    contact("Ann", firm_id=mine.id), contact("Bob", firm_id=hidden.id)
    before = answers(reader())
    assert any("Ann" in told for told in before) and not any("Bob" in told for told in before)
    for kind, staff, gone in (("rare", 1, None), (None, None, None), ("rare", 5, NOW)):
        hidden.kind, hidden.staff, hidden.deleted_at = kind, staff, gone
        hidden.save()
        assert answers(reader()) == before


def test_a_hidden_field_is_refused_as_one_that_does_not_exist() -> None:
    who = reader(hidden=frozenset({"city"}))
    for name in ("city", "nothing"):
        with pytest.raises(BadFilter) as refused:
            found({"field": f"firm.{name}", "value": "x"}, who)
        assert str(refused.value) == f"There is no field firm.{name} to filter by."
    none = reader(grants={firms.permission("view"): Scope.NONE})
    with pytest.raises(BadFilter):
        found({"field": "firm.kind", "value": "rare"}, none)


def test_whoever_sees_few_does_not_have_all_records_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(40):
        firm(owner_id=number % 20, name=f"Firm {number}")
    columns = "name, sort_name, owner_id, created_at, changed_at, version"
    for _again in range(6):
        run(f"INSERT INTO sample_firm ({columns}) SELECT name, name, 7, 0, 0, 1 FROM sample_firm")
    run("ANALYZE")
    asked: list[tuple[str, Any]] = []
    monkeypatch.setattr(related, "rows", lambda sql, params: asked.append((sql, params)) or rows(sql, params))
    assert found({"field": "firm.name", "value": "Nobody"}) == set()
    explain = "EXPLAIN QUERY PLAN" if is_sqlite() else "EXPLAIN"
    for sql, params in asked:
        told = "\n".join(str(line[-1]) for line in rows(f"{explain} {sql}", params))
        assert "SCAN l" not in told and "Seq Scan on sample_firm" not in told, told
