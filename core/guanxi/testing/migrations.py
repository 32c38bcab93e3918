"""The test of migrations that every plugin inherits: they lead to exactly the tables of its models, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from peewee import Database
from playhouse.schema_diff import diff_models

from guanxi.data.database import Table, database
from guanxi.data.migrations import Owner, migrate, preview, revert_all, status

Columns = dict[str, list[tuple[Any, ...]]]


def assert_migrations_lead_to(
    models: Sequence[type[Table]], owner: Owner, before: Sequence[Owner] = ()
) -> None:
    """Assert on the bound database that the owner's migrations make the tables of `models`, all the way back too.

    The owner's tables may be there already, as the fixture `db` makes them, but empty: they are taken down first. `before`
    are the owners whose tables must be there. Each step must be undone by its `down`; a preview must change
    nothing; types, nulls, keys and indexes must be those that the models would have made themselves.
    """
    bound = database.obj
    assert isinstance(bound, Database)
    migrate(before)
    revert_all(owner)
    tables = set(bound.get_tables()) - {owner.history}
    assert preview([owner]) or not models, f"{owner.name} has models but no migrations"
    assert set(bound.get_tables()) - {owner.history} == tables, "the preview has changed the database"
    migrated = _up(models, owner)
    revert_all(owner)
    left = set(bound.get_tables()) - tables - {owner.history}
    assert not left, f"down() leaves the tables {sorted(left)}"
    assert status([owner])[0].applied == ()
    assert migrated == _made_by_models(models), "the migrations make other columns than the models"
    _up(models, owner)


def _up(models: Sequence[type[Table]], owner: Owner) -> Columns:
    migrate([owner])
    difference = diff_models(database.obj, list(models))
    assert not difference, f"after all migrations of {owner.name} the models still need:\n{difference}"
    return _columns(models)


def _made_by_models(models: Sequence[type[Table]]) -> Columns:
    database.create_tables(models)
    try:
        return _columns(models)
    finally:
        database.drop_tables(models)


def _columns(models: Sequence[type[Table]]) -> Columns:
    return {
        model._meta.table_name: sorted(
            (c.name, c.data_type, c.null, c.primary_key, _without_sequence(c.default))
            for c in database.get_columns(model._meta.table_name)
        )
        for model in models
    }


def _without_sequence(default: str | None) -> str | None:
    return "sequence" if default and default.startswith("nextval(") else default
