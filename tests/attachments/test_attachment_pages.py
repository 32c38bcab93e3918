"""Attachments in a browser and for programs: several at once, saved and never run, whatever their name or content."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
import sample_files as files

from guanxi.data.database import rows
from guanxi.records.ref import Ref
from guanxi.testing.house import ADDRESS
from guanxi.testing.naughty import naughty_strings
from guanxi.testing.tries import Tries

Attach = Callable[..., list[int]]
Clients = Callable[..., Any]
MULTIPART = {"Content-Type": "multipart/form-data; boundary=x"}


def sent(*given: tuple[str, bytes]) -> list[tuple[io.BytesIO, str]]:
    return [(io.BytesIO(content), name) for name, content in given]


def part(name: str, content: str, filename: str = "") -> str:
    said = f'; filename="{filename}"' if filename else ""
    return f'--x\r\nContent-Disposition: form-data; name="{name}"{said}\r\n\r\n{content}\r\n'


def test_files_are_sent_and_listed_without_any_script(page_of: str, client_of: Clients) -> None:
    client = client_of("seller.shanghai")
    form = client.get(f"{page_of}/attachments").text
    assert 'enctype="multipart/form-data"' in form
    assert "multiple" in form
    answer = client.post(f"{page_of}/attachments", file=sent(("合同.pdf", files.PDF), ("a.txt", b"one")))
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"{page_of}#attachments")
    shown = client.get(page_of).text
    assert "合同.pdf" in shown
    assert "a.txt" in shown
    assert "2 files are attached" in shown


def test_the_page_s_own_script_gets_the_list_and_a_way_back(page_of: str, client_of: Clients) -> None:
    client = client_of("seller.shanghai")
    client.headers["HX-Request"] = "true"
    answer = client.post(f"{page_of}/attachments", file=sent(("a.txt", b"one")))
    assert answer.status_code == 200
    assert "a.txt" in answer.text
    assert "/undo/" in answer.text
    refused = client.post(f"{page_of}/attachments", file=sent(("a.exe", b"MZ")))
    assert refused.status_code == 422
    assert "programs are not kept here" in refused.text


def test_a_file_is_saved_under_its_name_and_nothing_runs(
    keep: Attach, page_of: str, client_of: Clients
) -> None:
    [page, picture] = keep(("页面.html", b"<script>alert(1)</script>"), ("照片.png", files.png()))
    client = client_of("seller.shanghai")
    answer = client.get(f"/work/attachments/{page}/file")
    assert answer.data == b"<script>alert(1)</script>"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].endswith("; sandbox")
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get(f"/work/attachments/{page}/picture").status_code == 404
    shown = client.get(f"/work/attachments/{picture}/picture")
    assert shown.headers["Content-Type"] == "image/png"
    assert shown.headers["Content-Security-Policy"].endswith("; sandbox")
    assert f"/work/attachments/{picture}/picture" in client.get(f"/work/attachments/{picture}").text


POLYGLOTS = {
    "gif that is a script.gif": b"GIF89a/*\x01\0\x01\0*/=1;alert(1)//",
    "jpeg with a page.jpg": files.jpeg() + b"<script>alert(1)</script>",
    "pdf that is a page.pdf": b"%PDF-1.4\n<html><script>alert(1)</script>",
    "zip behind a picture.png": files.png() + files.packed("a.txt"),
    "svg.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "xml.xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
}


@pytest.mark.parametrize("name", POLYGLOTS)
def test_what_is_two_things_at_once_is_only_saved_or_a_plain_picture(
    name: str, keep: Attach, client_of: Clients
) -> None:
    [key] = keep((name, POLYGLOTS[name]))
    client = client_of("seller.shanghai")
    saved = client.get(f"/work/attachments/{key}/file")
    assert saved.headers["Content-Disposition"].startswith("attachment;")
    assert saved.headers["Content-Type"].partition(";")[0] in (
        "application/octet-stream",
        "application/pdf",
        "image/gif",
        "image/jpeg",
        "image/png",
    )
    shown = client.get(f"/work/attachments/{key}/picture")
    assert shown.status_code == 404 or shown.headers["Content-Type"] in (
        "image/gif",
        "image/jpeg",
        "image/png",
    )
    for answer in (saved, shown):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert b"alert(1)" not in shown.data or shown.headers["Content-Security-Policy"].endswith("sandbox")


def test_script_in_names_is_text_on_every_page(
    page_of: str, keep: Attach, client_of: Clients, tries: Tries
) -> None:
    client, tried = client_of("seller.shanghai"), [t for t in naughty_strings() if len(t) < 2000]
    assert len(tried) >= 229
    for at in range(0, len(tried), 40):
        keep(*((f"{text}.txt", b"x") for text in tried[at : at + 40]))
    tries.add("script in names of files", len(tried))
    for path in (page_of, f"{page_of}/attachments"):
        shown = client.get(path).text
        assert "<script>alert" not in shown
        assert "onerror=" not in shown.replace("&#", "").split("<main")[-1] or "<img src=x" not in shown
    for (key,) in rows("SELECT id FROM work_attachment ORDER BY id"):
        header = client.get(f"/work/attachments/{key}/file").headers["Content-Disposition"]
        assert header.isascii()
        assert header.count('"') == 2


def test_nobody_fetches_lists_or_sends_past_the_gate(
    keep: Attach, page_of: str, client_of: Clients, roles_of: Callable[..., None]
) -> None:
    [key] = keep(("a.png", files.png()))
    client = client_of("seller.hangzhou")
    for path in ("", "/file", "/picture", "/history"):
        assert client.get(f"/work/attachments/{key}{path}").status_code == 404
    assert client.get(f"{page_of}/attachments").status_code == 404
    assert client.post(f"{page_of}/attachments", file=sent(("b.txt", b"x"))).status_code == 404
    assert client.post(f"/work/attachments/{key}/delete", version="1").status_code == 404
    assert client_of().get(f"/work/attachments/{key}/file").status_code == 302
    assert client_of("agent").post(f"{page_of}/attachments", file=sent(("b.txt", b"x"))).status_code == 422
    roles_of("agent", {"*.view": "all"})
    reader = client_of("agent")
    assert reader.get(f"/work/attachments/{key}/file").status_code == 200
    assert "data-attach" not in reader.get(page_of).text
    assert reader.post(f"{page_of}/attachments", file=sent(("b.txt", b"x"))).status_code == 403


def test_deleted_from_the_page_and_restored_from_its_bin(
    keep: Attach, page_of: str, company: Ref, client_of: Clients
) -> None:
    [key] = keep(("a.txt", b"one"))
    client = client_of("seller.shanghai")
    gone = client.post(f"/work/attachments/{key}/delete", version="1", at=company.text)
    assert gone.headers["Location"].endswith(f"{page_of}#attachments")
    assert f"/work/attachments/{key}/file" not in client.get(page_of).text
    assert f"/work/attachments/{key}/restore" in client.get(f"{page_of}/attachments").text
    client.post(f"/work/attachments/{key}/restore")
    assert f"/work/attachments/{key}/file" in client.get(page_of).text


def test_too_much_at_once_is_said_with_the_limit(app: Any, page_of: str, client_of: Clients) -> None:
    most = app.config["MAX_CONTENT_LENGTH"]
    app.config["MAX_CONTENT_LENGTH"] = 2 * 1024 * 1024
    try:
        client = client_of("seller.shanghai")
        whole = part("file", "\x01" * 3_000_000, "a.bin").encode() + b"--x--\r\n"
        headers = {**client.headers, **MULTIPART}
        answer = client.flask.post(f"{page_of}/attachments", base_url=ADDRESS, headers=headers, data=whole)
    finally:
        app.config["MAX_CONTENT_LENGTH"] = most
    assert answer.status_code == 413
    assert "At most 2 MB can be sent at once." in answer.text


def test_programs_send_list_fetch_rename_and_delete(company: Ref, program_of: Clients) -> None:
    program = program_of("seller.shanghai")
    body = (
        part("about", company.text)
        + part("file", "one", "甲.txt")
        + part("file", "two", "b.txt")
        + "--x--\r\n"
    )
    headers = {**MULTIPART, "Idempotency-Key": "k1"}
    made = program.send("POST", "/work/attachments", body.encode(), **headers)
    assert made.status_code == 201, made.text
    items = made.get_json()["items"]
    assert [each["name"] for each in items] == ["甲.txt", "b.txt"]
    assert items[0]["about"] == [company.text]
    again = program.send("POST", "/work/attachments", body.encode(), **headers)
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (200, "true")
    listed = program.get(f"/work/attachments?about={company.text}").get_json()["items"]
    assert {each["id"] for each in listed} == {each["id"] for each in items}
    key = items[0]["id"]
    assert program.get(f"/work/attachments/{key}/file").data == b"one"
    assert program.patch(f"/work/attachments/{key}", {"name": "乙.txt", "version": 1}).status_code == 200
    assert program.delete(f"/work/attachments/{key}", If_Match="*").status_code == 204
    assert program.get(f"/work/attachments/{key}/file").status_code == 404
    other = program_of("seller.hangzhou")
    assert other.get(f"/work/attachments?about={company.text}").status_code == 404
    assert other.send("POST", "/work/attachments", body.encode(), **MULTIPART).status_code == 404


@pytest.mark.parametrize(
    "about", ["", "contacts.company/0", "contacts.company/999999", "people.user/1", "x" * 9000]
)
def test_programs_name_a_record_that_takes_files(about: str, company: Ref, program_of: Clients) -> None:
    program = program_of("admin")
    body = part("about", about) + part("file", "one", "a.txt") + "--x--\r\n"
    assert program.send("POST", "/work/attachments", body.encode(), **MULTIPART).status_code in (404, 422)
    assert program.post("/work/attachments", {"name": "a.txt", "about": [company.text]}).status_code == 422
    assert rows("SELECT count(*) FROM work_attachment") == [(0,)]


def test_the_document_tells_how_files_are_sent(program_of: Clients) -> None:
    paths = json.loads(program_of("admin").get("/openapi.json").text)["paths"]
    assert "multipart/form-data" in paths["/work/attachments"]["post"]["requestBody"]["content"]
    assert "get" in paths["/work/attachments/{id}/file"]
    assert any(each.get("name") == "about" for each in paths["/work/attachments"]["get"]["parameters"])
