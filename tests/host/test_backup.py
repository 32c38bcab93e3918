"""A backup is one moment of the database, made while people write; a damaged, older or newer one is refused untouched."""

from __future__ import annotations

import random
import sqlite3
import threading
import zipfile
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from guanxi.cli.main import main
from guanxi.data import backup
from guanxi.data import database as bound
from guanxi.data.backup import BackupRefused

NOW = datetime(2026, 3, 5, 10, tzinfo=UTC)
LEDGER = (
    "CREATE TABLE ledger_account (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, amount BIGINT NOT NULL)",
    "CREATE TABLE ledger_line (id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES ledger_account (id),"
    " amount BIGINT NOT NULL)",
    "CREATE INDEX ledger_line_account ON ledger_line (account_id, amount) WHERE amount > 0",
    "INSERT INTO ledger_account VALUES (1, '关系 100% ''quoted''', 0), (2, 'b', 0)",
)


@pytest.fixture
def ledger(db):
    """Two accounts whose lines add up to nothing at each moment."""
    for statement in LEDGER:
        bound.run(statement)
    bound.close()
    return db


def move(number: int) -> None:
    with bound.write_transaction():
        bound.run("INSERT INTO ledger_line VALUES (?, 1, ?)", [2 * number, number])
        bound.run("INSERT INTO ledger_line VALUES (?, 2, ?)", [2 * number + 1, -number])
        bound.run(
            "UPDATE ledger_account SET amount = amount + CASE id WHEN 1 THEN ? ELSE ? END", [number, -number]
        )
    bound.close()


def balance() -> tuple[int, int, int]:
    """Lines, sum of lines, sum of accounts."""
    count, lines = bound.row("SELECT count(*), COALESCE(sum(amount), 0) FROM ledger_line")
    accounts = bound.row("SELECT sum(amount) FROM ledger_account")[0]
    bound.close()
    return int(count), int(lines), int(accounts)


def make(ledger, path):
    return backup.make(ledger.url, path, now=NOW, version="0.1.0")


def test_restore_brings_back_exactly_what_was_kept(ledger, tmp_path):
    for number in range(20):
        move(number)
    kept = make(ledger, tmp_path / "a.zip")
    for number in range(20, 30):
        move(number)
    bound.run("DROP INDEX ledger_line_account")
    bound.close()
    backup.restore(tmp_path / "a.zip", ledger.url)
    assert balance() == (40, 0, 0)
    assert bound.row("SELECT name FROM ledger_account WHERE id = 1") == ("关系 100% 'quoted'",)
    bound.close()
    again = make(ledger, tmp_path / "b.zip")
    assert (again.tables, again.details) == (kept.tables, kept.details)
    assert (tmp_path / "a.zip").stat().st_mode & 0o777 == 0o600


def test_restored_database_goes_on_counting(ledger, tmp_path, host):
    from guanxi.plugins import incidents

    bound.run(
        "INSERT INTO incident (fingerprint, plugin, stage, hook, kind, message, traceback, times, first_at, last_at)"
        " VALUES ('a', 'p', 's', '', 'k', 'm', '', 1, 1, 1)"
    )
    bound.close()
    assert incidents
    make(ledger, tmp_path / "a.zip")
    backup.restore(tmp_path / "a.zip", ledger.url)
    first = bound.insert(
        "INSERT INTO incident (fingerprint, plugin, stage, hook, kind, message, traceback, times,"
        " first_at, last_at) VALUES ('b', 'p', 's', '', 'k', 'm', '', 1, 1, 1)"
    )
    assert first == 2


def test_each_backup_under_writing_is_one_moment(ledger, tmp_path):
    over = threading.Event()

    def write(start: int) -> None:
        number = start
        while not over.is_set():
            move(number)
            number += 2

    writers = [threading.Thread(target=write, args=(start,)) for start in (0, 1)]
    for writer in writers:
        writer.start()
    try:
        kept = [make(ledger, tmp_path / f"{number}.zip") for number in range(12)]
    finally:
        over.set()
        for writer in writers:
            writer.join()
    seen = []
    for number in range(12):
        backup.restore(tmp_path / f"{number}.zip", ledger.url)
        count, lines, accounts = balance()
        assert (count % 2, lines, accounts) == (0, 0, 0)
        seen.append(count)
    assert seen == sorted(seen)
    assert seen == [manifest.tables["ledger_line"][0] for manifest in kept]


