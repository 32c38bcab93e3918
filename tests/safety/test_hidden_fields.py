"""A field that a role hides is, on every way to name it, one that does not exist; a masked one can be neither asked nor edited."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import quote

import pytest
from house_under_attack import LONG, Browser, Site, Standing
from swept import as_sent, customers, needed, swept
from werkzeug.test import TestResponse

from guanxi.data.database import is_sqlite
from guanxi.data.fields import Link
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.records.standard import create, edit
from guanxi.testing.tries import Tries
from guanxi.work.attachments import Upload, attach, attachments

NAME = "narrow"
COUNTED = "hidden fields"


@pytest.fixture
def narrow(site: Site, standing: Standing) -> Browser:
    """Somebody like a seller, from whom half of the fields of each kind of record are hidden."""
    hidden = {each.name: hidden_names(each) for each in swept(site)}
    grants = {"*": "own", "*.view": "team", "people.*": "none", "people.*.view": "all"}
    site.hire(NAME, "上海一部", grants=json.dumps(grants), hidden=json.dumps(hidden))
    site.renew()
    return site.browser(NAME)


def hidden_names(resource: Resource) -> list[str]:
    """Every second field that nothing else needs."""
    needed = {resource.title, resource.rows.own, resource.rows.team, "changed_at"}
    found = [name for name, field in resource.by_name.items() if name not in needed and not field.required]
    return found[::2]


def paths(resource: Resource, name: str, record: int) -> Iterator[str]:
    """Every way in which an address can name a field."""
    base, api = f"/{resource.path}", f"/api/v1/{resource.path}"
    for value in ("1", "a", "*", "CNY", "2026-01-01"):
        for sign in ("=", "!=", "~=", "^=", ">=", "<=", ">", "<"):
            yield f"{base}/?{quote(name + sign[:-1] if sign.endswith('=') else name)}{sign[-1:]}{quote(value)}"
        yield f"{base}/count?{name}={value}"
        yield f"{base}/filter?{name}={value}"
        yield f"{base}/facets?q={value}&{name}={value}"
        yield f"{base}/columns?{name}={value}"
        yield f"{api}?{name}={value}"
        for op in ("eq", "contains", "gte", "empty"):
            yield f"{base}/?f={name}&o={op}&v={value}"
            yield f"{api}?filter={quote(json.dumps({'field': name, 'op': op, 'value': value}))}"
    for way in ("", "-"):
        for face in (base + "/", base + "/count", base + "/columns", api):
            yield f"{face}?sort={way}{name}"
    for face in (base + "/", base + "/columns", base + "/filter", base + "/count"):
        yield f"{face}?c={name}"
    yield f"{base}/?c={name}&c=changed_at"
    yield f"{base}/lookup/{name}"
    yield f"{base}/{record}/field/{name}"
    yield f"{base}/{record}/field/{name}?display"
    yield f"{base}/{record}/field/{name}/history"
    yield f"{base}/{record}/history?field={name}"
    yield f"{base}/new?{name}=1"
    for parameter in ("fields", "totals", "group"):
        yield f"{api}?{parameter}={name}"
    yield f"{api}?totals={name}&group={name}"
    yield f"{api}/{record}/history?field={name}"


def plain(answer: TestResponse, name: str, meant: str) -> tuple[int, str]:
    """Status and text with `name` read as `meant`, and without what differs in each answer."""
    return answer.status_code, without_secrets(answer.text).replace(name, meant)


def without_secrets(text: str) -> str:
    """The text without tokens of forms and ids of requests."""
    text = re.sub(
        r'(name="csrf_token" value|name="csrf-token" content|name="once" value)="[^"]*"', r"\1", text
    )
    text = re.sub(r"\b[0-9a-f]{32}\b|\bs[0-9a-f]{31}\b", "ID", text)
    return re.sub(r'(csrf_token|X-CSRFToken)(&#34;|")?[:=][^,}\s]*', r"\1", text)


@pytest.mark.long
def test_a_hidden_field_is_like_one_that_does_not_exist(
    site: Site, standing: Standing, narrow: Browser, tries: Tries
) -> None:
    wrong = []
    for resource in swept(site):
        record = _record(site, standing, resource)
        for at, name in enumerate(hidden_names(resource)):
            invented, every = "z" * len(name), 1 if resource.rows.own or LONG else 4
            every = every if is_sqlite() or LONG else 7
            for one, other in islice(
                zip(paths(resource, name, record), paths(resource, invented, record), strict=True),
                at % every,
                None,
                every,
            ):
                tries.add(COUNTED)
                found, expected = plain(narrow.get(one), name, name), plain(narrow.get(other), invented, name)
                if found != expected:
                    wrong.append(f"{one}: {found[0]}, of an unknown field {expected[0]}")
    assert not wrong, "\n".join([str(len(wrong)), *wrong[:40]])


def test_a_hidden_field_is_asked_through_no_link(
    site: Site, standing: Standing, narrow: Browser, tries: Tries
) -> None:
    known = {each.name: each for each in swept(site)}
    for resource in known.values():
        for link in resource.by_name.values():
            target = known.get(link.to) if isinstance(link, Link) else None
            for name in (
                hidden_names(target)[:3] if target and link.name not in hidden_names(resource) else ()
            ):
                for path in ("?{}=1", "count?{}!=1", "filter?{}=a", "filter/row?f={}", "?f={}&o=empty&v="):
                    asked = [
                        plain(
                            narrow.get(f"/{resource.path}/{path.format(f'{link.name}.{word}')}"), word, name
                        )
                        for word in (name, "z" * len(name))
                    ]
                    tries.add(COUNTED, 2)
                    assert asked[0] == asked[1], (resource.name, link.name, name, path)


def test_a_hidden_field_is_asked_of_nothing_that_leads_here(
    site: Site, standing: Standing, narrow: Browser, tries: Tries
) -> None:
    known = {each.name: each for each in swept(site)}
    for other in known.values():
        hidden = hidden_names(other)
        for link in other.by_name.values():
            resource = known.get(link.to) if isinstance(link, Link) else None
            for name in hidden[:3] if resource else ():
                asked = [
                    [
                        plain(narrow.get(path), word, name)
                        for path in _asked_there(known[link.to], other, link.name, word)
                    ]
                    for word in (name, "z" * len(name))
                ]
                tries.add(COUNTED, 2 * len(asked[0]))
                assert asked[0] == asked[1], (other.name, link.name, name)
            if resource and link.name in hidden:
                asked = [
                    [
                        plain(narrow.get(path), word, link.name)
                        for path in _asked_there(known[link.to], other, word, other.title)
                    ]
                    for word in (link.name, "z" * len(link.name))
                ]
                assert asked[0] == asked[1], (other.name, link.name)


def _asked_there(resource: Resource, other: Resource, link: str, name: str) -> Iterator[str]:
    """Addresses that ask for what leads to records of `resource` by a Link, by one of its fields."""
    base, back = f"/{resource.path}", f"{other.name}.{link}"
    for word in ("has", "has_no"):
        for place in ("", "count", "filter"):
            yield f"{base}/{place}?f=(&o={word}&v={back}&f={name}&o=eq&v=1&f=)&o=&v="
        spec = {word: back, "where": [{"field": name, "op": "empty"}]}
        yield f"/api/v1{base}?filter={quote(json.dumps(spec))}"
    yield f"{base}/filter/row?of={back}&f={name}"
    yield f"{base}/filter/row?has={back}&depth=2"


def test_writing_a_hidden_field_is_refused_like_an_unknown_one(
    site: Site, standing: Standing, narrow: Browser, tries: Tries
) -> None:
    for resource in swept(site):
        record = _record(site, standing, resource)
        for name in hidden_names(resource):
            answers = []
            for word in (name, "z" * len(name)):
                base = f"/{resource.path}"
                requests: list[tuple[str, str, Any]] = [
                    ("PATCH", f"/api/v1{base}/{record}", {word: "1"}),
                    ("POST", f"/api/v1{base}", {word: "1"}),
                ]
                found = [plain(narrow.program(m, path, body), word, name) for m, path, body in requests]
                found.append(plain(narrow.post(f"{base}/{record}/field/{word}", {word: "1"}), word, name))
                sent = {"line": "1", "version": "1"}
                found.append(plain(narrow.post(f"{base}/{record}/field/{word}/restore", sent), word, name))
                answers.append(found)
                tries.add(COUNTED, 4)
            assert answers[0] == answers[1], name


def test_masked_fields_can_not_be_asked_sorted_or_edited(
    site: Site, standing: Standing, tries: Tries
) -> None:
    grants = json.dumps({"*": "own", "*.view": "team", "*.reveal": "none", "people.*.view": "all"})
    site.hire("masked", "上海一部", grants=grants)
    site.renew()
    browser = site.browser("masked")
    for resource in customers(site):
        masked = [field for field in resource.by_name.values() if field.mask]
        record = _record(site, standing, resource, "masked")
        secret = {f.name: f"{13812345678}" if "mobile" in f.name else "110101199003070134" for f in masked}
        values = {name: text for name, text in secret.items() if name == "mobile"}
        edit(site.system, resource, record, values)
        base, api = f"/{resource.path}", f"/api/v1/{resource.path}"
        for field in masked:
            pages = [
                f"{base}/{record}",
                f"{base}/{record}/edit",
                f"{base}/{record}/history",
                f"{base}/{record}/peek",
                f"{base}/?c={field.name}",
                f"{base}/{record}/field/{field.name}?display",
                f"{api}/{record}",
                f"{api}?fields={field.name}",
                f"{api}/{record}/history",
                f"{base}/{record}/history?field={field.name}",
            ]
            for path in pages:
                tries.add(COUNTED)
                assert "13812345678" not in browser.get(path).text, path
            asked = [
                f"{base}/?{field.name}~=138",
                f"{base}/?sort={field.name}",
                f"{api}?{field.name}^=138",
                f"{api}?sort={field.name}",
                f"{api}?group={field.name}",
            ]
            for path in asked:
                tries.add(COUNTED)
                assert browser.get(path).status_code == 400, path
            tries.add(COUNTED, 2)
            assert browser.get(f"{base}/{record}/field/{field.name}").status_code == 403
            assert browser.program("PATCH", f"{api}/{record}", {field.name: "1"}).status_code == 422


def test_no_answer_tells_a_linked_title_that_is_hidden(site: Site, standing: Standing, tries: Tries) -> None:
    """Hidden titles of linked records stay hidden in lists, forms, lookups, the bin, sentences and answers to programs."""
    for resource in customers(site):
        name = f"blind.{resource.name}"
        grants = json.dumps({"*": "all", "people.*": "none", "people.*.view": "all"})
        site.hire(
            name, "上海一部", grants=grants, hidden=json.dumps({resource.name: _told_by_title(resource)})
        )
    site.renew()
    for resource in customers(site):
        browser = site.browser(f"blind.{resource.name}")
        column = resource.by_name[resource.title]
        mark = f"Geheimnis{column.name}甲{resource.label_one}"
        for kept in standing.of(resource.name):
            if not kept.in_bin:
                edit(site.system, resource, kept.id, {column.name: mark})
        first = next(k.id for k in standing.of(resource.name) if not k.in_bin)
        base, api = f"/{resource.path}", f"/api/v1/{resource.path}"
        pages = [
            "/",
            f"{base}/",
            f"{base}/bin",
            f"{base}/{first}",
            f"{base}/{first}/edit",
            f"{base}/{first}/history",
            api,
            f"{api}/{first}",
            f"{api}/{first}/history",
        ]
        for other in customers(site):
            for field in other.by_name.values():
                if isinstance(field, Link) and field.to == resource.name:
                    pages += [
                        f"/{other.path}/",
                        f"/{other.path}/lookup/{field.name}",
                        f"/{other.path}/lookup/{field.name}?q=Geheim",
                        f"/api/v1/{other.path}",
                    ]
                    pages += [f"/{other.path}/{k.id}" for k in standing.of(other.name) if not k.in_bin]
        for path in pages:
            tries.add(COUNTED)
            answer = browser.get(path)
            assert answer.status_code in (200, 404), (path, answer.status_code)
            assert mark not in answer.text, path
        tries.add(COUNTED)
        assert browser.get(f"{base}/?q=Geheim").status_code == browser.get(f"{base}/?q=nichts").status_code
        deleted = browser.post(f"{base}/{first}/delete")
        assert mark not in deleted.text
        assert mark not in str(_flashed(site, deleted))


def _told_by_title(resource: Resource) -> list[str]:
    """The title and the fields that follow from it."""
    given = {resource.title: resource.by_name[resource.title].parse("Wang Fang")}
    return [resource.title, *(resource.fill(given, given) if resource.fill else ())]


def _flashed(site: Site, answer: TestResponse) -> Any:
    """The content of the session cookie that an answer set."""
    serializer = site.app.session_interface.get_signing_serializer(site.app)  # type: ignore[attr-defined]
    cookies = [c for c in answer.headers.getlist("Set-Cookie") if c.startswith("guanxi=")]
    return [serializer.loads(c.partition("=")[2].partition(";")[0]) for c in cookies]


def _record(site: Site, standing: Standing, resource: Resource, name: str = NAME) -> int:
    """A record of this user, or one about or part of what his team owns."""
    values = as_sent(resource, needed(standing, resource))
    if resource.name == attachments.name:
        made = attach(site.system, Ref.read(values["about"][0]), [Upload("wang.txt", io.BytesIO(b"text"))])
        return int(made.value[0].id)
    owner = {resource.rows.own: site.staff[name]} if resource.rows.own else {}
    done = create(site.system, resource, {**values, **owner})
    assert done.ref is not None
    return done.ref.id
