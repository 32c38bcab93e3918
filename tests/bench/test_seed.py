"""The companies that figures are measured on are those that changes would have written."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bench import customers
from guanxi.data.columns import from_ms
from guanxi.data.database import rows, run, write_transaction
from guanxi.data.money import Money
from guanxi.records.standard import create, delete
from guanxi.testing.fixed import FixedClock
from guanxi.testing.house import Builder

SIZE = 1_000
GIVEN = ("name", "customer_type", "industry", "phone", "email", "city", "address", "employees")


def test_the_seeded_companies_equal_those_written_through_changes(
    db: Any, house_builder: Builder, clock: FixedClock
) -> None:
    house_builder.present.clock_now = clock
    house = house_builder.usual(db, "contacts").house
    customers.people()
    customers.companies(SIZE)
    seeded = _companies()
    assert len(seeded) == SIZE and len({row["team_id"] for row in seeded}) > 50

    with write_transaction():
        run("DELETE FROM contacts_company")
    writer, resource = house.actor(customers.ADMINISTRATOR), house.host.resources["contacts.company"]
    assert writer is not None
    ids: dict[int, int] = {}
    for row in seeded:
        clock.set(from_ms(row["created_at"]))
        done = create(writer, resource, _values(row))
        assert done.ref is not None
        ids[done.ref.id] = row["id"]
        if row["deleted_at"]:
            clock.move(seconds=1)
            delete(writer, resource, done.ref.id)

    written = _companies()
    for row in written:
        row["id"] = ids[row["id"]]
    assert sorted(written, key=lambda row: row["id"]) == seeded


def test_people_who_own_seeded_companies_belong_to_the_companies_teams(
    db: Any, house_builder: Builder
) -> None:
    house_builder.usual(db, "contacts")
    customers.people()
    customers.companies(SIZE)
    strange = rows(
        "SELECT c.id FROM contacts_company c LEFT JOIN people_user u ON u.id = c.owner_id WHERE u.team_id IS NULL OR u.team_id <> c.team_id"
    )
    assert strange == []


def _companies() -> list[dict[str, Any]]:
    from guanxi_contacts.models import Company

    names = list(Company._meta.columns)
    found = rows(f"SELECT {', '.join(names)} FROM contacts_company ORDER BY id")
    return [dict(zip(names, row, strict=True)) for row in found]


def _values(row: dict[str, Any]) -> dict[str, Any]:
    values = {name: row[name] for name in GIVEN if row[name] is not None} | {"owner": row["owner_id"]}
    if row["turnover"] is not None:
        values["turnover"] = Money(Decimal(row["turnover"]) / 10_000, row["turnover_currency"])
    return values
