"""The databases that tests get: fresh, bound to the process, on both engines."""

from peewee import BigIntegerField, TextField

from guanxi.data.columns import Id
from guanxi.data.database import Table, database, is_sqlite, row, rows, run, write_transaction
from guanxi.testing.databases import Database
from guanxi.testing.plugin import STORES


class Probe(Table):
    id = Id()
    name = TextField(unique=True)
    parent_id = BigIntegerField(null=True)


def test_database_is_bound_and_of_the_asked_engine(db: Database, engine: str) -> None:
    assert db.engine == engine
    assert is_sqlite() == (engine == "sqlite")
    assert row("SELECT 1") == (1,)


def check_that_ids_begin_at_one(db: Database) -> None:
    db.create(Probe)
    with write_transaction():
        assert Probe.create(name="first").id == 1


def test_first_of_two_tests_with_one_table_begins_with_id_one(db: Database) -> None:
    check_that_ids_begin_at_one(db)


def test_second_of_two_tests_with_one_table_begins_with_id_one(db: Database) -> None:
    check_that_ids_begin_at_one(db)


def seeded() -> None:
    database.create_tables([Probe])
    run("INSERT INTO probe (name) VALUES ('seed')")


def test_rows_of_the_schema_come_back_and_counters_start_anew(engine: str) -> None:
    store = STORES[engine](seeded)
    try:
        for _ in range(3):
            store.open()
            assert rows("SELECT id, name FROM probe") == [(1, "seed")]
            run("UPDATE probe SET name = 'changed'")
            run("INSERT INTO probe (name) VALUES ('second')")
            assert row("SELECT max(id) FROM probe") == (2,)
            store.close()
    finally:
        store.stop()


def test_changed_schema_is_put_right_for_the_next_test(engine: str) -> None:
    store = STORES[engine](seeded)
    try:
        store.open()
        run("ALTER TABLE probe ADD COLUMN more INTEGER")
        run("CREATE TABLE other (a INTEGER)")
        store.close()
        store.open()
        assert rows("SELECT * FROM probe") == [(1, "seed", None)]
        store.close()
    finally:
        store.stop()
