"""Migrations: each owner's history of its own, one at a time, previewed, refused where code and database disagree."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from peewee import SQL, CharField, IntegerField

from guanxi.data import database as bound
from guanxi.data.columns import Id, Moment, RecordTable
from guanxi.data.database import Table, database
from guanxi.data.migration_draft import draft, first_body
from guanxi.data.migrations import MigrationRefused, Owner, migrate, pending, preview, revert, status
from guanxi.plugins.migrating import behind, migrate_all
from guanxi.testing.migrations import assert_migrations_lead_to

FIRST = """
    from peewee import CharField, Model

    def up(migrator, db):
        class Leaf(Model):
            name = CharField(50)
            class Meta:
                database = db
                table_name = "tea_leaf"
        db.create_tables([Leaf])

    def down(migrator, db):
        db.execute_sql("DROP TABLE tea_leaf")
"""
SECOND = """
    from peewee import IntegerField

    def up(migrator, db):
        migrator.migrate(migrator.add_column("tea_leaf", "grade", IntegerField(default=3)))

    def down(migrator, db):
        migrator.migrate(migrator.drop_column("tea_leaf", "grade"))
"""
BROKEN = """
    def up(migrator, db):
        db.execute_sql("CREATE TABLE tea_half (id INTEGER)")
        db.execute_sql("INSERT INTO tea_leaf (name) VALUES ('x')")
        raise RuntimeError("half way")
