"""Who attaches, sees and removes files, and what is refused: size, quota, emptiness, disguise; nothing is left behind then."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sample_files as files

from guanxi.composition import House
from guanxi.data.database import database, row, rows, run
from guanxi.data.errors import Forbidden, InvalidValues, NotFound, Problem, Refused
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.purging import KEPT, purge
from guanxi.records.ref import Ref
from guanxi.records.standard import create, delete, edit, restore
from guanxi.records.undo import undo
from guanxi.work import attachments as room
from guanxi.work.attachments import Upload, attach, attachments, storage_of

Attach = Callable[..., list[int]]
Actors = Callable[[str], Actor]


def content_of(actor: Actor, key: int) -> bytes:
    return b"".join(room.content_of(actor, gate.get(actor, actor.host.resources[attachments.name], key)))


def counted() -> Any:
    found = row("SELECT count(*) FROM work_attachment")
    assert found is not None
    return found[0]


def left_behind(actor: Actor) -> list[Path]:
    return [each for each in storage_of(actor.host).folder.glob(".*") if each.is_file()]


def test_a_file_is_kept_byte_for_byte_with_its_type_and_size(keep: Attach, actor_of: Actors) -> None:
    [key] = keep(("合同.pdf", files.PDF))
    seller = actor_of("seller.shanghai")
    kept = gate.get(seller, seller.host.resources[attachments.name], key)
    assert (kept.name, kept.media, kept.size) == ("合同.pdf", "application/pdf", len(files.PDF))
    assert content_of(seller, key) == files.PDF
    assert storage_of(seller.host).place(kept.digest).stat().st_mode & 0o077 == 0
    assert not left_behind(seller)


def test_whoever_sees_the_record_sees_the_file_and_nobody_else(keep: Attach, actor_of: Actors) -> None:
    [key] = keep(("a.txt", b"one"))
    for name in ("admin", "lead.east", "seller.shanghai", "agent"):
        assert content_of(actor_of(name), key) == b"one"
    for name in ("seller.hangzhou", "lead.north", "seller.north"):
        with pytest.raises(NotFound):
            content_of(actor_of(name), key)


def test_whoever_may_not_edit_the_record_adds_and_removes_nothing(
    keep: Attach, company: Ref, actor_of: Actors
) -> None:
    [key] = keep(("a.txt", b"one"))
    for name, refusal in (("agent", InvalidValues), ("seller.hangzhou", NotFound)):
        with pytest.raises(refusal):
            attach(actor_of(name), company, [Upload("b.txt", io.BytesIO(b"two"))])
        with pytest.raises((Forbidden, NotFound)):
            delete(actor_of(name), attachments, key)
    assert counted() == 1


def test_a_reader_of_the_team_may_not_add(
    company: Ref, keep: Attach, actor_of: Actors, roles_of: Callable[..., None]
) -> None:
    [key] = keep(("a.txt", b"one"))
    roles_of("agent", {"*.view": "all", "work.*": "all", "contacts.company.edit": "own"})
    with pytest.raises(InvalidValues):
        attach(actor_of("agent"), company, [Upload("b.txt", io.BytesIO(b"two"))])
    for change in (delete, lambda *given: edit(*given, {"name": "b.txt"})):
        with pytest.raises(Forbidden):
            change(actor_of("agent"), attachments, key)
    assert content_of(actor_of("agent"), key) == b"one"


def test_no_attachment_is_made_without_a_file(company: Ref, actor_of: Actors) -> None:
    seller = actor_of("seller.shanghai")
    with pytest.raises(InvalidValues):
        create(seller, attachments, {"name": "a.txt", "about": (company,)})
    with pytest.raises(InvalidValues):
        attach(seller, company, [])
    assert counted() == 0


def test_several_files_are_one_change_and_undone_as_one(company: Ref, actor_of: Actors) -> None:
    seller = actor_of("seller.shanghai")
    sent = [Upload(f"{n}.txt", io.BytesIO(b"%d" % n)) for n in range(3)]
    done = attach(seller, company, sent, key="once")
    assert [each.name for each in done.value] == ["0.txt", "1.txt", "2.txt"]
    again = attach(seller, company, [Upload(f"{n}.txt", io.BytesIO(b"%d" % n)) for n in range(3)], key="once")
    assert again.repeated
    assert counted() == 3
    undo(seller, done.change)
    assert rows("SELECT DISTINCT deleted_at IS NULL FROM work_attachment") in ([(0,)], [(False,)])


def test_one_refused_file_keeps_all_out(company: Ref, actor_of: Actors) -> None:
    seller = actor_of("seller.shanghai")
    sent = [Upload("a.txt", io.BytesIO(b"one")), Upload("b.exe", io.BytesIO(b"MZ"))]
    with pytest.raises(Refused):
        attach(seller, company, sent)
    assert counted() == 0
    assert not left_behind(seller)


REFUSED = {
    "empty": ("a.txt", b"", "empty"),
    "too large": ("a.bin", b"\x01" * (1024 * 1024 + 1), "1 MB"),
    "program": ("a.txt", b"MZ\x90", "program"),
    "page as picture": ("a.png", b"<script>alert(1)</script>", "PNG"),
    "flood": ("a.png", files.png(50_000, 50_000, pixels=False), "50000"),
    "broken": ("a.png", files.png()[:30], "damaged"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_refusal_says_why_and_leaves_nothing(case: str, company: Ref, actor_of: Actors) -> None:
    name, content, why = REFUSED[case]
    seller = limited(actor_of("seller.shanghai"), upload_mb=1)
    with pytest.raises(Problem) as refused:
        attach(seller, company, [Upload(name, io.BytesIO(content))])
    told = " ".join([str(refused.value), *map(str, refused.value.errors.values())])
    assert why in told
    assert counted() == 0
    assert not left_behind(seller)


def limited(actor: Actor, **settings: int) -> Actor:
    given = {**actor.host.settings, **{f"host.{name}": value for name, value in settings.items()}}
    return replace(actor, host=replace(actor.host, settings=given))


@pytest.mark.parametrize(("setting", "why"), [("user_files_mb", "Your files"), ("files_mb", "no room")])
def test_the_quota_counts_also_what_is_in_the_bin(
    setting: str, why: str, company: Ref, actor_of: Actors
) -> None:
    seller = limited(actor_of("seller.shanghai"), **{setting: 1})
    half = b"\x01" * (600 * 1024)
    done = attach(seller, company, [Upload("a.bin", io.BytesIO(half))])
    delete(seller, attachments, done.value[0].id)
    with pytest.raises(Problem, match="MB") as refused:
        attach(seller, company, [Upload("b.bin", io.BytesIO(half))])
    assert why in str(refused.value)
    assert refused.value.status == 413
    assert counted() == 1
    other = limited(actor_of("lead.east"), user_files_mb=1)
    attach(other, company, [Upload("c.bin", io.BytesIO(half))])


def test_a_new_name_is_made_safe_and_may_not_disguise(keep: Attach, actor_of: Actors) -> None:
    seller = actor_of("seller.shanghai")
    [key] = keep(("a.txt", b"one"))
    edit(seller, attachments, key, {"name": "../新名称.txt"})
    assert rows("SELECT name FROM work_attachment") == [("新名称.txt",)]
    for name in ("a.exe", "a.pdf"):
        with pytest.raises(InvalidValues):
            edit(seller, attachments, key, {"name": name})
    for field in ("digest", "media", "size"):
        with pytest.raises(InvalidValues):
            edit(seller, attachments, key, {field: "1"})


def test_deleting_keeps_the_file_until_it_is_purged(
    keep: Attach, actor_of: Actors, house: House, run_jobs: Callable[..., list[str]]
) -> None:
    seller = actor_of("seller.shanghai")
    [gone, twin] = keep(("a.txt", b"the same"), ("b.txt", b"the same"))
    [alone] = keep(("c.txt", b"another"))
    store, now = storage_of(seller.host), seller.host.clock()
    places = [store.place(digest) for (digest,) in rows("SELECT digest FROM work_attachment ORDER BY id")]
    for key in (gone, alone):
        delete(seller, attachments, key)
    restore(seller, attachments, gone)
    assert content_of(seller, gone) == b"the same"
    delete(seller, attachments, gone)
    assert purge(attachments, now + KEPT + timedelta(days=1)) == 2
    sweep(house, now + timedelta(hours=1))
    assert all(place.exists() for place in places)
    sweep(house, now_of_disk(places[0]) + timedelta(days=2))
    assert [place.exists() for place in places] == [True, True, False]
    assert content_of(seller, twin) == b"the same"


def sweep(house: House, now: Any) -> None:
    """What the nightly job does, at a moment."""
    from guanxi.host_jobs import sweep_files

    class Step:
        actor, position = house.actor(None), None

        def again(self, at: int) -> int:
            return at

    step: Any = Step()
    step.now, more = now, 0
    while more is not None:
        step.position = more
        more = sweep_files.function(step)


def now_of_disk(place: Path) -> Any:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(place.stat().st_mtime, UTC)


def test_a_record_that_is_purged_takes_its_files_along(keep: Attach, company: Ref, actor_of: Actors) -> None:
    seller = actor_of("seller.shanghai")
    keep(("a.txt", b"one"))
    companies = seller.host.resources[company.kind]
    delete(seller, companies, company.id)
    purge(companies, seller.host.clock() + KEPT + timedelta(days=1), resources=seller.host.resources)
    assert counted() == 0
    assert rows("SELECT count(*) FROM about") == [(0,)]


def test_a_link_in_the_place_of_a_content_is_never_followed(
    keep: Attach, actor_of: Actors, tmp_path: Path
) -> None:
    seller = actor_of("seller.shanghai")
    [key] = keep(("a.txt", b"one"))
    kept = gate.get(seller, seller.host.resources[attachments.name], key)
    place = storage_of(seller.host).place(kept.digest)
    (tmp_path / "secret").write_text("secret")
    place.unlink()
    place.symlink_to(tmp_path / "secret")
    try:
        with pytest.raises(NotFound):
            content_of(seller, key)
    finally:
        place.unlink()
    run("UPDATE work_attachment SET digest = ?", ["../../../etc/passwd"])
    database.close()
    with pytest.raises(NotFound):
        content_of(seller, key)
