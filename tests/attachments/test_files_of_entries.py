"""Files of notes, calls, purchases: added with the entry, seen with it by whoever sees it, gone and back with it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sample_files as files

from guanxi.composition import House
from guanxi.data.database import rows
from guanxi.data.errors import InvalidValues, NotFound
from guanxi.jobs.here import run_here
from guanxi.people.handovers import runs
from guanxi.people.handovers.plan import Plan
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.change import Change
from guanxi.records.listing import ListQuery, page
from guanxi.records.moving_entries import move_entries
from guanxi.records.purging import KEPT, purge
from guanxi.records.ref import Ref
from guanxi.records.standard import create, delete, restore
from guanxi.records.transaction import Transaction
from guanxi.records.undo import undo
from guanxi.work.attachments import FILES, Upload, attach, attachments

Actors = Callable[[str], Actor]
Clients = Callable[..., Any]
ENTRIES = {
    "work.note": {"text": "Wants wood"},
    "contacts.interaction": {"kind": "call", "summary": "Asked for a drawing"},
    "work.activity": {"subject": "Send the drawing", "due_on": "2026-03-01"},
}


def sent(*given: tuple[str, bytes]) -> dict[str, list[tuple[io.BytesIO, str]]]:
    return {FILES: [(io.BytesIO(content), name) for name, content in given]}


def written(actor: Actor, company: Ref, kind: str = "work.note") -> Ref:
    """An entry about the company."""
    values = ENTRIES[kind] | {"about": (company,)}
    made = create(actor, actor.host.resources[kind], values).ref
    assert made is not None
    return made


def filed(actor: Actor, entry: Ref, *names: str) -> list[int]:
    """Files kept with an entry, by their ids."""
    uploads = [Upload(name, io.BytesIO(name.encode())) for name in names or ("drawing.txt",)]
    return [each.id for each in attach(actor, entry, uploads).value]


def living(table: str) -> Any:
    return rows(f"SELECT count(*) FROM {table} WHERE deleted_at IS NULL")[0][0]


def moments(text: str) -> list[str]:
    return re.findall(r'<article class="moment.*?</article>', text, re.S)


def test_a_note_and_its_files_are_saved_and_undone_as_one(page_of: str, client_of: Clients) -> None:
    client = client_of("seller.shanghai")
    address = f"{page_of}/timeline/work.note"
    form = client.get(address).text
    assert 'enctype="multipart/form-data"' in form
    given = sent(("图纸.pdf", files.PDF), ("photo.png", files.png()))
    answer = client.post(address, text="Wants wood", once="k1", **given)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{page_of}#happened")
    shown = client.get(page_of).text
    [entry] = [each for each in moments(shown) if "Wants wood" in each]
    assert entry.index("图纸.pdf") < entry.index("photo.png")
    assert re.search(r'href="/work/attachments/\d+/file"[^>]* download', entry)
    assert "图纸.pdf" not in shown.replace(entry, "")
    [undo] = set(re.findall(r"/undo/\d+", shown))
    client.post(undo)
    assert (living("work_note"), living("work_attachment")) == (0, 0)


def test_a_refused_file_is_named_and_nothing_typed_is_lost(page_of: str, client_of: Clients) -> None:
    client, address = client_of("seller.shanghai"), f"{page_of}/timeline/contacts.interaction"
    given = {"code": "call", "summary": "Asked for a drawing"}
    refused = client.post(address, **given, **sent(("good.pdf", files.PDF), ("bad.exe", b"MZ")))
    assert refused.status_code == 422
    assert "Asked for a drawing" in refused.text
    assert "bad.exe" in refused.text
    assert (living("contacts_interaction"), living("work_attachment")) == (0, 0)
    client.headers["HX-Request"] = "true"
    saved = client.post(address, **given, **sent(("good.pdf", files.PDF)))
    assert (saved.status_code, saved.headers["HX-Redirect"]) == (204, f"{page_of}#happened")
    assert (living("contacts_interaction"), living("work_attachment")) == (1, 1)


def test_who_sees_the_record_but_not_the_entry_sees_none_of_its_files(
    company: Ref,
    page_of: str,
    actor_of: Actors,
    client_of: Clients,
    program_of: Clients,
    roles_of: Callable[..., None],
) -> None:
    seller = actor_of("seller.shanghai")
    entry = written(seller, company)
    [key] = filed(seller, entry)
    assert client_of("agent").get(f"/work/attachments/{key}/file").data == b"drawing.txt"
    assert "drawing.txt" in client_of("agent").get(page_of).text
    roles_of("agent", {"*.view": "all", "work.note.view": "none"})
    agent = client_of("agent")
    assert "drawing.txt" not in agent.get(page_of).text
    for path in (
        f"/work/attachments/{key}",
        f"/work/attachments/{key}/file",
        f"/work/notes/{entry.id}/attachments",
    ):
        assert agent.get(path).status_code in (403, 404), path
    program = program_of("agent")
    for path in (f"/{key}", f"/{key}/file", f"?about={entry.text}"):
        assert program.get(f"/work/attachments{path}").status_code == 404, path
    assert program.get("/work/attachments").get_json()["items"] == []
    with pytest.raises(NotFound):
        gate.get(actor_of("seller.hangzhou"), attachments, key)


def test_only_who_may_edit_an_entry_adds_files_to_it(
    company: Ref, page_of: str, actor_of: Actors, client_of: Clients, roles_of: Callable[..., None]
) -> None:
    note = written(actor_of("seller.shanghai"), company)
    [key] = filed(actor_of("lead.east"), note)
    for name, refusal in (("agent", InvalidValues), ("seller.hangzhou", NotFound)):
        with pytest.raises(refusal):
            filed(actor_of(name), note)
    with pytest.raises(InvalidValues):
        filed(actor_of("admin"), Ref(attachments.name, key))
    own = written(actor_of("agent"), company, "contacts.interaction")
    assert filed(actor_of("agent"), own)
    roles_of("agent", {"*.view": "all", "work.note.create": "own", "work.note.edit": "own"})
    form = client_of("agent").get(f"{page_of}/timeline/work.note").text
    assert 'name="text"' in form
    assert FILES not in form
    refused = client_of("agent").post(f"{page_of}/timeline/work.note", text="x", **sent(("a.txt", b"x")))
    assert refused.status_code == 403
    assert living("work_note") == 1


@pytest.mark.parametrize("kind", ENTRIES)
def test_every_kind_of_entry_takes_files_and_shows_them(
    kind: str, company: Ref, page_of: str, actor_of: Actors, client_of: Clients
) -> None:
    seller = actor_of("seller.shanghai")
    entry = written(seller, company, kind)
    filed(seller, entry, *(f"{n:02}.txt" for n in range(12)))
    client, resource = client_of("seller.shanghai"), seller.host.resources[kind]
    [shown] = [each for each in moments(client.get(page_of).text) if "00.txt" in each]
    assert "09.txt" in shown
    assert "10.txt" not in shown
    assert f"/{resource.path}/{entry.id}#attachments" in shown
    assert "11.txt" in client.get(f"/{resource.path}/{entry.id}").text


def test_what_hangs_by_a_link_takes_files_too(
    company: Ref, page_of: str, actor_of: Actors, client_of: Clients
) -> None:
    seller = actor_of("seller.shanghai")
    values = {"company": company.id, "day": "2026-03-01", "amount": "5 CNY", "product": "Pump"}
    bought = create(seller, seller.host.resources["contacts.purchase"], values).ref
    assert bought is not None
    [key] = filed(seller, bought, "receipt.txt")
    [shown] = [
        each for each in moments(client_of("seller.shanghai").get(page_of).text) if "receipt.txt" in each
    ]
    assert "Pump" in shown
    listed = page(seller, ListQuery(attachments, sort="-created_at")).rows
    assert [each[0] for each in listed] == [key]
    assert page(actor_of("seller.hangzhou"), ListQuery(attachments)).rows == []


def test_files_go_and_come_back_with_their_entry_and_are_purged_with_its_record(
    company: Ref, actor_of: Actors
) -> None:
    seller, lead = actor_of("seller.shanghai"), actor_of("lead.east")
    note = written(seller, company)
    [key] = filed(seller, note)
    host = seller.host
    delete(seller, host.resources[note.kind], note.id)
    with pytest.raises(NotFound):
        gate.get(lead, attachments, key)
    restore(seller, host.resources[note.kind], note.id)
    assert gate.get(lead, attachments, key).name == "drawing.txt"
    delete(seller, host.resources[company.kind], company.id)
    purge(host.resources[company.kind], host.clock() + KEPT + timedelta(days=1), resources=host.resources)
    assert rows("SELECT (SELECT count(*) FROM work_note), (SELECT count(*) FROM work_attachment)") == [(0, 0)]
    assert rows("SELECT count(*) FROM about") == [(0,)]


def test_programs_add_and_list_the_files_of_an_entry(
    company: Ref, actor_of: Actors, program_of: Clients
) -> None:
    note = written(actor_of("seller.shanghai"), company)
    parts = [("about", "", note.text), ("file", '; filename="a.txt"', "one")]
    body = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{text}\r\n'
        for name, more, text in parts
    )
    multipart = {"Content-Type": "multipart/form-data; boundary=x"}
    program = program_of("seller.shanghai")
    made = program.send("POST", "/work/attachments", f"{body}--x--\r\n".encode(), **multipart)
    assert made.status_code == 201, made.text
    assert made.get_json()["items"][0]["about"] == [note.text]
    listed = program.get(f"/work/attachments?about={note.text}").get_json()["items"]
    assert [each["name"] for each in listed] == ["a.txt"]
    assert program.get(f"/work/attachments?about={company.text}").get_json()["items"] == []
    other = program_of("seller.hangzhou")
    assert (
        other.send("POST", "/work/attachments", f"{body}--x--\r\n".encode(), **multipart).status_code == 404
    )


def test_files_go_along_when_records_are_merged_and_return_by_undo(
    company: Ref, actor_of: Actors, client_of: Clients
) -> None:
    """Of the record itself and of its notes, in the bin or not; who sent them keeps seeing them."""
    seller, other, admin = (actor_of(name) for name in ("seller.shanghai", "seller.north", "admin"))
    host = admin.host
    target = create(other, host.resources["contacts.company"], {"name": "云川精密"}).ref
    assert target is not None
    [mine] = filed(seller, company, "of the company.txt")
    [noted] = filed(seller, written(seller, company), "of the note.txt")
    binned = written(seller, company)
    [gone] = filed(seller, binned, "in the bin.txt")
    delete(seller, host.resources[binned.kind], binned.id)

    def merge(tx: Transaction) -> None:
        move_entries(tx, company, target)
        tx.remove(gate.get(tx.actor, host.resources[company.kind], company.id, "delete"))

    done = Change("contacts.company.delete", merge)(admin)
    reader, was = client_of("seller.north"), client_of("lead.east")
    shown = reader.get(f"/contacts/companies/{target.id}").text
    assert "of the company.txt" in shown and "of the note.txt" in shown and "in the bin.txt" not in shown
    for key in (mine, noted):
        assert reader.get(f"/work/attachments/{key}/file").status_code == 200
    assert reader.get(f"/work/attachments/{gone}/file").status_code == 404
    assert was.get(f"/work/attachments/{mine}/file").status_code == 404
    undo(admin, done.change)
    for key in (mine, noted):
        assert reader.get(f"/work/attachments/{key}/file").status_code == 404
        assert was.get(f"/work/attachments/{key}/file").status_code == 200
    assert "of the note.txt" in was.get(f"/contacts/companies/{company.id}").text


def test_files_are_seen_by_the_new_owner_of_a_record_that_was_handed_over_and_no_more_when_it_is_taken_back(
    company: Ref, house: House, actor_of: Actors, client_of: Clients
) -> None:
    admin, seller, heir = (actor_of(name) for name in ("admin", "seller.shanghai", "seller.north"))
    [mine] = filed(seller, company, "of the company.txt")
    [noted] = filed(seller, written(seller, company), "of the note.txt")
    reader = client_of("seller.north")

    def answers() -> list[int]:
        return [reader.get(f"/work/attachments/{key}/file").status_code for key in (mine, noted)]

    def finished(run: int) -> runs.Run:
        run_here(house.runtime(), runs.find(admin, run).job_id or 0, seconds=600)
        return runs.find(admin, run)

    assert answers() == [404, 404]
    known = finished(runs.start(admin, seller.id, Plan(to=(heir.id,))))
    assert answers() == [200, 200]
    assert "of the note.txt" in reader.get(f"/contacts/companies/{company.id}").text
    runs.revert(admin, known)
    finished(known.id)
    assert answers() == [404, 404]


def test_a_picture_is_shown_small_with_its_entry_and_another_file_is_not(
    company: Ref, page_of: str, actor_of: Actors, client_of: Clients
) -> None:
    seller = actor_of("seller.shanghai")
    note = written(seller, company)
    name = 'a"><script>x.png'
    uploads = [Upload(name, io.BytesIO(files.png())), Upload("b.pdf", io.BytesIO(files.PDF))]
    picture, paper = (each.id for each in attach(seller, note, uploads).value)
    [entry] = moments(client_of("seller.shanghai").get(page_of).text)[:1]
    assert f'<img src="/work/attachments/{picture}/picture"' in entry
    assert f"/work/attachments/{paper}/picture" not in entry and "<script>" not in entry
    assert client_of("seller.shanghai").get(f"/work/attachments/{picture}/picture").status_code == 200
