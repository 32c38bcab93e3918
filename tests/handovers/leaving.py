"""Somebody with much to hand over: customers, activities, shares, and what she has done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from guanxi.api import create
from guanxi.composition import House
from guanxi.data.database import rows
from guanxi.jobs.here import run_here
from guanxi.people.collaborating import share
from guanxi.people.handovers import runs
from guanxi.people.handovers.plan import Plan
from guanxi.records.actor import Actor
from guanxi.records.change import Change
from guanxi.records.creating import create_many
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.records.transaction import Transaction
from guanxi.work.activities.changes import finish
from guanxi.work.activities.resource import activities
from guanxi_contacts.interactions import interactions
from guanxi_contacts.resources import companies, persons

DUE = date(2030, 1, 7)
TABLES = ("contacts_company", "contacts_person", "work_activity", "contacts_interaction")
ActorOf = Callable[[str], Actor]


def new(actor: Actor, resource: Any, **values: Any) -> int:
    """A new record of the actor; its id."""
    done = create(actor, resource, values)
    assert done.ref is not None
    return int(done.ref.id)


def fill(actor_of: ActorOf, *, firms: int, people: int = 0, to_do: int = 0, shared: int = 0) -> list[int]:
    """What the seller in Shanghai has, and the ids of her companies; three activities are done, one call was made."""
    seller, colleague = actor_of("seller.shanghai"), actor_of("seller.hangzhou")
    ids = _many(seller, companies, [{"name": f"Company {n:03}"} for n in range(firms)])
    if people:
        _many(
            seller, persons, [{"name": f"Person {n:03}", "customer_type": "personal"} for n in range(people)]
        )
    for n in range(to_do + 3):
        about = {"about": [Ref(companies.name, ids[0])]} if n % 3 else {}
        made = new(seller, activities, subject=f"To do {n}", due_on=DUE, **about)
        if n >= to_do:
            finish(seller, made)
    new(seller, interactions, kind="call", summary="Talked", about=[Ref(companies.name, ids[0])])
    for n in range(shared):
        theirs = new(colleague, companies, name=f"Theirs {n}")
        share(colleague, companies, [theirs], seller.id, "edit")
    return ids


def _many(actor: Actor, resource: Resource, values: list[dict[str, Any]]) -> list[int]:
    def make(tx: Transaction) -> None:
        made.extend(each for each in create_many(tx, resource, values) if isinstance(each, int))

    made: list[int] = []
    Change(resource.permission("create"), make)(actor)
    assert len(made) == len(values)
    return made


def handed_over(house: House, actor: Actor, whose: Actor, plan: Plan) -> runs.Run:
    """Hand over what somebody has, the job done to its end."""
    return finished(house, actor, runs.start(actor, whose.id, plan))


def taken_back(house: House, actor: Actor, known: runs.Run) -> runs.Run:
    """Take a hand-over back, the job done to its end."""
    runs.revert(actor, known)
    return finished(house, actor, known.id)


def finished(house: House, actor: Actor, run_id: int) -> runs.Run:
    """Do the job of a run to its end."""
    known = runs.find(actor, run_id)
    assert known.job_id
    run_here(house.runtime(), known.job_id, seconds=600)
    return runs.find(actor, run_id)


def owners(table: str) -> dict[int, int]:
    """How many living records of a table each user owns."""
    return dict(rows(f"SELECT owner_id, count(*) FROM {table} WHERE deleted_at IS NULL GROUP BY owner_id"))


def world() -> list[list[tuple[Any, ...]]]:
    """Owner and team of every record, and all shares."""
    shares = (
        "SELECT kind, record_id, user_id, level, until FROM collaborator ORDER BY kind, record_id, user_id"
    )
    return [
        *(rows(f"SELECT id, owner_id, team_id FROM {table} ORDER BY id") for table in TABLES),
        rows(shares),
    ]
