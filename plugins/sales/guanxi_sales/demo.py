"""Demo data of sales: a catalogue, two pipelines, leads, and deals in all stages that went there step by step."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from guanxi.api import Actor, Change, Ref, visible, write_transaction
from guanxi_contacts.api import companies, contact_persons
from guanxi_sales.choices import ATTITUDES, COMPETITORS, LOST, LOST_REASONS, OPEN, ROLES, WON
from guanxi_sales.deals import deal_persons, deals
from guanxi_sales.demo_leads import write_leads
from guanxi_sales.demo_words import KINDS, NEXT_STEPS, NOTES, PIPELINES, PRODUCTS
from guanxi_sales.demo_writing import BATCH, then, written, yuan
from guanxi_sales.moving import lose, move, win
from guanxi_sales.pipelines import pipelines, stages
from guanxi_sales.products import products

DEALS, OLDEST = 60, 200
WITHOUT_DECIDER, COMPETED, UNPLANNED = 0.35, 0.3, 0.3
DEAR = 2_500


def write_sales(staff: Sequence[Actor], size: int, seed: int) -> Mapping[str, int]:
    """Write products, pipelines and leads, and one deal for each five companies that `size` aims at, as their owners."""
    with write_transaction():
        writer = _Writer(staff, random.Random(seed))  # noqa: S311  invented data, no secrets
        writer.settings()
        writer.deals(max(12, round(size * DEALS / 300)))
        write_leads(writer.here, writer.random, writer.products, writer.count)
    return writer.count


class _Writer:
    """Writes records as their owners did, days ago, and counts them."""

    def __init__(self, staff: Sequence[Actor], chance: random.Random) -> None:
        self.staff, self.random = staff, chance
        self.now = max(each.host.clock() for each in staff)
        self.keeper = replace(staff[0], system=True)
        self.products: list[tuple[int, int]] = []
        self.stages: dict[int, list[tuple[int, Mapping[str, Any]]]] = {}
        self.count: Counter[str] = Counter()

    @property
    def here(self) -> list[Actor]:
        """Those who still work here."""
        return [each for each in self.staff if (self.now - each.host.clock()).days < 1]

    def settings(self) -> None:
        """Products and pipelines, from a year ago."""
        then = self.now - timedelta(days=365)
        for name, code, series, price, unit in PRODUCTS:
            values = {"name": name, "code": code, "series": series, "price": yuan(price), "unit": unit}
            self.products.append((self._create(self.keeper, products, then, values), price))
        for position, (name, row) in enumerate(PIPELINES.items(), 1):
            pipeline = self._create(self.keeper, pipelines, then, {"name": name, "position": position})
            self.stages[pipeline] = []
            for place, stage in enumerate(row, 1):
                values = {"pipeline": pipeline, "position": place, **stage}
                self.stages[pipeline].append((self._create(self.keeper, stages, then, values), stage))

    def deals(self, number: int) -> None:
        """Deals with the companies of those who still work here, by turns in each stage of each pipeline."""
        here = {each.id: each for each in self.here}
        model: Any = companies.model
        found = list(visible(self.keeper, companies).where(model.owner_id.in_(list(here))).order_by(model.id))
        ways = [(pipeline, place) for pipeline, row in self.stages.items() for place in range(len(row))]
        for turn, company in enumerate(self.random.sample(found, min(number, len(found)))):
            self._deal(here[company.owner_id], company, *ways[turn % len(ways)])

    def _deal(self, owner: Actor, company: Any, pipeline: int, goal: int) -> None:
        row = self.stages[pipeline]
        steps = [
            place
            for place, (_id, stage) in enumerate(row)
            if stage.get("state", OPEN) == OPEN and place <= goal
        ]
        closing = goal not in steps
        longest = OLDEST if closing else 24 + 14 * len(steps)
        age = self.random.randint(6 + 7 * len(steps), longest) if goal else self._since(row[0][1])
        product, price = self.random.choice(self.products)
        amount = yuan(_like_a_price(self._number_of(price) * price * self.random.uniform(0.85, 1)))
        began = self._at(age)
        values: dict[str, Any] = {
            "name": f"{company.short_name or company.name} {self.random.choice(KINDS)}",
            "company": company.id,
            "product": product,
            "amount": amount,
            "stage": row[0][0],
            "engaged_on": began.date(),
            "close_on": self.now.date() + timedelta(days=self.random.randint(-10, 75)),
            "source": company.source or "unknown",
            "competitor": self.random.choice(list(COMPETITORS)) if self.random.random() < COMPETED else None,
            "note": self.random.choice(NOTES) if self.random.random() < 0.4 else None,
        }
        deal = self._create(
            owner, deals, began, {name: value for name, value in values.items() if value is not None}
        )
        self._persons(owner, company.id, deal, began)
        left = age
        for place in steps[1:]:
            left = max(1, left - self.random.randint(4, max(5, age // (len(steps) + 1))))
            if place == goal:
                left = min(left, self._since(row[place][1]))
            checked = {"checked": items} if (items := row[place][1].get("checklist")) else {}
            self._do(owner, move, deal, left, {"stage": row[place][0], **checked})
        if not closing:
            self._plan(owner, deal)
        else:
            self._close(owner, deal, row[goal][1]["state"], max(0, left - self.random.randint(2, 20)))

    def _number_of(self, price: int) -> int:
        """How many are wanted: few machines, many tools."""
        return self.random.choice((1, 1, 2, 3)) if price >= DEAR else self.random.randint(8, 40) * 5

    def _since(self, stage: Mapping[str, Any]) -> int:
        """For how many days an open deal has been in its stage: some of them for too long."""
        return self.random.randint(1, round(stage["limit_days"] * 1.25))

    def _plan(self, owner: Actor, deal: int) -> None:
        """What is to be done next, with most of the open deals."""
        if self.random.random() < UNPLANNED:
            return
        day = self.now.date() + timedelta(days=self.random.choice((-4, -1, 0, 0, 1, 2, 3, 5, 8, 13)))
        subject, kind = self.random.choice(NEXT_STEPS)
        values = {"subject": subject, "kind": kind, "due_on": day, "about": [Ref(deals.name, deal)]}
        activities = owner.host.resources["work.activity"]
        self._create(owner, activities, self.now - timedelta(days=5), values)

    def _close(self, owner: Actor, deal: int, state: str, ago: int) -> None:
        assert state in (WON, LOST)
        if state == WON:
            self._do(owner, win, deal, ago, {})
            return
        lost: dict[str, Any] = {"lost_reason": self.random.choice(list(LOST_REASONS))}
        if lost["lost_reason"] == "competitor" or self.random.random() < COMPETED:
            lost["competitor"] = self.random.choice(list(COMPETITORS))
        self._do(owner, lose, deal, ago, lost)

    def _persons(self, owner: Actor, company: int, deal: int, moment: datetime) -> None:
        link: Any = contact_persons.model
        found = visible(owner, contact_persons).where(link.company_id == company).order_by(link.id).limit(3)
        roles = list(ROLES)[1:] if self.random.random() < WITHOUT_DECIDER else list(ROLES)
        for person, role in zip({each.person_id: None for each in found}, roles, strict=False):
            values = {
                "deal": deal,
                "person": person,
                "role": role,
                "attitude": self.random.choice(list(ATTITUDES)),
            }
            self._create(owner, deal_persons, moment, values)

    def _create(self, actor: Actor, resource: Any, moment: datetime, values: Mapping[str, Any]) -> int:
        return written(self.count, actor, resource, moment, values)

    def _do(self, owner: Actor, change: Change, deal: int, ago: int, values: dict[str, Any]) -> None:
        change(then(owner, self._at(ago)), deal, values=values, batch=BATCH)

    def _at(self, ago: int) -> datetime:
        """A moment so many days ago, in the hours of work."""
        return self.now - timedelta(days=ago, minutes=self.random.randint(0, 240))


def _like_a_price(amount: float) -> int:
    """An amount that ends as prices do: 128,000, 9,800."""
    unit: int = 10 ** (len(str(int(amount))) - 2)
    return int(amount) // unit * unit - unit // 5
