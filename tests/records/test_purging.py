"""The bin is emptied after thirty days: with all that hangs on the record, and never what was restored meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from samples import TABLES, SampleCompany, SampleSide, companies, house, person, settle

from guanxi.data.columns import to_ms
from guanxi.data.database import close, database, is_sqlite, row, run, write_transaction
from guanxi.records import journal
from guanxi.records.actor import Actor, Scope
from guanxi.records.host import Host
from guanxi.records.purging import KEPT, purge
from guanxi.records.sharing import Collaborator
from guanxi.records.standard import create, delete, restore


@pytest.fixture
def lin(db: object, host: Host) -> Iterator[Actor]:
    database.create_tables(TABLES)
    settle()
    yield person(house(host), 1, Scope.ALL)
    database.drop_tables(TABLES)


def deleted(actor: Actor, name: str) -> int:
    done = create(actor, companies, {"name": name, "probe_note": "beside it"})
    assert done.ref is not None
    delete(actor, companies, done.ref.id)
    return done.ref.id


def test_what_lies_there_for_thirty_days_goes_with_what_hangs_on_it(lin: Actor) -> None:
    number, at = deleted(lin, "Old"), lin.host.clock()
    Collaborator.insert(kind="sample.company", record_id=number, user_id=2, created_at=to_ms(at)).execute()
    resource = lin.host.resources["sample.company"]
    assert purge(resource, at + KEPT) == 0
    assert purge(resource, at + KEPT + timedelta(seconds=1)) == 1
    left = [table.select().count() for table in (SampleCompany, SampleSide, Collaborator)]
    assert left == [0, 0, 0]
    assert len(journal.lines_of_record("sample.company", number)) == 2


def test_the_oldest_go_first_and_a_few_at_a_time(lin: Actor) -> None:
    numbers = [deleted(lin, name) for name in ("a", "b", "c")]
    for age, number in enumerate(numbers):
        run("UPDATE sample_company SET deleted_at = ? WHERE id = ?", (1000 - age, number))
    assert purge(lin.host.resources["sample.company"], lin.host.clock(), at_once=2) == 2
    assert [record.id for record in SampleCompany.select()] == numbers[:1]


def test_what_is_restored_while_the_bin_is_emptied_stays(lin: Actor) -> None:
    number, late = deleted(lin, "Wanted again"), lin.host.clock() + KEPT + timedelta(days=1)

    def empty() -> None:
        purge(lin.host.resources["sample.company"], late)
        close()

    emptying = threading.Thread(target=empty)
    with write_transaction():
        restore(lin, companies, number)
        emptying.start()
        while not is_sqlite() and emptying.is_alive() and not row("SELECT 1 FROM pg_locks WHERE NOT granted"):
            time.sleep(0.01)
    emptying.join()
    assert SampleCompany.get_by_id(number).deleted_at is None
    assert SampleSide.select().count() == 1
