"""Texts that break programs, through every text field and every way in: kept as they are (in NFC) or refused with what was typed."""

from __future__ import annotations

import html
import io
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from house_under_attack import LONG, Browser, Site, Standing
from swept import answers, customers, needed, own, swept, tried, with_forms
from test_mass_assignment import stored
from werkzeug.test import TestResponse

from guanxi.data.database import is_sqlite, row
from guanxi.data.fields import About, Field, Link, LongText, PersonName, Text
from guanxi.records.resource import Resource
from guanxi.testing.naughty import naughty_strings
from guanxi.testing.tries import Tries
from guanxi.work.attachments import attachments

COUNTED = "naughty texts"
EDGES = re.compile(r"^[\s\u200b\u2060\ufeff\u3000\x1c-\x1f\x85]+|[\s\u200b\u2060\ufeff\u3000\x1c-\x1f\x85]+$")
LONGEST_IN_ADDRESS = 1500
LARGEST_FORM = 500_000
STRINGS = naughty_strings()
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
HEADERS = (
    "User-Agent",
    "Accept-Language",
    "Referer",
    "X-Request-Id",
    "X-Forwarded-For",
    "Accept",
    "HX-Request",
    "If-Match",
)


def encoded(form: Mapping[str, str]) -> bytes:
    """A form as bytes, also where its texts hold half characters, which no well-meaning program would send."""
    return "&".join(f"{_quoted(name)}={_quoted(text)}" for name, text in form.items()).encode()


def _quoted(text: str) -> str:
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"), safe="")


def texts(resource: Resource) -> list[Field]:
    """Every field into which somebody types."""
    kinds = ("text", "longtext", "phone", "email", "url", "person", "number", "money", "date")
    return [f for f in resource.by_name.values() if f.editor in kinds and not (f.read_only or f.mask)]


def send(browser: Browser, path: str, form: Mapping[str, str], **headers: str) -> TestResponse:
    body = encoded({**browser.versions(path), **form, "csrf_token": browser.csrf})
    return browser.send("POST", path, data=body, headers={**FORM, **headers})


def kept_right(resource: Resource, field: Field, typed: str, kept: Any) -> bool:
    """Whether what is kept is what was typed, in NFC, without blanks at its ends; the rule stated in docs, computed here."""
    if not isinstance(field, Text | LongText | PersonName) or type(field) not in (Text, LongText, PersonName):
        return True
    if resource.name == attachments.name:
        return True  # names of files are made safe: tests/attachments
    if _halves(typed):
        return True  # no text at all: what the server makes of the bytes is its decoder's matter
    if isinstance(field, LongText):
        typed = re.sub("\r\n|[\r\u2028\u2029]", "\n", typed)
    wanted = EDGES.sub("", unicodedata.normalize("NFC", EDGES.sub("", typed)))
    if type(field) is PersonName:
        wanted, kept = "".join(wanted.split()), "".join((kept or "").split())
    return bool(kept == wanted) or not _visible(wanted)


def _halves(text: str) -> bool:
    return any("\ud800" <= sign <= "\udfff" for sign in text)


def _visible(text: str) -> bool:
    """Whether anything of a text is seen."""
    blank = {"\u2800", "\u3164", "\u034f", "\u115f", "\u1160", "\uffa0"}
    return any(
        unicodedata.category(c) not in ("Cf", "Zs", "Zl", "Zp", "Cc", "Mn") and c not in blank for c in text
    )


def refused_in(page: str) -> set[str]:
    """The fields that a form marks as wrong."""
    return set(re.findall(r'id="f-([a-z_0-9]+)-error"', page))


def meets(resource: Resource, number: int) -> bool:
    """Whether the string with this number goes through a kind: all through customers, at CI length each through every fourth other."""
    turn = sum(map(ord, resource.name)) + 2
    other = bool(resource.rows.about or resource.rows.through)
    return LONG or not other or (is_sqlite() and number % 4 == turn % 4)


