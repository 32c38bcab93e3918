"""What is too large, too deep or no number at all is refused with a word, never with a failure.

Of the routes alike that each resource has, each gets a part of the numbers, others get the rest. What is
refused before the database is asked is tried in part on the second one. ``LONG=1``: everything on both.
"""

from __future__ import annotations

import json
import zlib
from typing import Any

import pytest
from digest import differences, digest
from house_under_attack import ADDRESS, LONG, Browser, Site, Standing
from swept import tried
from test_foreign_ids import mine, owned
from werkzeug.test import TestResponse, encode_multipart

from guanxi.data.database import is_sqlite
from guanxi.data.fields import Link
from guanxi.testing.tries import Tries

COUNTED = "huge and strange"
MEGABYTE = "长" * (2**20 // 3)
NUMBERS = (
    "0",
    "00",
    "-1",
    "+1",
    "1.0",
    "1e3",
    "٣",
    "²",
    "9" * 18,
    "9" * 19,
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "9" * 30,
    "9" * 4301,
    "9" * 7000,
    "NaN",
    "0x10",
    "%00",
    "1%00",
    "1,2",
    "%20",
    "null",
    "true",
)
AMOUNTS = (
    "9" * 100_000,
    "0." + "9" * 100_000,
    "1e100000",
    "1E+999999999",
    "-1e-999999999",
    "NaN",
    "Infinity",
    "-Infinity",
    "-0",
    "sNaN",
    "inf",
    "nan 1",
    "1" + "0" * 40,
    "1_000",
    "٣",
    "0x10",
    "1/3",
    "--1",
    "1-",
    "∞",
    "9223372036854775807",
    "922337203685477.5808",
)


def numbers_for(endpoint: str) -> tuple[str, ...]:
    """The numbers that are put into the address of a route: of one that each resource has a quarter, of another all."""
    every = 1 if LONG or endpoint.count(".") < 2 else 4 if is_sqlite() else 8
    return NUMBERS[zlib.crc32(endpoint.encode()) % every :: every]


def parts(browser: Browser, path: str, form: dict[str, str]) -> TestResponse:
    """Send a form in parts, as one with a file is sent."""
    boundary, body = encode_multipart(form)
    return browser.send(
        "POST", path, data=body, headers={"Content-Type": f"multipart/form-data; boundary={boundary}"}
    )


def test_a_megabyte_in_a_field_is_refused(site: Site, standing: Standing, tries: Tries) -> None:
    browser, before = site.browser("seller.shanghai"), digest()
    for resource in owned(site):
        own = mine(standing, resource.name).id
        base, api = f"/{resource.path}", f"/api/v1/{resource.path}"
        for at, field in enumerate(resource.by_name.values()):
            if field.read_only or field.mask or not tried(at, 4):
                continue
            form = {field.name: MEGABYTE, **({resource.title: "x"} if field.name != resource.title else {})}
            answers = [
                browser.post(f"{base}/new", form),
                browser.post(f"{base}/{own}/field/{field.name}", form),
                parts(browser, f"{base}/new", {"csrf_token": browser.csrf, resource.title: MEGABYTE}),
                browser.program("PATCH", f"{api}/{own}", {field.name: MEGABYTE}),
                browser.program("POST", api, {field.name: MEGABYTE[:100_000]}),
            ]
            tries.add(COUNTED, len(answers))
            assert all(answer.status_code in (413, 422) for answer in answers), [
                a.status_code for a in answers
            ]
    assert not differences(before)


@pytest.mark.long
def test_every_number_in_an_address_or_form_may_be_anything(
    site: Site, standing: Standing, tries: Tries
) -> None:
    browser = site.browser("admin")
    wrong = []
    for endpoint, route in site.routes.items():
        arguments = site.app.url_map._rules_by_endpoint[endpoint][0].arguments & {"id", "role"}
        rule = (
            route.rule.replace("<name>", "name")
            .replace("<token>", "x")
            .replace("<any(enable,disable,resume):act>", "disable")
        )
        if not arguments:
            continue
        for number in numbers_for(endpoint):
            path = rule.replace("<int:id>", number).replace("<id>", number).replace("<int:role>", number)
            for method in route.methods:
                tries.add(COUNTED)
                if path.startswith("/api/"):
                    answer = browser.program(method, path, {"name": "x"} if method == "PATCH" else None)
                else:
                    answer = (
                        browser.get(path) if method == "GET" else browser.post(path, {"version": number[:50]})
                    )
                if answer.status_code >= 500:
                    wrong.append(f"{method} {path[:80]}: {answer.status_code}")
    assert not wrong, "\n".join([str(len(wrong)), *wrong[:30]])


def test_numbers_in_forms_and_queries_may_be_anything(site: Site, standing: Standing, tries: Tries) -> None:
    browser = site.browser("seller.shanghai")
    wrong = []
    for resource in owned(site):
        own = mine(standing, resource.name).id
        base, api = f"/{resource.path}", f"/api/v1/{resource.path}"
        links = [f.name for f in resource.by_name.values() if isinstance(f, Link)]
        for number in NUMBERS:
            forms: list[tuple[str, dict[str, Any]]] = [
                (f"{base}/{own}/edit", {"version": number, resource.title: "Wang Li"}),
                (f"{base}/{own}/field/{resource.title}", {"version": number, resource.title: "Wang Wu"}),
                (f"{base}/delete", {"id": [number, number]}),
                *((f"{base}/{own}/edit", {name: number}) for name in links),
            ]
            found = [(path, browser.post(path, form)) for path, form in forms]
            asked = [f"{base}/?{name}={number[:7000]}" for name in links] + [
                f"{base}/new?{name}={number[:7000]}" for name in links
            ]
            asked += [
                f"{base}/?page={number}&per_page={number}",
                f"{api}?limit={number}",
                f"{api}?limit={number}&sort=id",
            ]
            asked += [f"{api}/{own}/history?limit={number}"]
            found += [(path, browser.get(path)) for path in asked]
            found += [(api, browser.program("PATCH", f"{api}/{own}", None, **{"If-Match": f'"{number}"'}))]
            tries.add(COUNTED, len(found))
            wrong += [
                f"{path[:90]} {number[:20]}: {a.status_code}" for path, a in found if a.status_code >= 500
            ]
    assert not wrong, "\n".join([str(len(wrong)), *wrong[:30]])


def test_a_limit_gives_no_more_than_allowed(site: Site, standing: Standing, tries: Tries) -> None:
    browser = site.browser("admin")
    for resource in owned(site):
        for limit in ("0", "-1", "1001", "1000000000", "1e3", "", "abc"):
            tries.add(COUNTED)
            answer = browser.get(f"/api/v1/{resource.path}?limit={limit}")
            assert answer.status_code == (200 if limit == "" else 400)


BODIES = (
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b'{"name":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    b'{"name":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001,
    b'{"employees":' + b"9" * 100_000 + b"}",
    b'{"employees":-' + b"9" * 100_000 + b"}",
    b'{"turnover":1e' + b"9" * 100_000 + b"}",
    b'{"turnover":NaN}',
    b'{"turnover":Infinity}',
    b'{"turnover":-Infinity}',
    b'{"turnover":{"amount":NaN,"currency":"CNY"}}',
    b'{"version":NaN}',
    b'{"version":1e400}',
    b'{"version":true}',
    b'{"name":"\\ud800"}',
    b'{"name":"\\u0000"}',
    b'{"\\u0000":1}',
    b'{"name":"x","name":"y"}',
    b"",
    b"null",
    b"[]",
    b"1",
    b'"x"',
    b"{",
    b"\xff\xfe",
    b"\xef\xbb\xbf{}",
    b'{"name":"\xff"}',
    b"{}" * 1000,
    b'{"__proto__":{"x":1}}',
    b'{"' + b"a" * 100_000 + b'":1}',
    b"{" + b",".join(b'"k%d":1' % n for n in range(50_000)) + b"}",
)


def test_bodies_that_are_no_record_are_refused(site: Site, standing: Standing, tries: Tries) -> None:
    browser, before = site.browser("seller.shanghai"), digest()
    for resource in owned(site):
        own = mine(standing, resource.name).id
        api = f"/api/v1/{resource.path}"
        for at, body in enumerate(BODIES):
            if not tried(at, 3):
                continue
            for method, path in (("POST", api), ("PATCH", f"{api}/{own}")):
                tries.add(COUNTED)
                answer = browser.program(method, path, body)
                assert answer.status_code in (400, 413, 415, 422), (body[:60], answer.status_code)
        for text in (
            b"[" * 100_000,
            b"{" * 5000,
            json.dumps([[]] * 50).encode(),
            b"1" * 5000,
            b"NaN",
            b'{"and":[' * 900,
        ):
            tries.add(COUNTED)
            asked = browser.client.get(
                f"{api}?filter={text.decode()}",
                base_url=ADDRESS,
                headers={"Authorization": f"Bearer {browser.token}"},
            )
            assert asked.status_code == 400
    assert not differences(before)


def test_an_amount_that_is_none_is_refused(site: Site, standing: Standing, tries: Tries) -> None:
    browser = site.browser("seller.shanghai")
    for resource in owned(site):
        own = mine(standing, resource.name).id
        figures = [
            f for f in resource.by_name.values() if f.editor in ("number", "money") and not f.read_only
        ]
        for field in figures:
            for amount in AMOUNTS:
                path = f"/{resource.path}/{own}/field/{field.name}"
                program = f"/api/v1/{resource.path}"
                answers = [
                    browser.post(path, {field.name: amount, f"{field.name}_currency": "CNY"}),
                    browser.program("PATCH", f"{program}/{own}", {field.name: amount}),
                    browser.program(
                        "PATCH", f"{program}/{own}", {field.name: {"amount": amount, "currency": "CNY"}}
                    ),
                    browser.get(f"/{resource.path}/?{field.name}>={amount[:7000]}"),
                    browser.get(f"{program}?{field.name}={amount[:7000]}"),
                ]
                tries.add(COUNTED, len(answers))
                assert all(a.status_code in (200, 400, 422) for a in answers), [
                    a.status_code for a in answers
                ]
                assert browser.get(f"/{resource.path}/{own}").status_code == 200
