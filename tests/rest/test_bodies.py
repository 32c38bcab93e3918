"""Whatever is sent as a body is either understood or refused in words; nothing fails."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from guanxi.data import database
from guanxi.testing.house import Program
from guanxi.testing.naughty import naughty_strings

COMPANIES = "/contacts/companies"

BROKEN = {
    "nothing": b"",
    "no JSON": b"name=x",
    "half": b'{"name": "x"',
    "two": b'{"name": "x"} {"name": "y"}',
    "list": b'[{"name": "x"}]',
    "text": b'"name"',
    "null": b"null",
    "number": b"7",
    "twice": b'{"name": "x", "name": "y"}',
    "twice inside": b'{"name": "x", "turnover": {"amount": 1, "amount": 2}}',
    "NaN": b'{"name": "x", "employees": NaN}',
    "infinite": b'{"name": "x", "employees": -Infinity}',
    "long number": b'{"name": "x", "employees": ' + b"9" * 100_000 + b"}",
    "long decimal": b'{"name": "x", "turnover": 0.' + b"9" * 100_000 + b"}",
    "deep list": b'{"name": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep object": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    "rather deep": b'{"name": ' + b"[" * 9 + b"]" * 9 + b"}",
    "not UTF-8": b'{"name": "\xff"}',
    "UTF-16": '{"name": "x"}'.encode("utf-16"),
    "byte-order mark": b'\xef\xbb\xbf{"name": "x"}',
    "control character": b'{"name": "a\x01b"}',
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_body_that_is_no_clear_object_is_refused(seller: Program, what: str) -> None:
    for method, path in (("POST", COMPANIES), ("PATCH", f"{COMPANIES}/1")):
        answer = seller.send(method, path, BROKEN[what])
        assert (answer.status_code, answer.content_type) == (400, "application/problem+json"), answer.text
        assert len(answer.data) < 1000
    assert _count() == 0


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=gbk",
        "application/jsonp",
        "",
    ],
)
def test_a_body_of_another_type_is_refused(seller: Program, kind: str) -> None:
    answer = seller.send("POST", COMPANIES, b'{"name": "x"}', Content_Type=kind)
    assert answer.status_code == 415
    assert _count() == 0


def test_a_body_beyond_the_limit_is_refused(seller: Program) -> None:
    answer = seller.send("POST", COMPANIES, b'{"name": "' + b"x" * (1024 * 1024) + b'"}')
    assert (answer.status_code, answer.content_type) == (413, "application/problem+json")
    packed = seller.send("POST", COMPANIES, b"x", Content_Encoding="gzip")
    assert packed.status_code == 415
    long = seller.post(COMPANIES, {"name": "x" * 1_000_000})
    assert (long.status_code, set(long.json["errors"])) == (422, {"name"})


@pytest.mark.parametrize("path", ["/1/restore", "/1"])
def test_what_takes_no_body_refuses_one(seller: Program, path: str) -> None:
    method = "POST" if "restore" in path else "DELETE"
    assert seller.send(method, COMPANIES + path, {"name": "x"}).status_code == 400
    assert seller.send(method, COMPANIES + path, {}).status_code == 404


WRONG: tuple[object, ...] = (
    0,
    -1,
    1.5,
    2**63,
    -(2**70),
    1e300,
    True,
    False,
    [],
    {},
    [1],
    [[]],
    {"id": 1},
    {"id": []},
)
WRONG += (
    {"amount": 1},
    {"amount": []},
    {"amount": "1e9", "currency": "XXX"},
    {"currency": 7},
    "\ud800",
    None,
)


def test_values_of_any_type_are_taken_or_refused(seller: Program) -> None:
    names = list(
        seller.get("/openapi.json").json["components"]["schemas"]["contacts.company.create"]["properties"]
    )
    for name in names:
        for value in WRONG:
            answer = seller.post(COMPANIES, {"name": "Some", name: value})
            assert answer.status_code in (201, 422), (name, value, answer.text)
            if answer.status_code == 422:
                assert set(answer.json["errors"]) == {name}
            elif "name" in answer.json:  # who gives it to nobody sees it no more
                assert seller.get(answer.headers["Location"]).json == answer.json


def test_naughty_strings_are_kept_as_they_are_or_refused(seller: Program) -> None:
    strings = naughty_strings()
    assert len(strings) >= 400
    for text in strings:
        made = seller.post(COMPANIES, {"name": text, "note": text, "city": text[:80]})
        assert made.status_code in (201, 413, 422), (text[:60], made.text)
        if made.status_code == 201:
            assert seller.get(made.headers["Location"]).json == made.json
        elif made.status_code == 422:
            assert set(made.json["errors"]) <= {"name", "note", "city"}
    for answer in (
        seller.get(f"{COMPANIES}?limit=1000&count=exact"),
        seller.get(f"{COMPANIES}?sort=-name&limit=7"),
    ):
        assert answer.status_code == 200


def test_naughty_strings_ask_for_nothing(seller: Program) -> None:
    names = ("name", "name~", "sort", "fields", "filter", "after", "group", "totals", "limit", "count")
    for text in naughty_strings():
        sent = quote(text[:2000].encode("utf-8", "surrogatepass"))
        for name in (*names, sent):
            answer = seller.get(f"{COMPANIES}?{name}={sent}")
            assert answer.status_code in (200, 400), (name[:60], text[:60], answer.text)


def test_names_that_are_unknown_are_told_in_short(seller: Program) -> None:
    body = {f"{n}{'x' * 500}": 1 for n in range(1000)}
    answer = seller.post(COMPANIES, {"name": "x", **body})
    assert answer.status_code == 422
    assert len(answer.data) < 20_000
    assert "name" not in json.loads(answer.data)["errors"]


def _count() -> int:
    found = database.row("SELECT count(*) FROM contacts_company")
    assert found is not None
    return int(found[0])
