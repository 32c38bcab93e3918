"""Four kinds of papers, each with a date of which somebody is reminded a week ahead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guanxi.api import (
    Actor,
    Choice,
    Date,
    Extension,
    Link,
    Maturity,
    Resource,
    Rows,
    Text,
    translator,
    visible,
    when,
)
from guanxi_papers.models import Certificate, Contract, Licence, Loan, Quote

_ = translator("guanxi_papers")
STATES = {"open": _("Open"), "accepted": _("Accepted")}
NAME = Text("name", label=_("Name"), required=True, max=100)


def _people() -> list[Any]:
    return [
        Link("owner", "people.user", label=_("Owner"), filter=True),
        Link("team", "people.team", label=_("Team"), read_only=True),
    ]


def unfollowed(actor: Actor, ids: Sequence[int]) -> set[int]:
    """Those contracts that no other one has taken the place of."""
    found = visible(actor, contracts).where(Contract.id.in_(list(ids)), Contract.followed_by_id.is_null())
    return {each.id for each in found}


quotes = Resource(
    Quote,
    label=_("Quotes"),
    label_one=_("Quote"),
    title="name",
    fields=[
        NAME,
        Choice("state", STATES, label=_("State"), required=True, default="open"),
        Date("valid_until", label=_("Valid until"), matures=Maturity(days=7, when=when("state", "open"))),
        *_people(),
    ],
    rows=Rows(own="owner", team="team"),
)
contracts = Resource(
    Contract,
    label=_("Contracts"),
    label_one=_("Contract"),
    title="name",
    fields=[
        NAME,
        Link("followed_by", "papers.contract", label=_("Followed by"), back=None),
        Date("ends_on", label=_("Ends on"), matures=Maturity(days=7, weekends="before", still=unfollowed)),
        *_people(),
    ],
    rows=Rows(own="owner", team="team"),
)
certificates = Resource(
    Certificate,
    label=_("Certificates"),
    label_one=_("Certificate"),
    title="name",
    fields=[
        Text("name", label=_("Name"), max=100),
        Link("company", "contacts.company", label=_("Company"), required=True),
        Date("expires_on", label=_("Expires on"), matures=Maturity()),
    ],
    rows=Rows(through=("company",), part=True),
)
loans = Resource(
    Loan,
    label=_("Loans"),
    label_one=_("Loan"),
    title="name",
    fields=[NAME, Date("due_on", label=_("Due on"), matures=Maturity(days=7, weekends="after")), *_people()],
    rows=Rows(own="owner", team="team"),
)
licences = Extension(
    "contacts.company",
    Licence,
    (Date("licensed_until", label=_("Licensed until"), matures=Maturity(days=30, weekends="same")),),
)