def test_damaged_backup_is_refused_before_anything_is_replaced(ledger, tmp_path):
    move(1)
    make(ledger, tmp_path / "good.zip")
    move(2)
    content, chance = (tmp_path / "good.zip").read_bytes(), random.Random(3)
    cuts = [content[: len(content) * part // 20] for part in range(20)] + [content[:-1], content + b"x"]
    flips = []
    for _ in range(60):
        flipped = bytearray(content)
        flipped[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        flips.append(bytes(flipped))
    bad = tmp_path / "bad.zip"
    for damaged in cuts + flips:
        bad.write_bytes(damaged)
        with pytest.raises(BackupRefused):
            backup.restore(bad, ledger.url)
    assert balance() == (4, 0, 0)


def owner(tmp_path, *names):
    folder = tmp_path / "migrations"
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / f"{name}.py").touch()
    return SimpleNamespace(name="probe", history="migration_probe", folder=folder)


def test_older_and_newer_backups_are_refused_and_say_what_to_do(ledger, tmp_path):
    bound.run("CREATE TABLE migration_probe (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")
    bound.run("INSERT INTO migration_probe VALUES (1, '0001_first'), (2, '0002_second')")
    bound.close()
    make(ledger, tmp_path / "a.zip")
    move(1)
    code = owner(tmp_path, "0001_first")
    with pytest.raises(BackupRefused, match="newer: it has probe 0002_second"):
        backup.restore(tmp_path / "a.zip", ledger.url, owners=[code])
    code = owner(tmp_path, "0002_second", "0003_third")
    with pytest.raises(BackupRefused, match="older: it lacks probe 0003_third"):
        backup.restore(tmp_path / "a.zip", ledger.url, owners=[code])
    assert balance() == (2, 0, 0)
    backup.restore(tmp_path / "a.zip", ledger.url, owners=[code], accept_older=True)
    assert balance() == (0, 0, 0)


def test_other_engine_is_refused(ledger, tmp_path):
    make(ledger, tmp_path / "a.zip")
    other = "postgresql://nobody@localhost/none" if bound.is_sqlite() else f"sqlite:///{tmp_path}/x.sqlite"
    with pytest.raises(BackupRefused, match="Set GUANXI_DATABASE"):
        backup.restore(tmp_path / "a.zip", other)


def test_files_are_kept_and_come_back(ledger, tmp_path):
    (tmp_path / "files" / "ab").mkdir(parents=True)
    (tmp_path / "files" / "ab" / "合同.pdf").write_bytes(b"pdf")
    backup.make(ledger.url, tmp_path / "a.zip", now=NOW, version="0", files=tmp_path / "files")
    backup.restore(tmp_path / "a.zip", ledger.url, files=tmp_path / "elsewhere")
    assert (tmp_path / "elsewhere" / "ab" / "合同.pdf").read_bytes() == b"pdf"


def test_a_file_that_leads_out_of_its_folder_is_refused_before_anything_is_replaced(ledger, tmp_path):
    move(1)
    make(ledger, tmp_path / "a.zip")
    move(2)
    with zipfile.ZipFile(tmp_path / "a.zip", "a") as archive:
        archive.writestr("files/../../beside.txt", b"x")
    backup._seal(tmp_path / "a.zip")
    with pytest.raises(BackupRefused, match="outside of its folder"):
        backup.restore(tmp_path / "a.zip", ledger.url, files=tmp_path / "files")
    assert balance() == (4, 0, 0)
    assert not (tmp_path.parent / "beside.txt").exists()


@pytest.mark.parametrize("away", ["sqlite:///{folder}/broken.sqlite", "postgresql://nobody@127.0.0.1:1/none"])
def test_a_database_that_does_not_answer_is_a_refusal(tmp_path, away):
    (tmp_path / "broken.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(BackupRefused, match="No backup was made"):
        backup.make(away.format(folder=tmp_path), tmp_path / "a.zip", now=NOW, version="0")
    assert [path.name for path in tmp_path.iterdir()] == ["broken.sqlite"]


def test_a_database_that_cannot_be_replaced_is_a_refusal(ledger, tmp_path):
    make(ledger, tmp_path / "a.zip")
    (tmp_path / "broken.sqlite").write_bytes(b"no database" * 1000)
    broken = f"sqlite:///{tmp_path}/broken.sqlite"
    there = broken if bound.is_sqlite() else "postgresql://nobody@127.0.0.1:1/none"
    with pytest.raises(BackupRefused, match="nothing was changed"):
        backup.restore(tmp_path / "a.zip", there)


def test_backup_whose_last_check_fails_changes_nothing(ledger, tmp_path, monkeypatch):
    move(1)
    make(ledger, tmp_path / "a.zip")
    move(2)
    whole = backup.check

    def other_rows(path):
        found = whole(path)
        return backup.Manifest(
            **found.__dict__ | {"tables": dict(found.tables) | {"ledger_line": [2, "0" * 64]}}
        )

    monkeypatch.setattr(backup, "check", other_rows)
    with pytest.raises(BackupRefused, match="the rows of ledger_line are not those that were kept"):
        backup.restore(tmp_path / "a.zip", ledger.url)
    assert balance() == (4, 0, 0)


def test_missing_database_is_not_backed_up(tmp_path):
    with pytest.raises(BackupRefused, match="there is no database at"):
        backup.make(f"sqlite:///{tmp_path}/none.sqlite", tmp_path / "a.zip", now=NOW, version="0")
    assert list(tmp_path.iterdir()) == []
    assert sqlite3.sqlite_version


def test_restore_asks_what_it_replaces_by_what_before_it_does(ledger, tmp_path, monkeypatch, capsys):
    move(1)
    make(ledger, tmp_path / "a.zip")
    move(2)
    asked, answers = [], iter(["", "y"])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GUANXI_DATABASE", ledger.url)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("builtins.input", lambda text: asked.append(text) or next(answers))
    assert main(["restore", "a.zip"]) == 1
    assert (balance()[0], capsys.readouterr().err) == (4, "Nothing was restored.\n")
    assert "(without any change yet) by a.zip, made on 2026-03-05 10:00 UTC (" in asked[0]
    assert main(["restore", "a.zip"]) == 0
    assert balance()[0] == 2
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: False))
    assert main(["restore", "a.zip"]) == 1
    assert capsys.readouterr().err.endswith(" Where that is meant, add --yes.\n")
    assert main(["restore", "a.zip", "--yes"]) == 0
