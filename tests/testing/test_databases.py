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


class Other(Table):
    id = Id()
    a = BigIntegerField()


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


def test_rows_kept_once_are_put_in_again_and_what_was_made_of_them_is_not_called_twice(engine: str) -> None:
    store, made = STORES[engine](seeded), list[int]()

    def make() -> int:
        run("UPDATE probe SET name = 'changed'")
        run("INSERT INTO probe (name) VALUES ('second')")
        made.append(len(made))
        return len(made)

    try:
        for _ in range(3):
            database_of_test = store.open()
            assert database_of_test.fill("two rows", make) == 1
            assert rows("SELECT id, name FROM probe ORDER BY id") == [(1, "changed"), (2, "second")]
            run("INSERT INTO probe (name) VALUES ('third')")
            assert row("SELECT max(id) FROM probe") == (3,)
            store.close()
        store.open()
        assert rows("SELECT id, name FROM probe") == [(1, "seed")]
        store.close()
    finally:
        store.stop()
    assert made == [0]


def test_what_a_test_has_written_already_is_not_lost_to_kept_rows(engine: str) -> None:
    store = STORES[engine](seeded)
    try:
        for _ in range(2):
            database_of_test = store.open()
            database_of_test.create(Other)
            run("INSERT INTO other (a) VALUES (1)")
            database_of_test.fill("a row", lambda: run("INSERT INTO probe (name) VALUES ('second')"))
            assert rows("SELECT id, name FROM probe ORDER BY id") == [(1, "seed"), (2, "second")]
            assert rows("SELECT a FROM other") == [(1,)]
            store.close()
    finally:
        store.stop()
