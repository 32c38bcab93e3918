"""The past of the demo customers, put together."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from datetime import date

from guanxi_contacts.demo import DemoCustomers
from guanxi_contacts.demo_knowledge import add_knowledge
from guanxi_contacts.demo_purchases import add_purchases
from guanxi_contacts.demo_records import DemoRecord, Past
from guanxi_contacts.demo_talks import add_plans, add_talks, choose_quiet


def what_happened(
    made: DemoCustomers,
    today: date,
    staff: int,
    seed: int,
    gone: Mapping[int, int] | None = None,
    branches: Collection[int] = (),
) -> list[DemoRecord]:
    """What happened with the customers of `staff` owners up to `today`, in no order; the same arguments give the same.

    `gone` tells how many days ago owners (by position) left, `branches` who work in a branch of the bank.
    """
    past = Past(random.Random(seed), made, today, gone or {}, branches)  # noqa: S311  invented data, no secrets
    choose_quiet(past)
    add_purchases(past)
    add_talks(past)
    add_plans(past, staff)
    add_knowledge(past)
    return past.found
