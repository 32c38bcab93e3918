"""Twin databases: two that differ only in what somebody may not see answer every request of his alike, byte for byte.

Each address is asked by one of the actors, on the second database every other one; ``LONG=1``: all by all of them.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import oracle
import pytest
from digest import differences, digest, taken_back
from expected import kind_of
from house_under_attack import LONG, Browser, Kept, Site, Standing, text_of
from test_foreign_ids import owned
from test_hidden_fields import hidden_names, without_secrets

from guanxi.data.database import is_sqlite, row, rows, run
from guanxi.data.fields import About, Date, Link, Tags
from guanxi.records.resource import Resource
from guanxi.records.search import building
from guanxi.testing.tries import Tries

COUNTED = "twin databases"
NARROW = "narrow"
ACTORS = ("seller.shanghai", "lead.east", "roleless", NARROW)
CHANGED = "Zwilling乙"
SEARCHED = ("恒润", "hr", "李", "li", "138", "0000", "name", "zeile", "a", "乙", CHANGED, "恒润 138")


@pytest.fixture
def twins(site: Site, standing: Standing) -> Site:
    """The house with one more person like the seller of Shanghai, from whom half of all fields are hidden."""
    grants = {"*": "own", "*.view": "team", "people.*": "none", "people.*.view": "all"}
    hidden = {each.name: hidden_names(each) for each in owned(site)}
    site.hire(NARROW, "上海一部", grants=json.dumps(grants), hidden=json.dumps(hidden))
    oracle.TEAM_OF[NARROW], oracle.ROLE_OF[NARROW] = "上海一部", "seller"
    site.renew()
    return site


def addresses(site: Site, standing: Standing, actor: str) -> Iterator[tuple[str, str]]:
    """Method and address of what this actor may ask for: lists, records, forms, lookups, by page and by program."""
    yield from (
        ("GET", path)
        for path in (
            "/",
            "/people/users/",
            "/people/teams/",
            "/api/v1/",
            "/api/v1/openapi.json",
            "/search/entries",
        )
    )
    for typed in SEARCHED:
        yield from (("GET", f"{path}?q={typed}") for path in ("/search", "/search/hits", "/api/v1/search"))
    for resource in owned(site):
        base, api = f"/{resource.path}", f"/api/v1/{resource.path}"
        names = list(resource.by_name)
        asked = [
            "",
            "q=a",
            "q=恒润",
            "q=hr",
            "q=138",
            "exact",
            "quick=mine",
            "quick=my_team",
            "quick=recently_changed",
            "f=name&o=contains&v=0",
        ]
        asked += [f"sort={way}{name}" for name in resource.order for way in ("", "-")]
        asked += [f"{name}=*" for name in names] + [f"{name}!=*" for name in names]
        asked += [f"{name}={value}" for name in names for value in ("1", "company", CHANGED)]
        for kind in ("csv", "xlsx", "jsonl"):
            for part in ("", "&all=1", "&sort=name", "&q=恒润", "&quick=mine", f"&name={CHANGED}"):
                yield "GET", f"{base}/export?format={kind}{part}"
            yield "GET", f"{api}/export?format={kind}"
        yield from (("GET", f"{base}/print?{part}") for part in ("", "q=恒润", f"name={CHANGED}"))
        yield from (("GET", f"{api}/export?format=jsonl&fields={name}") for name in names)
        yield from (("GET", f"{base}/export?format=csv&c={name}") for name in names)
        yield from (
            ("GET", f"{api}?bin=true&{part}") for part in ("count=exact", "limit=1", "sort=changed_at")
        )
        for part in asked:
            yield "GET", f"{base}/?{part}"
            yield "GET", f"{base}/count?{part}"
            yield "GET", f"{base}/facets?{part}&q=恒润"
            yield (
                "GET",
                f"{api}?{part}&count=exact"
                if "=" in part and not part.startswith(("q=", "quick", "f="))
                else api,
            )
        for name, field in resource.by_name.items():
            yield "GET", f"{base}/?c={name}"
            yield "GET", f"{api}?totals={name}"
            yield "GET", f"{api}?bin=true&group={name}"
            yield "GET", f"{api}?group={name}"
            if isinstance(field, Link):
                target = site.resources.get(field.to)
                for inner in (target.title, target.rows.own) if target else ():
                    yield "GET", f"{base}/count?exact&{name}.{inner}=*"
                    yield "GET", f"{base}/?{name}.{inner}={CHANGED}"
                    yield "GET", f"{api}?count=exact&{name}.{inner}!={CHANGED}"
                    yield "GET", f"{base}/filter/row?f={name}.{inner}"
                yield from (
                    ("GET", f"{base}/lookup/{name}?q={typed}") for typed in ("", "a", "恒润", CHANGED)
                )
        yield from (("GET", path) for path in leading_here(site, resource))
        yield from (("GET", f"{base}/facets?q={typed}") for typed in ("a", "恒润", "1", "VIP", CHANGED))
        yield from (("GET", f"{base}/{part}") for part in ("filter", "columns", "bin", "new", "import"))
        for kept in standing.of(resource.name):
            for part in (
                "",
                "/edit",
                "/history",
                "/peek",
                *(f"/history?field={name}" for name in names[:3]),
                *(f"/field/{name}" for name in names[:6]),
            ):
                yield "GET", f"{base}/{kept.id}{part}"
            masked = [name for name, field in resource.by_name.items() if field.mask]
            yield from (("GET", f"{base}/{kept.id}/unmask/{name}") for name in masked)
            yield "GET", f"{api}/{kept.id}"
            yield "GET", f"{api}/{kept.id}/history"
            if kept.owner != actor:
                yield "POST", f"{base}/{kept.id}/delete"
                yield "DELETE", f"{api}/{kept.id}"
    yield from (
        ("GET", f"{'/' + r.path}/?{f.name}={k.id}")
        for r in site.resources.values()
        for f in r.by_name.values()
        if isinstance(f, Link)
        for k in standing.of(f.to)[:9]
        if r.plugin != "people"
    )
    for change in range(1, 60, 3):
        yield "POST", f"/undo/{change}"


def leading_here(site: Site, resource: Resource) -> Iterator[str]:
    """Addresses that ask for records of others that lead to these, that do not, and for what meets none of some conditions."""
    base, api = f"/{resource.path}", f"/api/v1/{resource.path}"
    for other in owned(site):
        for link in other.by_name.values():
            if not (isinstance(link, Link) and link.to == resource.name):
                continue
            title = {"field": other.title, "op": "contains", "value": CHANGED[:2]}
            for word in ("has", "has_no"):
                name = f"{other.name}.{link.name}"
                asked = f"f=(&o={word}&v={name}&f={other.title}&o=contains&v={CHANGED[:2]}&f=)&o=&v="
                yield f"{base}/?f=(&o={word}&v={name}&f=)&o=&v="
                yield f"{base}/count?exact&{asked}"
                yield f"{base}/filter?{asked}"
                for spec in ({word: name}, {word: name, "where": [title]}, {"not": [{word: name}]}):
                    yield f"{api}?count=exact&filter={quote(json.dumps(spec))}"
                    yield f"{api}?group={resource.rows.own or resource.title}&filter={quote(json.dumps([spec]))}"


def answers(site: Site, browser: Browser, asked: list[tuple[str, str]]) -> list[tuple[int, str]]:
    """What is answered, without what is drawn anew for each answer."""
    found = []
    for method, path in asked:
        if method == "GET":
            answer = browser.get(path) if not path.startswith("/api/") else browser.program("GET", path)
        else:
            with taken_back():
                answer = browser.post(path) if not path.startswith("/api/") else browser.program(method, path)
        text = (
            without_secrets(text_of(answer))
            + "|"
            + answer.headers.get("Link", "")
            + answer.headers.get("Location", "")
        )
        found.append((answer.status_code, re.sub(r"/undo/\d+", "/undo", text)))
    return found


@pytest.mark.long
def test_answers_tell_nothing_of_what_is_unseen(twins: Site, standing: Standing, tries: Tries) -> None:
    wrong: list[str] = []
    for actor in ACTORS if is_sqlite() or LONG else ("seller.shanghai", NARROW):
        browser = twins.browser(actor)
        asked = [each for each in addresses(twins, standing, actor) if _asked(actor, *each)]
        first = answers(twins, browser, asked)
        before = digest()
        with taken_back():
            touched = change_the_unseen(twins, standing, actor)
            assert touched > 20
            assert differences(before), "the twin is no other database"
            second = answers(twins, browser, asked)
        tries.add(COUNTED, len(asked))
        wrong += [
            f"{actor} {m} {p}: {a[0]} and {b[0]}{_apart(a[1], b[1])}"
            for (m, p), a, b in zip(asked, first, second, strict=True)
            if a != b
        ]
    assert not wrong, "\n".join([str(len(wrong)), *wrong[:30]])


def _asked(actor: str, method: str, path: str) -> bool:
    """Whether the actor asks for this address: each falls to one of them, and of those that are alike some to each."""
    turn = zlib.crc32(f"{method} {path}".encode())
    return LONG or turn % len(ACTORS) == ACTORS.index(actor)


def _apart(one: str, other: str) -> str:
    at = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return f" …{one[max(0, at - 40) : at + 40]!r} / {other[at : at + 40]!r}"


def change_the_unseen(site: Site, standing: Standing, actor: str) -> int:
    """Change every text of records that the actor does not see and the hidden fields of those he sees; delete and add some."""
    touched = 0
    for resource in owned(site):
        kind, table = kind_of(resource), resource.model._meta.table_name
        hidden = hidden_names(resource) if actor == NARROW else []
        unseen = [k for k in standing.of(resource.name) if not _sees(actor, kind, k)]
        seen = [k for k in standing.of(resource.name) if _sees(actor, kind, k)]
        columns = [
            name
            for name, field in resource.model._meta.columns.items()
            if field.field_type == "TEXT" and not field.unique
        ]
        for kept in unseen:
            for column in columns:
                touched += _set(table, column, _other(resource, column), kept.id)
            touched += run(
                "UPDATE change_line SET fields = ? WHERE kind = ? AND record_id = ?",
                (json.dumps({"name": [CHANGED, "x"]}), resource.name, kept.id),
            )
        for kept in unseen[1::3]:
            touched += run(
                f'UPDATE "{table}" SET deleted_at = CASE WHEN deleted_at IS NULL THEN 5 ELSE NULL END WHERE id = ?',
                [kept.id],
            )
        touched += _twice(resource, unseen)
        for kept in seen:
            for name in hidden:
                for column in resource.by_name[name].columns:
                    if isinstance(resource.by_name[name], Tags):
                        touched += _set_tags(resource, kept.id)
                        continue
                    touched += _set(
                        table, column, _other(resource, column) if column in columns else 7, kept.id
                    )
                touched += _journal(resource, kept, name)
        building.build(resource, 0, 10_000)
    return touched


def _sees(actor: str, kind: oracle.Kind, kept: Kept) -> bool:
    """Whether the record is seen at all; those in the bin by whoever may delete."""
    reach = oracle.reaches(actor, kind, "view", kept.owner)
    return reach and (not kept.in_bin or oracle.scope(actor, f"{kind.name}.delete") > oracle.NONE)


def _other(resource: Resource, column: str) -> str:
    field = next((f for f in resource.by_name.values() if column in f.columns), None)
    if isinstance(field, About):
        return f'["{field.to[0] if field.to else "contacts.company"}/1"]'
    if isinstance(field, Date):
        return "2001-02-03"
    if column.endswith("_currency"):
        return "EUR"
    return {
        "customer_type": "contact",
        "hobbies": '["tea"]',
        "habits": '["price"]',
        "bought_last": "2026-01-01",
    }.get(column, CHANGED)


def _set(table: str, column: str, value: Any, record: int) -> int:
    return run(f'UPDATE "{table}" SET "{column}" = ? WHERE id = ?', (value, record))


def _set_tags(resource: Resource, record: int) -> int:
    """Another set of tags, which stands in the side table."""
    return run("UPDATE record_tags SET tags = NULL WHERE kind = ? AND record_id = ?", (resource.name, record))


def _journal(resource: Resource, kept: Kept, name: str) -> int:
    """Another past of a hidden field in the lines that the visible record has already."""
    columns, touched = resource.by_name[name].columns, 0
    for line, fields in rows(
        "SELECT id, fields FROM change_line WHERE kind = ? AND record_id = ?", (resource.name, kept.id)
    ):
        found = json.loads(fields)
        found.update({column: [None, CHANGED] for column in columns if column in found})
        touched += run("UPDATE change_line SET fields = ? WHERE id = ?", (json.dumps(found), line))
    return touched


def _twice(resource: Resource, unseen: list[Kept]) -> int:
    """Copies of records that are not seen, under new ids."""
    names = [f'"{name}"' for name in resource.model._meta.columns if name != "id"]
    table, listed = resource.model._meta.table_name, ", ".join(names)
    most = (row(f'SELECT max(id) FROM "{table}"') or (0,))[0]
    for number, kept in enumerate(unseen[:3], 500):
        run(
            f'INSERT INTO "{table}" (id, {listed}) SELECT {most + number}, {listed} FROM "{table}" WHERE id = ?',
            [kept.id],
        )
    return len(unseen[:3])
