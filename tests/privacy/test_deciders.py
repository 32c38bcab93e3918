"""Who decides about a record: the same people as a look at each single user would find, without looking at each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from guanxi.data.database import rows
from guanxi.people.collaborating import share
from guanxi.people.deciders import deciders
from guanxi.records import gate
from guanxi.records.actor import Scope
from guanxi.records.host import Host
from guanxi.records.resource import Resource
from guanxi.records.standard import create
from guanxi.testing.house import user_id


def one_by_one(host: Host, resource: Resource, record: int, owner: int) -> list[int]:
    """Each user asked by himself."""
    by_team, over_all = set[int](), set[int]()
    for (user,) in rows("SELECT id FROM people_user WHERE active AND deleted_at IS NULL"):
        actor = host.actor(user)
        assert actor is not None
        scope = actor.scope(resource.permission("assign"))
        if scope >= Scope.TEAM and gate.rows_among(actor, resource, (record,), "assign"):
            (over_all if scope is Scope.ALL else by_team).add(user)
    return sorted((by_team or over_all) | {owner})


def test_deciders_are_who_a_look_at_each_user_would_find(actor_of: Callable[[str], Any]) -> None:
    found = {}
    for name in ("seller.north", "lead.north", "director", "admin"):
        actor = actor_of(name)
        companies = actor.host.resources["contacts.company"]
        record = int(create(actor, companies, {"name": f"栖云 {name}"}).ref.id)
        found[name] = deciders(actor.host, companies, record)
        assert found[name] == one_by_one(actor.host, companies, record, actor.id)
    assert user_id("lead.north") in found["seller.north"]
    assert user_id("admin") not in found["seller.north"]
    assert user_id("admin") in found["admin"]


def test_a_colleague_with_the_right_to_assign_decides_about_what_is_shared_with_him(
    actor_of: Callable[[str], Any],
) -> None:
    actor = actor_of("director")
    companies = actor.host.resources["contacts.company"]
    record = int(create(actor, companies, {"name": "栖云恒润"}).ref.id)
    share(actor, companies, [record], user_id("lead.north"), "manage")
    assert deciders(actor.host, companies, record) == one_by_one(actor.host, companies, record, actor.id)
