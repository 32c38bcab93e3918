"""The host's own migrations lead to its models, and every installed plugin's to its own."""

from __future__ import annotations

from typing import Any

from guanxi.data.migrations import status
from guanxi.plugins.discovery import installed
from guanxi.plugins.migrating import THE_HOST, models_of, owner_of, owners
from guanxi.testing.migrations import assert_migrations_lead_to


def test_the_migrations_of_the_host_lead_to_its_models_and_back(db: Any) -> None:
    assert_migrations_lead_to(models_of(THE_HOST), THE_HOST)


def test_the_migrations_of_every_installed_plugin_lead_to_its_models_and_back(db: Any) -> None:
    for manifest in installed():
        owner = owner_of(manifest)
        if models := models_of(owner):
            assert_migrations_lead_to(models, owner)


def test_the_database_of_a_test_waits_for_nothing(db: Any) -> None:
    assert [s.pending for s in status(owners([m.name for m in installed()])) if s.pending] == []