"""
Make = Callable[..., Owner]


@pytest.fixture
def make(workshop: Any, db: Any) -> Make:
    def make(name: str, *bodies: str) -> Owner:
        workshop.plugin(name)
        folder = workshop.folder / f"guanxi_{name}" / "migrations"
        folder.mkdir(exist_ok=True)
        for number, body in enumerate(bodies, 1):
            (folder / f"{number:04d}_step.py").write_text(dedent(body))
        return Owner(name, f"guanxi_{name}", "1.0")

    return make


def tables() -> set[str]:
    """The tables of the plugins that these tests make."""
    return {t for t in database.get_tables() if t.startswith(("tea_", "migration_tea", "migration_pot"))}


def test_what_waits_runs_in_order_and_is_recorded(make: Make) -> None:
    owner = make("tea", FIRST, SECOND)
    assert [s.file for s in pending([owner])] == ["0001_step", "0002_step"]
    called: list[Any] = []
    ran = migrate(
        [owner], before=lambda steps: called.append(len(steps)), after=lambda steps: called.append(steps)
    )
    assert [s.file for s in ran] == ["0001_step", "0002_step"]
    assert called == [2, ran]
    assert [c.name for c in database.get_columns("tea_leaf")] == ["id", "name", "grade"]
    assert migrate([owner], before=called.append) == []
    assert len(called) == 2
    assert status([owner])[0].applied == ("0001_step", "0002_step")


def test_owners_have_histories_of_their_own(make: Make) -> None:
    tea, pot = make("tea", FIRST), make("pot", FIRST.replace("tea_", "pot_"))
    migrate([tea, pot])
    assert revert(pot)[0].file == "0001_step"
    assert tables() == {"tea_leaf", "migration_tea", "migration_pot"}


def test_a_step_that_fails_half_way_leaves_nothing_and_can_be_repeated(make: Make) -> None:
    owner = make("tea", FIRST, BROKEN)
    with pytest.raises(RuntimeError, match="half way"):
        migrate([owner])
    assert tables() == {"tea_leaf", "migration_tea"}
    assert bound.rows("SELECT name FROM tea_leaf") == []
    assert status([owner])[0].pending == ("0002_step",)
    (owner.folder / "0002_step.py").write_text(dedent(SECOND))
    migrate([owner])
    assert status([owner])[0].pending == ()


def test_preview_shows_the_sql_and_changes_nothing(make: Make) -> None:
    owner = make("tea", FIRST, SECOND)
    before = set(database.get_tables())
    first, second = preview([owner])
    assert first.statements[0].startswith('CREATE TABLE IF NOT EXISTS "tea_leaf"')
    assert len(first.statements) == 1
    assert any("ADD COLUMN" in s and "grade" in s for s in second.statements)
    assert set(database.get_tables()) == before
    assert bound.row("SELECT 1") == (1,)


def test_a_database_newer_than_the_code_is_refused(make: Make) -> None:
    owner = make("tea", FIRST, SECOND)
    migrate([owner])
    (owner.folder / "0002_step.py").unlink()
    with pytest.raises(
        MigrationRefused, match=r"the database is newer than its code 1.0 \(it has had 0002_step\)"
    ):
        migrate([owner])


def test_an_applied_file_that_was_changed_is_refused_but_line_ends_do_not_count(make: Make) -> None:
    owner = make("tea", FIRST)
    migrate([owner])
    path = owner.folder / "0001_step.py"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert migrate([owner]) == []
    path.write_text(path.read_text() + "\n# changed\n")
    with pytest.raises(MigrationRefused, match="0001_step was changed after it had been applied"):
        migrate([owner])


def test_all_reasons_are_given_at_once(make: Make) -> None:
    tea, pot = make("tea", FIRST), make("pot", FIRST.replace("tea_", "pot_"))
    migrate([tea, pot])
    (tea.folder / "0001_step.py").unlink()
    (pot.folder / "0001_step.py").write_text("# other\n")
    with pytest.raises(MigrationRefused) as refused:
        migrate([tea, pot])
    assert len(refused.value.reasons) == 2


def test_a_step_without_a_transaction_is_refused(make: Make) -> None:
    owner = make("tea", "atomic = False\n" + dedent(FIRST))
    with pytest.raises(MigrationRefused, match="atomic = False"):
        migrate([owner])
    assert "tea_leaf" not in tables()


def test_several_threads_may_migrate_at_once(make: Make) -> None:
    owner = make("tea", FIRST, SECOND)
    ran: list[Any] = []

    def work() -> None:
        try:
            ran.append(len(migrate([owner])))
        finally:
            bound.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ran) == [0, 0, 0, 2]


def test_an_owner_without_a_folder_has_nothing_to_do(make: Make) -> None:
    owner = make("tea")
    owner.folder.rmdir()
    assert migrate([owner]) == []
    assert "migration_tea" not in tables()


class Leaf(RecordTable):
    """A table of a plugin, as its author would write it."""

    name = CharField(200, index=True)
    sort_name = CharField(200, default="")
    parent_id = IntegerField(null=True)

    class Meta:
        table_name = "tea_leaf"
        indexes = ((("team_id", "name"), True),)


Leaf.add_index(Leaf.index(Leaf.name, unique=True, name="tea_leaf_living", where=SQL("deleted_at IS NULL")))


class Pot(Table):
    """A table that knows another."""

    id = Id()
    filled_at = Moment(null=True)
    leaf_id = IntegerField()

    class Meta:
        table_name = "tea_pot"


def test_a_draft_from_models_leads_exactly_to_them(make: Make) -> None:
    owner = make("tea")
    path = draft(owner, [Leaf, Pot])
    assert path is not None and path.name == "0001_first.py"
    text = path.read_text()
    assert "import *" not in text and "TODO" not in text
    compile(text, str(path), "exec")
    assert_migrations_lead_to([Leaf, Pot], owner)
    assert draft(owner, [Leaf, Pot]) is None


def test_the_first_draft_can_be_written_without_an_empty_database(make: Make) -> None:
    text = first_body([Leaf, Pot])
    assert text is not None and text.startswith('"""First."""')
    assert text.count("db.create_tables") == 2


def test_a_plugin_whose_migrations_forget_a_column_is_found(make: Make) -> None:
    owner = make(
        "tea",
        (first_body([Leaf, Pot]) or "").replace(
            "        sort_name = CharField(max_length=200, default='')\n", ""
        ),
    )
    assert "sort_name" not in Path(owner.folder / "0001_step.py").read_text()
    with pytest.raises(AssertionError, match=r"add column tea_leaf.sort_name"):
        assert_migrations_lead_to([Leaf, Pot], owner)


def test_a_plugin_whose_migrations_use_another_type_is_found(make: Make) -> None:
    owner = make(
        "tea", (first_body([Leaf, Pot]) or "").replace("filled_at = Moment(", "filled_at = CharField(")
    )
    with pytest.raises(AssertionError, match="other columns than the models"):
        assert_migrations_lead_to([Leaf, Pot], owner)


def test_migrations_do_not_stay_imported(make: Make) -> None:
    migrate([make("tea", FIRST)])
    assert "0001_step" not in sys.modules


def test_one_plugin_that_fails_is_left_as_it_was_and_the_others_are_migrated(
    make: Make, workshop: Any, clock: Any
) -> None:
    names = {
        "oolong": (FIRST, BROKEN),
        "pot": (FIRST.replace("tea_", "pot_"),),
        "cup": (FIRST.replace("tea_", "cup_"),),
    }
    for name, bodies in names.items():
        make(name, *bodies)
    workshop.plugin("cup", needs=("guanxi-oolong",))
    called: list[int] = []
    done = migrate_all(names, before=lambda s: called.append(len(s)), after=lambda s: called.append(len(s)))
    assert [(s.owner, s.file) for s in done.steps] == [("pot", "0001_step")]
    assert [(f.plugin, f.kind) for f in done.failures] == [("oolong", "raised"), ("cup", "problem")]
    assert called == [4, 1]
    assert set(behind(names)) == {"oolong", "cup"}
    assert "Run: guanxi migrate" in behind(names)["cup"].message


def test_a_plugin_whose_database_is_newer_is_behind_with_the_reason(make: Make) -> None:
    owner = make("tea", FIRST, SECOND)
    migrate([owner])
    (owner.folder / "0002_step.py").unlink()
    assert "newer than its code" in behind(["tea"])["tea"].message
    assert [f.plugin for f in migrate_all(["tea"]).failures] == ["tea"]
