"""The gate: rows by owner, team, share and parent; one answer for what is not there and what one may not see; fields by role."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from peewee import BigIntegerField, TextField
from records_world import (
    NOW,
    TABLES,
    Firm,
    actor,
    contact,
    contacts,
    firm,
    firms,
    host,
    person,
    plain_firms,
    share,
)

from guanxi.data.columns import RecordTable
from guanxi.data.errors import Forbidden, NotFound
from guanxi.data.fields import Link, Text
from guanxi.records import gate
from guanxi.records.actor import Actor, Scope
from guanxi.records.resource import Resource, Rows


@pytest.fixture(autouse=True)
def tables(db):
    db.create(*TABLES)


def sees(who: Actor, resource: Resource = firms, action: str = "view") -> set[int]:
    found = {r.id for r in gate.visible(who, resource, action)}
    every = [r.id for r in resource.model.select()]
    assert gate.rows_among(who, resource, every, action) == found
    assert {key for key in every if _gets(who, resource, key, action)} == found
    return found


def _gets(who: Actor, resource: Resource, key: int, action: str) -> bool:
    try:
        return gate.get(who, resource, key, action).id == key
    except Forbidden:
        assert gate.rows_among(who, resource, (key,)), "of what one does not see nothing is told"
    except NotFound:
        pass
    return False


def test_each_scope_reaches_its_rows():
    mine, team, below, other = (firm(owner_id=o, team_id=t) for o, t in ((1, 10), (2, 10), (3, 11), (4, 12)))
    assert sees(actor(1, Scope.NONE, team=10)) == set()
    assert sees(actor(1, Scope.OWN, team=10)) == {mine.id}
    assert sees(actor(1, Scope.TEAM, team=10)) == {mine.id, team.id}
    assert sees(actor(1, Scope.SUBTREE, team=10, subtree=frozenset({10, 11}))) == {mine.id, team.id, below.id}
    assert sees(actor(1, Scope.ALL)) == {mine.id, team.id, below.id, other.id}


def test_a_share_lets_in_at_its_level_until_it_ends():
    watched, worked, ended = firm(owner_id=9), firm(owner_id=9), firm(owner_id=9)
    share(watched, 1)
    share(worked, 1, level=2)
    share(ended, 1, level=3, until=NOW - timedelta(seconds=1))
    assert sees(actor(1)) == {watched.id, worked.id}
    assert sees(actor(1), action="edit") == {worked.id}
    assert sees(actor(1), action="delete") == set()
    assert sees(actor(1, Scope.NONE)) == set()


def test_who_may_not_see_may_do_nothing():
    firm(owner_id=2)
    who = actor(1, grants={"sample.firm.edit": Scope.ALL, "sample.firm.view": Scope.OWN})
    assert sees(who, action="edit") == set()


def test_a_resource_without_a_rule_is_closed():
    closed = Resource(Firm, label=firms.label, label_one=firms.label, title="name", fields=plain_firms.fields)
    firm(owner_id=1)
    assert sees(actor(1, Scope.ALL), closed) == set()


class Order(RecordTable):
    name = TextField()
    orderFirm_id = BigIntegerField(null=True)  # noqa: N815 - as an author may write it

    class Meta:
        table_name = "sample_order"


def test_a_parents_link_may_have_any_name(db):
    db.create(Order)
    orders = Resource(
        Order,
        label=firms.label,
        label_one=firms.label,
        title="name",
        fields=[Text("name"), Link("orderFirm", to="sample.firm")],
        rows=Rows(through=("orderFirm",)),
    )
    seen, unseen = firm(owner_id=1), firm(owner_id=2)
    made = [
        Order.create(name="x", orderFirm_id=each.id, created_at=NOW, changed_at=NOW)
        for each in (seen, unseen)
    ]
    who = actor(1, grants={orders.permission("view"): Scope.ALL})
    assert sees(who, orders) == {made[0].id}


def test_a_parent_that_is_unseen_or_in_the_bin_hides_its_children():
    seen, unseen, binned = firm(owner_id=1), firm(owner_id=2), firm(owner_id=1, deleted_at=NOW)
    kept, free = contact("kept", firm_id=seen.id), contact("free")
    contact("hidden", firm_id=unseen.id)
    contact("binned", firm_id=binned.id)
    assert sees(actor(1), contacts) == {kept.id, free.id}


def test_parents_of_a_disabled_plugin_hide_their_children():
    contact("lost", firm_id=1)
    world = host()
    world.resources.pop("sample.firm")
    assert sees(actor(1, world=world), contacts) == set()


def test_a_rule_may_narrow_further():
    narrow = Rows(
        own="owner", team="team", where=lambda who, model: (model.kind == "rare") | (model.staff > who.id)
    )
    narrowed = Resource(
        Firm, label=firms.label, label_one=firms.label, title="name", fields=plain_firms.fields, rows=narrow
    )
    rare, big = firm(owner_id=1, kind="rare"), firm(owner_id=1, staff=5)
    firm(owner_id=1, staff=1)
    firm(owner_id=2, kind="rare")
    assert sees(actor(1), narrowed) == {rare.id, big.id}


def test_the_bin_is_seen_by_restoring_only():
    gone = firm(owner_id=1, deleted_at=NOW)
    assert sees(actor(1)) == set()
    assert gate.get(actor(1), firms, gone.id, "restore").id == gone.id
    assert gate.get(actor(1), firms, gone.id, include_bin=True).deleted_at == NOW


@pytest.mark.parametrize("key", ["x", "-1", "", None, True, 0, -5, 2**63, "9" * 400, 1.5, "１"])
def test_what_can_be_no_id_is_not_found(key):
    with pytest.raises(NotFound):
        gate.get(actor(1, Scope.ALL), firms, key)
    assert gate.rows_among(actor(1, Scope.ALL), firms, [key]) == frozenset()


def test_fields_hide_and_lock_by_role():
    who = actor(1, hidden=frozenset({"turnover", "motto"}), locked=frozenset({"kind"}))
    seen = {f.name for f in gate.fields_for(who, plain_firms)}
    assert "turnover" not in seen and "motto" not in seen and {"kind", "rank"} <= seen
    assert "kind" not in {f.name for f in gate.fields_for(who, firms, "edit")}


def test_a_link_must_lead_to_a_record_one_may_see():
    seen, unseen = firm(owner_id=1), firm(owner_id=2)
    assert gate.check_links(actor(1), contacts, {"firm": seen.id, "name": "x"}) == {}
    assert set(gate.check_links(actor(1), contacts, {"firm": unseen.id})) == {"firm"}
    assert set(gate.check_links(actor(1), contacts, {"firm": 999})) == {"firm"}
    assert gate.check_links(actor(1), contacts, {"firm": None}) == {}


def test_a_loaded_record_gives_its_typed_values():
    made = firm(owner_id=1, turnover=125_000, turnover_currency="CNY", staff=3)
    person(1, "Wang")
    values = gate.values_of(firms, gate.get(actor(1), firms, made.id))
    assert str(values["turnover"].amount) == "12.50" and values["staff"] == 3 and values["rank"] is None


ROWS = st.lists(st.tuples(st.integers(1, 4), st.integers(10, 13), st.booleans()), max_size=12)


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(ROWS, st.sampled_from(list(Scope)), st.sets(st.integers(10, 13)), st.sets(st.integers(0, 11)))
def test_text_and_expression_of_a_rule_agree_with_its_meaning(found, scope, subtree, shares):
    with Firm._meta.database.atomic() as trial:
        made = [firm(owner_id=o, team_id=t, deleted_at=NOW if b else None) for o, t, b in found]
        for number in shares & set(range(len(made))):
            share(made[number], 1)
        who = actor(1, scope, team=11, subtree=frozenset(subtree))
        teams = {11} if scope == Scope.TEAM else {11} | subtree if scope == Scope.SUBTREE else set()
        expected = {
            record.id
            for number, record in enumerate(made)
            if record.deleted_at is None
            and scope > Scope.NONE
            and (scope is Scope.ALL or record.owner_id == 1 or record.team_id in teams or number in shares)
        }
        assert sees(who) == expected
        trial.rollback()
