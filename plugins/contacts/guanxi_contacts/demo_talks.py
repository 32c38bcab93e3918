"""What was talked about with demo customers: interactions of the six kinds, notes with mentions, and what is planned next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from guanxi_contacts.choices import INTERACTIONS
from guanxi_contacts.demo import QUIET_DAYS, DemoCompany
from guanxi_contacts.demo_records import Customer, Past
from guanxi_contacts.demo_talk_words import NOTES, OUTCOMES, PLANS, TALKS, TOPICS
from guanxi_contacts.interactions import WITH_DIRECTION, WITH_DURATION

WEIGHTS = {"call": 34, "visit": 20, "meeting": 11, "mail": 14, "message": 18, "letter": 3}
FAMOUS = 40
"""Interactions with the first company, whose timeline shows what a long one looks like."""
QUIET = 10
"""Of so many companies with one nothing happened for sixty days."""
# Days from today on which somebody's activities are due.
DUE = (-9, -3, 0, 0, 1, 3, 6, 12)
LENGTHS = {"call": (3, 25), "meeting": (30, 120), "visit": (40, 180)}


def choose_quiet(past: Past) -> None:
    """Choose the companies with which nothing happened for sixty days, those of owners who left before all others."""
    firms = [
        each for each in past.customers.companies[1:] if each.age > QUIET_DAYS + 30 and not each.double_of
    ]
    left = [each for each in past.customers.companies if each.owner in past.gone]
    others = [each for each in firms if each.owner not in past.gone and each.parent is None]
    wanted = max(len(past.customers.companies) // QUIET, len(left))
    quiet = [*left, *past.random.sample(others, wanted - len(left))]
    past.quiet = {id(each) for each in quiet}


def add_talks(past: Past) -> None:
    """Add interactions with every company and with some private customers, and notes about a third of the companies."""
    for company in past.customers.companies:
        times = FAMOUS if company is past.customers.companies[0] else 1 + int(past.random.expovariate(0.5))
        for _ in range(min(times, company.age)):
            _talk(past, company)
        if id(company) not in past.quiet and company.age > QUIET_DAYS:
            _talk(past, company, past.random.randint(1, QUIET_DAYS - 3))
    private = [each for each in past.customers.persons if not each.companies]
    for person in past.some(private, 0.6):
        _talk(past, person)
    for company in [past.customers.companies[0]] * 4 + past.some(past.customers.companies, 0.35):
        colleague = "@{colleague} " if past.random.random() < 0.3 else ""
        text = colleague + past.random.choice(NOTES).format(topic=past.random.choice(TOPICS))
        past.note("work.note", company, text=text, about=(company,))


def add_plans(past: Past, staff: int) -> None:
    """Add activities of everybody who works here: overdue, due today, tomorrow and later, about customers of one's own."""
    everybody: list[Customer] = [*past.customers.companies, *past.customers.persons]
    for owner in sorted(set(range(staff)) - past.gone.keys()):
        own = [each for each in everybody if each.owner == owner and id(each) not in past.quiet]
        for due in DUE if own else ():
            kind, subject = past.random.choice(PLANS)
            values = {
                "subject": subject.format(topic=past.random.choice(TOPICS)),
                "kind": kind,
                "due_on": past.today + timedelta(days=due),
                "due_time": f"{past.random.randint(9, 16):02}:{past.random.choice(('00', '30'))}",
                "priority": past.random.choice(("high", "normal", "normal", "normal", "low")),
                "remind": "30" if due > 0 else None,
            }
            if kind == "task":
                values["due_time"] = values["remind"] = None
            customer = past.random.choice(own)
            age = max(1, -due + past.random.randint(1, 9))
            past.note("work.activity", customer, age, **values, about=(customer,))


def _talk(past: Past, customer: Customer, age: int | None = None) -> None:
    chance = past.random
    kind = chance.choices(list(INTERACTIONS), [WEIGHTS[each] for each in INTERACTIONS])[0]
    when = past.day(customer) if age is None else min(age, customer.age)
    topic = chance.choice(TOPICS)
    values: dict[str, Any] = {
        "kind": kind,
        "summary": chance.choice(TALKS[kind]).format(topic=topic),
        "outcome": chance.choice(OUTCOMES) if chance.random() < 0.6 else None,
        "direction": chance.choice(("out", "out", "in")) if kind in WITH_DIRECTION else None,
        "duration": chance.randint(*LENGTHS[kind]) // 5 * 5 or 3 if kind in WITH_DURATION else None,
    }
    if isinstance(customer, DemoCompany) and kind in ("visit", "meeting"):
        people = past.people_of(customer)
        there = [each for each in people if each.age >= when]
        values["participants"] = tuple(chance.sample(there, min(len(there), chance.randint(1, 2)))) or None
    if when < 10 and chance.random() < 0.5:
        values["next_on"] = past.today + timedelta(days=chance.randint(1, 14))
    past.note("contacts.interaction", customer, when, **values, about=(customer,))
