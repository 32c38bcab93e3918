"""The lists of deals, roles and pipelines: quick filters, what an empty one offers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from guanxi.api import Actor, List, MenuItem, Quick, mine, next_activity, translator
from guanxi_sales.choices import ROLES
from guanxi_sales.deals import deal_persons, deals
from guanxi_sales.faces import today_of
from guanxi_sales.pipelines import pipelines
from guanxi_sales.stale import IS_OPEN, QUICK, stale_column
from guanxi_sales.standard import begin_here

_ = translator("guanxi_sales")
ROLES_AT = 850
"""Where the roles stand in the menu: behind what is worked with."""


def _open(actor: Actor) -> dict[str, Any]:
    return IS_OPEN


def _closing(actor: Actor) -> dict[str, Any]:
    """What is expected to be closed in this month."""
    first = today_of(actor).replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    days = {"field": "close_on", "op": "between", "value": [first.isoformat(), last.isoformat()]}
    return {"and": [IS_OPEN, days]}


def _overdue(actor: Actor) -> dict[str, Any]:
    return {"and": [IS_OPEN, {"field": "close_on", "op": "lt", "value": today_of(actor).isoformat()}]}


deals_list = List(
    deals,
    columns="name company stage amount probability close_on owner",
    quick=[
        mine(),
        Quick("open", _("Open"), _open),
        Quick("closing_this_month", _("Closing this month"), _closing),
        Quick("overdue", _("Overdue"), _overdue),
        *QUICK,
    ],
    computed=(next_activity(deals), stale_column),
    prepare=begin_here,
    empty=_("A deal is the chance of a sale: to whom, what, how much, and when."),
    key="d",
)


def _in_role(role: str) -> Quick:
    return Quick(role, ROLES[role], lambda actor: {"field": "role", "op": "eq", "value": role})


roles_list = List(
    deal_persons,
    columns="deal person role influence attitude note",
    quick=[_in_role(role) for role in ROLES],
    empty=_(
        "Who decides, influences, uses or pays is entered on the page of a deal and stands here over all deals."
    ),
)
roles_entry = MenuItem(deal_persons.label, to="sales.deal_person.list", icon="users", order=ROLES_AT)
pipelines_list = List(
    pipelines,
    columns="name position active",
    prepare=begin_here,
    empty=_("A pipeline is the row of stages that a deal passes. Create one to begin with."),
)
