"""Backup and restore take the files along; the doctor finds rows without files and files without rows."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from guanxi.composition import House
from guanxi.data import backup
from guanxi.data import database as bound
from guanxi.data.database import row
from guanxi.doctor import examine
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.work.attachments import Upload, attach, storage_of
from guanxi.work.storage import Storage, TooLarge

Attach = Callable[..., list[int]]


def digest() -> str:
    found = row("SELECT digest FROM work_attachment")
    assert found is not None
    return str(found[0])


def told(house: House, now: datetime) -> list[str]:
    return [str(each) for each in examine(house.config, now) if each.check == "files"]


@pytest.fixture
def store(house: House, keep: Attach) -> Any:
    """The folder of the installation with one file in it that its database names, and nothing else."""
    found = storage_of(house.host)
    for path in [each for each in found.folder.rglob("*") if each.is_file() or each.is_symlink()]:
        path.unlink()
    keep(("合同.txt", b"the contract"))
    yield found
    for path in [each for each in found.folder.rglob("*") if each.is_file() or each.is_symlink()]:
        path.unlink()


def test_backup_and_restore_take_the_files_along(store: Storage, db: Any, tmp_path: Path) -> None:
    kept = digest()
    (store.folder / ".draft").write_bytes(b"half a file")
    (store.folder / "leads.out").symlink_to("/etc/hostname")
    made = datetime(2026, 3, 5, tzinfo=UTC)
    bound.close()
    backup.make(db.url, tmp_path / "a.zip", now=made, version="0", files=store.folder)
    place = store.place(kept)
    place.unlink()
    backup.restore(tmp_path / "a.zip", db.url, files=tmp_path / "back")
    assert (tmp_path / "back" / kept[:2] / kept).read_bytes() == b"the contract"
    assert [each.name for each in (tmp_path / "back").rglob("*") if each.is_file()] == [kept]
    assert digest() == kept


def test_the_doctor_finds_what_does_not_belong_together(store: Storage, house: House) -> None:
    now, kept = datetime.now(UTC), digest()
    assert told(house, now) == ["ok    files: 1 files are where they belong"]
    lost = store.place("ab" * 32)
    lost.parent.mkdir(exist_ok=True)
    lost.write_bytes(b"x")
    assert told(house, now) == ["ok    files: 1 files are where they belong"]
    old = (now - timedelta(days=3)).timestamp()
    os.utime(lost, (old, old))
    assert "1 files in" in told(house, now)[0]
    store.place(kept).unlink()
    assert f"1 attachments have lost their file, for example {kept}." in told(house, now)[0]
    store.place(kept).symlink_to("/etc/hostname")
    assert "lost their file" in told(house, now)[0]


def test_drafts_that_broke_off_are_taken_away_after_a_day(store: Storage) -> None:
    draft, now = store.draft_path(), datetime.now(UTC)
    draft.write_bytes(b"half")
    assert store.drop_drafts(now) == 0
    assert store.drop_drafts(now + timedelta(days=2)) == 1
    assert not draft.exists()


def test_a_stream_is_never_read_beyond_the_limit(tmp_path: Path) -> None:
    class Endless(io.RawIOBase):
        asked = 0

        def read(self, size: int = -1) -> bytes:
            assert 0 < size <= 1 << 20
            self.asked += size
            return b"x" * size

    stream, store = Endless(), Storage(tmp_path / "files")
    with pytest.raises(TooLarge), store.receive(stream, 300_000):  # type: ignore[arg-type]
        pass
    assert stream.asked < 500_000
    assert list(store.folder.iterdir()) == []


def test_a_content_sent_anew_while_it_is_swept_stays(store: Storage) -> None:
    place, now = store.place(digest()), datetime.now(UTC)
    assert not store.drop(digest(), now)
    assert place.read_bytes() == b"the contract"
    assert store.drop(digest(), now + timedelta(days=2))
    assert not place.exists()


def test_a_change_that_fails_leaves_no_row(
    company: Ref, actor_of: Callable[[str], Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    seller = actor_of("seller.shanghai")

    def full(self: Storage, draft: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Storage, "keep", full)
    with pytest.raises(OSError, match="No space"):
        attach(seller, company, [Upload("a.txt", io.BytesIO(b"one"))])
    assert row("SELECT count(*) FROM work_attachment") == (0,)
    assert not [each for each in storage_of(seller.host).folder.glob(".*") if each.is_file()]
