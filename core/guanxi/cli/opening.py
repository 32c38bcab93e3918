"""Opens what a command works with: the database of this deployment, or the whole composed host."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from peewee import PeeweeException

from guanxi.config import Config, ConfigError, load
from guanxi.data import database as db
from guanxi.data.errors import Problem
from guanxi.data.migrations import MigrationRefused, check, pending
from guanxi.plugins import incidents
from guanxi.plugins.lifecycle import NotPossible
from guanxi.plugins.migrating import owners
from guanxi.records.host import Host
from guanxi.served_at import as_served


class Unusable(Exception):
    """A command cannot do its work; its text says why and what to type, `exit_code` how bad it is."""

    def __init__(self, text: str, exit_code: int = 1):
        super().__init__(text)
        self.exit_code = exit_code


@contextmanager
def opened_database() -> Iterator[Config]:
    """Bind the process to the deployment's database; what the house refuses becomes Unusable."""
    try:
        config = load()
    except ConfigError as wrong:
        raise Unusable(str(wrong), 2) from wrong
    try:
        bound = db.connect(config.database, pool=4)
        bound.connect()
    except PeeweeException as error:
        raise Unusable(f"The database does not answer: {error}. Look at GUANXI_DATABASE.") from error
    try:
        yield config
        incidents.flush()
    except (NotPossible, MigrationRefused, Problem) as refused:
        raise Unusable(str(refused)) from refused
    finally:
        db.close()


@contextmanager
def opened_host() -> Iterator[Host]:
    """Compose the host with all enabled plugins; the database must be up to date."""
    with opened_database() as config:
        check(owners())
        if waiting := pending(owners()):
            raise Unusable(f"The database waits for {len(waiting)} migrations. Run: guanxi migrate")
        from guanxi.composition import compose

        yield compose(as_served(config)).host
