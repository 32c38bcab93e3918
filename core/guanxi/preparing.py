"""What `guanxi serve` does before it serves, in a process of its own: migrate after a backup, print the code of the first visit."""

from __future__ import annotations

import sys
from pathlib import Path

from guanxi import __version__, logs
from guanxi.cli.opening import Unusable, opened_database
from guanxi.composition import compose
from guanxi.config import Config
from guanxi.data.backup import BackupRefused, make
from guanxi.data.database import database, is_sqlite
from guanxi.installation import bring_up, waiting
from guanxi.people.first_visit import setup_code
from guanxi.plugins.hanging import Overseer
from guanxi.plugins.watchdog import Watchdog
from guanxi.records.host import Host, now
from guanxi.records.search import kinds


def prepare(config: Config, watchdog: Watchdog | None = None) -> list[str]:
    """Bring the bound database up to the code; returns what people should read. Unusable where it must not be done here.

    An SQLite database belongs to this installation alone: it is backed up and migrated. Several machines may work on a
    PostgreSQL database that has tables: there `guanxi migrate` is typed once. `watchdog` looks after plugins that hang.
    """
    found = []
    if steps := waiting():
        used = bool(database.get_tables())
        if used and not is_sqlite():
            raise Unusable(
                f"The database waits for {len(steps)} migrations. Make a backup, then type: guanxi migrate"
            )
        if used:
            kept = backup_folder(config) / f"before-{__version__}-{now():%Y%m%d-%H%M%S}.zip"
            make(config.database, kept, now=now(), version=__version__, files=files_folder(config))
            found.append(f"The database is brought up to date; as it was before it is kept in {kept}")
        bring_up(config, watchdog)
    else:
        kinds.make_ready(compose(config, watchdog=watchdog).host)
    if code := setup_code(Host()):
        found.append(f"The first visit asks for this code: {code}")
    return found


def backup_folder(config: Config) -> Path:
    """Where backups are kept that nobody has named a file for."""
    return config.data / "backups"


def files_folder(config: Config) -> Path:
    """Where attachments are kept."""
    return config.files


def main() -> int:
    """What the supervisor starts before the servers."""
    try:
        with opened_database() as config:
            logs.configure(config.log_level, config.log_format, config.secrets)
            print("\n".join(prepare(config, Overseer().watchdog)), flush=True)
    except (Unusable, BackupRefused) as wrong:
        print(wrong, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
