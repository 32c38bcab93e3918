"""What happened with demo customers as records to write: a kind, values, who wrote it and how many days ago."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from guanxi_contacts.demo import QUIET_DAYS, DemoCompany, DemoCustomers, DemoPerson

Customer = DemoCompany | DemoPerson


@dataclass
class DemoRecord:
    """A record to write `age` days ago by the owner at position `owner`.

    Values that are customers, or tuples of them, stand for their ids. `{colleague}` in a text is the name of a colleague.
    """

    kind: str
    values: dict[str, Any]
    owner: int
    age: int


@dataclass
class Past:
    """The source of chance, the customers, which owners left how many days ago, and with whom nothing happened of late.

    `branches` are the owners who work in a branch of the bank.
    """

    random: random.Random
    customers: DemoCustomers
    today: date
    gone: Mapping[int, int] = field(default_factory=dict)
    branches: Collection[int] = ()
    quiet: set[int] = field(default_factory=set)
    found: list[DemoRecord] = field(default_factory=list)

    def newest(self, customer: Customer) -> int:
        """The least number of days ago on which something may have happened with a customer."""
        quiet = id(customer) in self.quiet or customer.owner in self.gone
        return max(QUIET_DAYS, self.gone.get(customer.owner, 0)) + 1 if quiet else 1

    def day(self, customer: Customer) -> int:
        """A day on which something happened with a customer, since it was entered; later ones are likelier."""
        newest = self.newest(customer)
        return newest + int((max(customer.age, newest) - newest) * self.random.random() ** 1.5)

    def note(self, kind: str, customer: Customer, age: int | None = None, /, **values: Any) -> None:
        """Keep that the owner of a customer wrote a record of this kind about it."""
        when = self.day(customer) if age is None else age
        self.found.append(DemoRecord(kind, values, customer.owner, min(when, customer.age)))

    def people_of(self, company: DemoCompany) -> Sequence[DemoPerson]:
        """The contact persons of a company who have its owner."""
        return self._people.get(id(company), ())

    def __post_init__(self) -> None:
        self._people: dict[int, list[DemoPerson]] = {}
        for person in self.customers.persons:
            for company, _position in person.companies[:1]:
                self._people.setdefault(id(company), []).append(person)

    def some(self, customers: Sequence[Any], share: float) -> list[Any]:
        """A share of the customers, by chance."""
        return self.random.sample(customers, round(len(customers) * share))


def link(customer: Customer) -> dict[str, Customer]:
    """The field by which a part belongs to its customer."""
    return {"company" if isinstance(customer, DemoCompany) else "person": customer}