def rotations(resource: Resource) -> Iterator[dict[str, str]]:
    """Forms in which every string meets every field once; at CI length every string meets every third field, on PostgreSQL every fifth."""
    fields = texts(resource)
    for start in range(len(STRINGS)):
        every = min(3 if is_sqlite() else 5, len(fields))
        if (not LONG and start % every) or not meets(resource, start // every):
            continue
        form = {field.name: STRINGS[(start + at) % len(STRINGS)] for at, field in enumerate(fields)}
        while (
            sum(len(quote_from_bytes(t.encode("utf-8", "surrogatepass"))) for t in form.values())
            > LARGEST_FORM
        ):
            longest = max(form, key=lambda name: len(form[name]))
            form[longest] = form[longest][:200]
        yield form


@pytest.mark.long
def test_forms_keep_every_text_or_give_it_back(site: Site, standing: Standing, tries: Tries) -> None:
    browser = site.browser("seller.shanghai")
    wrong: list[str] = []
    for resource in with_forms(site):
        kept, others = own(standing, resource), needed(standing, resource)
        ways = (f"/{resource.path}/new", f"/{resource.path}/{kept}/edit")
        for number, form in enumerate(rotations(resource)):
            tries.add(COUNTED, len(form))
            path, before = ways[number % 2], stored(resource, kept) if number % 2 else {}
            answer = send(browser, path, {**others, **form})
            for _again in range(3):
                if answer.status_code != 422:
                    break
                wrong += _not_given_back(path, form, answer)
                form = {k: v for k, v in form.items() if k not in refused_in(answer.text)}
                answer = send(browser, path, {**others, **form})
            if answer.status_code != 303:
                if answer.status_code != 422:
                    wrong.append(f"{path} {answer.status_code}")
                continue
            record = kept if number % 2 else int(answer.headers["Location"].rpartition("/")[2])
            wrong += _not_kept(resource, record, form, before)
            seen = browser.get(f"/{resource.path}/{record}")
            if seen.status_code != 200:
                wrong.append(f"{path} then the record: {seen.status_code}")
        for path in (f"/{resource.path}/", "/", f"/{resource.path}/{kept}/history"):
            if answers(site, path) and browser.get(path).status_code != 200:
                wrong.append(path)
    assert not wrong, "\n".join([str(len(wrong)), *(each[:300] for each in wrong[:30])])


def _not_given_back(path: str, form: Mapping[str, str], answer: TestResponse) -> list[str]:
    """Refused fields whose text is not in their input any more."""
    page = html.unescape(answer.text.replace("\r", ""))
    found = []
    for name in refused_in(answer.text):
        typed = form.get(name, "")
        if (
            len(typed) < 10_000
            and _visible(typed)
            and not _halves(typed)
            and typed.replace("\r", "") not in page
        ):
            found.append(f"{path} lost {name} {typed!r}")
    return found


def _not_kept(
    resource: Resource, record: int, form: Mapping[str, str], before: Mapping[str, Any]
) -> list[str]:
    """What was typed and is not kept. A name that stood there `before` is not typed anew: it follows its parts."""
    kept = stored(resource, record)
    return [
        f"{resource.name}.{name} kept {kept[name]!r} of {typed!r}"
        for name, typed in form.items()
        if (field := resource.by_name[name])
        and len(field.columns) == 1
        and not kept_right(resource, field, typed, kept[name])
        and not (type(field) is PersonName and before and kept_right(resource, field, typed, before[name]))
    ]


def test_editors_in_place_keep_or_refuse(site: Site, standing: Standing, tries: Tries) -> None:
    browser = site.browser("seller.shanghai")
    for resource in swept(site):
        record, fields = own(standing, resource), texts(resource)
        for number, typed in enumerate(STRINGS):
            if not meets(resource, number):
                continue
            for field in fields if LONG else [fields[number // 4 % len(fields)]]:
                tries.add(COUNTED)
                path = f"/{resource.path}/{record}/field/{field.name}"
                answer = send(browser, path, {field.name: typed[:100_000]})
                assert answer.status_code in (200, 413, 422), (path, typed[:100], answer.status_code)
                if answer.status_code == 200 and field.columns == (field.name,):
                    assert kept_right(resource, field, typed, stored(resource, record)[field.name]), (
                        field.name,
                        typed,
                    )


def test_programs_keep_or_refuse(site: Site, standing: Standing, tries: Tries) -> None:
    browser = site.browser("seller.shanghai")
    for resource in swept(site):
        fields = texts(resource)
        api, one = f"/api/v1/{resource.path}", f"/api/v1/{resource.path}/{own(standing, resource)}"
        for number, typed in enumerate(STRINGS):
            if not meets(resource, number):
                continue
            form = {field.name: typed[:20_000] for field in fields}
            tries.add(COUNTED, 2 * len(form))
            answer = browser.program("PATCH", one, form)
            assert answer.status_code in (200, 413, 422), (typed[:100], answer.text[:300])
            for _again in range(3):
                if answer.status_code != 422:
                    break
                wrong = answer.get_json()["errors"]
                form = {name: text for name, text in form.items() if name not in wrong}
                answer = browser.program("PATCH", one, form)
            if answer.status_code in (413, 422):
                continue
            assert answer.status_code == 200, (typed[:100], answer.text[:300])
            kept = stored(resource, int(one.rpartition("/")[2]))
            for name, text in form.items():
                if _halves(text) or resource.by_name[name].columns != (name,):
                    continue
                assert kept_right(resource, resource.by_name[name], text, kept[name]), (name, typed)
            if number % 20 == 0:
                assert browser.program("GET", api).status_code == 200
                odd = browser.program("PATCH", one, {typed[:200]: typed[:200]})
                assert odd.status_code in (200, 422, 400)


@pytest.mark.long
def test_lists_searches_sorts_and_lookups_understand_or_refuse(
    site: Site, standing: Standing, tries: Tries
) -> None:
    browser = site.browser("seller.shanghai")
    for turn, resource in enumerate(swept(site)):
        base, api = f"/{resource.path}", f"/api/v1/{resource.path}"
        names = [f.name for f in texts(resource)]
        link = next((f.name for f in resource.by_name.values() if isinstance(f, Link)), "about")
        every = 2 if turn < len(customers(site)) else 8
        for number, typed in enumerate(STRINGS):
            if not LONG and (number % every != turn % every or (every == 8 and not is_sqlite())):
                continue
            if not tried(number // every, 2):
                continue
            q = _quoted(typed[: LONGEST_IN_ADDRESS // 3])
            everywhere = "&".join(f"f={name}&o=contains&v={q}" for name in names[:6])
            ways = [
                f"{base}/?{everywhere}",
                f"{base}/?sort={q}",
                f"{base}/?after={q}",
                f"{base}/?c={q}&quick={q}&view={q}&exact={q}",
                f"{base}/?{q}={q}",
                f"{base}/count?q={q}",
                f"{base}/filter?f={q}&o={q}&v={q}",
                f"{base}/columns?c={q}",
                f"{base}/{q}",
                f"{base}/lookup/{q}?q={q}",
                f"{base}/import/{q}",
                f"/invitation/{q}",
                f"/{q}",
                f"{base}/1/field/{q}",
                f"{base}/1/history?field={q}",
                f"{base}/new?{names[0]}={q}&{q}={q}",
                f"{api}?sort={q}",
                f"{api}?fields={q}&limit={q}",
                f"{api}?{names[0]}~={q}",
                f"{api}/{q}",
                f"{api}?after={q}",
                f"/sign-in?next={q}",
                f"/static/{q}",
            ]
            always = [
                f"{base}/?q={q}",
                f"{base}/lookup/{link}?q={q}",
                f"{base}/?{names[number % len(names)]}={q}",
            ]
            step = len(ways) if LONG else 2
            chosen = [ways[(number * step + at) % len(ways)] for at in range(step)]
            header = {HEADERS[number % len(HEADERS)]: _header(typed)}
            for path in [*always, *chosen]:
                tries.add(COUNTED)
                answer = browser.get(path, **header)
                assert answer.status_code < 500, (path, header, answer.status_code)


def _header(typed: str) -> str:
    """What of a text a server lets through in a header: one line of Latin-1."""
    text = re.sub(r"[\x00-\x1f\x7f]", " ", typed[:300])
    return text.encode("utf-8", "replace").decode("latin-1")


def uploaded(site: Site, resource: Resource) -> str:
    """The page of an import that waits for its columns."""
    file = (io.BytesIO(f"{resource.title},x\nWang,1\n".encode()), "data.csv")
    answer = site.browser("seller.shanghai").post(f"/{resource.path}/import", {"file": file})
    return str(answer.headers["Location"])


@pytest.mark.long
def test_pages_of_the_house_understand_or_refuse(site: Site, standing: Standing, tries: Tries) -> None:
    """Forms that are not made of fields: sign-in, set-up, invitation, account, token, roles, import, undo, paste."""
    ways: list[tuple[str, str, tuple[str, ...]]] = [
        ("nobody", "/sign-in", ("name", "password", "next")),
        ("nobody", "/setup", ("code", "company", "name", "mail", "password", "again")),
        ("nobody", "/language", ("language", "next")),
        ("seller.shanghai", "/theme", ("theme", "next")),
        ("seller.shanghai", "/account/details", ("name", "language", "zone")),
        ("seller.shanghai", "/account/password", ("old", "password", "again")),
        ("seller.shanghai", "/account/tokens", ("name", "scopes", "days")),
        ("seller.shanghai", "/account/tokens", ("name",)),
        ("admin", f"/people/users/{site.staff['agent']}/access/roles", ("role",)),
        ("admin", "/people/roles/new", ("name", "grants", "hidden", "locked")),
        ("admin", "/people/users/new", ("name", "mail")),
    ]
    for resource in customers(site):
        record = own(standing, resource)
        ways += [
            ("seller.shanghai", f"/{resource.path}/import", ("sheet", "file")),
            (
                "seller.shanghai",
                uploaded(site, resource),
                ("act", "c0", "w0_0", "fixed", "units", "rest", "match"),
            ),
            ("seller.shanghai", f"/{resource.path}/import/1/revert", ("csrf_token", "act")),
            ("seller.shanghai", f"/{resource.path}/delete", ("id",)),
            ("seller.shanghai", f"/{resource.path}/paste", ("text",)),
            (
                "seller.shanghai",
                f"/{resource.path}/new",
                ("once", "name", "owner", "owner_text", "customer_type"),
            ),
            ("seller.shanghai", f"/{resource.path}/{record}/edit", ("version", "source")),
        ]
    entries = {f"/{each.path}/new": each for each in with_forms(site) if each.rows.about}
    for path, resource in entries.items():
        names = tuple(f.name for f in resource.by_name.values() if isinstance(f, About) and not f.read_only)
        ways.append(("seller.shanghai", path, names))
    wrong = []
    for number, typed in enumerate(STRINGS):
        for at, (who, path, names) in enumerate(ways):
            if (not LONG and (number + at) % 6) or not tried((number + at) // 6, 3):
                continue
            form = dict.fromkeys(names, typed[:30_000])
            if path == "/account/tokens" and len(names) == 1:
                form |= {"scopes": "read", "days": "7"}
            if path in entries:
                form = {**needed(standing, entries[path]), **form}
            if names[0] == "once":
                form |= {"name": "Wang Fang", "owner": "", "owner_text": "", "customer_type": ""}
            answer = send(site.browser(who), path, form)
            tries.add(COUNTED, len(names))
            if answer.status_code >= 500:
                wrong.append(f"{path} {typed[:60]!r}: {answer.status_code}")
    assert not wrong, "\n".join([str(len(wrong)), *wrong[:30]])
    assert row("SELECT count(*) FROM people_user") is not None


def test_the_list_holds_four_hundred_strings() -> None:
    assert len(STRINGS) >= 400
    assert json.dumps(STRINGS)
