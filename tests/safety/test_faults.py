"""Fault sweep: in every use case statement N fails, for every N and at the commit; journal and records agree afterwards."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from house_under_attack import LONG, Browser, Site, Standing
from peewee import OperationalError
from swept import answers, as_sent, customers, has_form, needed, swept, with_forms
from test_mass_assignment import writable_text
from werkzeug.test import TestResponse

from guanxi.data.database import database, is_sqlite, row, rows
from guanxi.records.resource import Resource
from guanxi.testing.tries import Tries

COUNTED = "fault sweep"
UseCase = Callable[[], TestResponse]


class Faults:
    """Lets the statement with the number `at` fail; the commits count too."""

    def __init__(self, at: int) -> None:
        self.at, self.seen, self.struck = at, 0, False

    def count(self) -> None:
        self.seen += 1
        if self.seen == self.at:
            self.struck = True
            raise OperationalError("the disk is gone (a fault that this test causes)")


class _Cursor:
    def __init__(self, real: Any, faults: Faults) -> None:
        self._real, self._faults = real, faults

    def executemany(self, *arguments: Any) -> Any:
        self._faults.count()
        return self._real.executemany(*arguments)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


@contextmanager
def failing(at: int) -> Iterator[Faults]:
    """The statement number `at` of this block fails."""
    faults, real = Faults(at), database.obj
    execute, commit, cursor = real.execute_sql, real.commit, real.cursor

    def failing_execute(*arguments: Any, **named: Any) -> Any:
        faults.count()
        return execute(*arguments, **named)

    def failing_commit() -> Any:
        faults.count()
        return commit()

    real.execute_sql, real.commit = failing_execute, failing_commit
    real.cursor = lambda *arguments, **named: _Cursor(cursor(*arguments, **named), faults)
    try:
        yield faults
    finally:
        del real.execute_sql, real.commit, real.cursor


def counts() -> dict[str, int]:
    """How many rows each table has."""
    return {
        table: (row(f'SELECT count(*) FROM "{table}"') or (0,))[0] for table in sorted(database.get_tables())
    }


def disagreements(site: Site) -> list[str]:
    """Where journal and records differ: every change has its lines, every record is what its lines make of it."""
    found = [
        f"change {id} has no line"
        for (id,) in rows(
            'SELECT c.id FROM "change" c WHERE c."key" IS NULL AND NOT EXISTS (SELECT 1 FROM change_line l WHERE l.change_id = c.id)'
        )
    ]
    found += [
        f"line {id} has no change"
        for (id,) in rows(
            'SELECT l.id FROM change_line l WHERE NOT EXISTS (SELECT 1 FROM "change" c WHERE c.id = l.change_id)'
        )
    ]
    for resource in site.resources.values():
        found += _of(resource)
    return found


def _of(resource: Resource) -> Iterator[str]:
    names = list(resource.model._meta.columns)
    listed = ", ".join(f'"{name}"' for name in names)
    lines: dict[int, list[Any]] = {}
    teams = dict(rows("SELECT id, team_id FROM people_user"))
    for record, version, fields in rows(
        "SELECT record_id, version, fields FROM change_line WHERE kind = ? ORDER BY version, id",
        [resource.name],
    ):
        lines.setdefault(record, []).append((version, json.loads(fields)))
    for values in rows(f'SELECT {listed} FROM "{resource.model._meta.table_name}"'):
        kept = dict(zip(names, values, strict=True))
        history = lines.pop(kept["id"], [])
        if [version for version, _ in history] != list(range(1, kept["version"] + 1)):
            yield f"{resource.name} {kept['id']} is at version {kept['version']} with lines {[v for v, _ in history]}"
        if resource.rows.own and kept["owner_id"] and kept["team_id"] != teams.get(kept["owner_id"]):
            yield f"{resource.name} {kept['id']} is not in the team of its owner"
        replayed: dict[str, Any] = {}
        for _version, fields in history:
            replayed |= {
                column: new
                for column, (_old, new) in fields.items()
                if column != "team_id" or not resource.rows.own
            }
        wrong = [c for c, value in replayed.items() if c in kept and not _same(kept[c], value)]
        if wrong:
            yield f"{resource.name} {kept['id']}: {wrong} are not as the journal says"
    yield from (f"{resource.name} {record} has lines and is not there" for record in lines)


def _same(kept: Any, told: Any) -> bool:
    return bool(kept == told) or str(kept) == str(told)


def use_cases(site: Site, standing: Standing) -> Iterator[tuple[str, UseCase]]:
    """Everything that writes, by page and by program, each on records of its own."""
    admin = site.browser("admin")
    for resource in reversed(swept(site)):  # parts before what they are part of is deleted
        if resource not in customers(site) and not (is_sqlite() or LONG):
            continue
        if resource in with_forms(site):
            yield from _forms(site, standing, admin, resource)
        yield from _programs(site, standing, admin, resource)
    for resource in customers(site):
        yield f"{resource.name} import", _import(admin, resource)
    agent = site.staff["agent"]
    yield (
        "account",
        _post(site.browser("agent"), "/account/details", {"name": "陈静静", "language": "zh", "zone": "UTC"}),
    )
    yield (
        "token",
        _post(site.browser("agent"), "/account/tokens", {"name": "x", "scopes": "read", "days": "7"}),
    )
    yield "give a role", _post(admin, f"/people/users/{site.staff['roleless']}/access/roles", {"role": "4"})
    yield "take a role", _post(admin, f"/people/users/{agent}/access/roles/5/take", {})
    yield "reset a password", _post(admin, f"/people/users/{agent}/access/link", {})
    yield (
        "move a user",
        _post(admin, f"/people/users/{site.staff['seller.hangzhou']}/field/team", {"team": "3"}),
    )
    yield "deactivate", _post(admin, f"/people/users/{agent}/access/deactivate", {})
    yield "activate", _post(admin, f"/people/users/{agent}/access/activate", {})
    yield "new team", _post(admin, "/people/teams/new", {"name": "Team Neu"})
    yield "new user", _post(admin, "/people/users/new", {"name": "Neu", "mail": "neu@demo.example"})


def _forms(
    site: Site, standing: Standing, admin: Browser, resource: Resource
) -> Iterator[tuple[str, UseCase]]:
    """What is done with records of one kind by pages."""
    living = iter([k.id for k in standing.of(resource.name) if not k.in_bin])
    binned = next(k.id for k in standing.of(resource.name) if k.in_bin)
    name, base, text = resource.name, f"/{resource.path}", writable_text(resource).name
    need = needed(standing, resource)
    yield f"{name} create", _post(admin, f"{base}/new", need)
    yield f"{name} create once", _post(admin, f"{base}/new", {**need, "once": "o-" + name})
    yield f"{name} edit", _post(admin, f"{base}/{next(living)}/edit", {text: "Wang Er", "version": "1"})
    yield f"{name} in place", _post(admin, f"{base}/{next(living)}/field/{text}", {text: "Wang San"})
    if resource.rows.own:
        to = {"owner": str(site.staff["agent"])}
        yield f"{name} give to another", _post(admin, f"{base}/{next(living)}/edit", to)
    yield f"{name} delete", _post(admin, f"{base}/{next(living)}/delete", {})
    yield f"{name} restore", _post(admin, f"{base}/{binned}/restore", {})
    if answers(site, f"{base}/delete", "POST"):
        yield (
            f"{name} delete several",
            _post(admin, f"{base}/delete", {"id": [str(next(living)), str(next(living))]}),
        )
    yield f"{name} undo", _post(admin, f"/undo/{_change_of(name, next(living))}", {})


def _programs(
    site: Site, standing: Standing, admin: Browser, resource: Resource
) -> Iterator[tuple[str, UseCase]]:
    """What is done with records of one kind by programs."""
    name, api, text = resource.name, f"/api/v1/{resource.path}", writable_text(resource).name
    one = next(k.id for k in standing.of(name) if not k.in_bin)
    if has_form(site, f"/{resource.path}"):
        need = as_sent(resource, needed(standing, resource))
        yield (
            f"{name} program creates",
            _program(admin, "POST", api, need, **{"Idempotency-Key": f"k-{name}"}),
        )
    yield f"{name} program edits", _program(admin, "PATCH", f"{api}/{one}", {text: "Köln"})
    yield f"{name} program deletes", _program(admin, "DELETE", f"{api}/{one}", None)
    yield f"{name} program restores", _program(admin, "POST", f"{api}/{one}/restore", None)


def _post(browser: Browser, path: str, form: dict[str, Any]) -> UseCase:
    sent = browser.versions(path) | form
    return lambda: browser.post(path, sent)


def _program(browser: Browser, method: str, path: str, content: Any, **headers: str) -> UseCase:
    return lambda: browser.program(method, path, content, **headers)


def _import(browser: Browser, resource: Resource) -> UseCase:
    data = f"{resource.title}\n" + "".join(f"Wang {sign}\n" for sign in "甲乙丙丁")
    file = (io.BytesIO(data.encode()), "data.csv")
    address = browser.post(f"/{resource.path}/import", {"file": file}).headers["Location"]
    return lambda: browser.post(address, {"act": "import"})


def _change_of(kind: str, record: int) -> int:
    found = row("SELECT min(change_id) FROM change_line WHERE kind = ? AND record_id = ?", (kind, record))
    assert found is not None
    return int(found[0])


def test_nothing_is_half_written_whichever_statement_fails(
    site: Site, standing: Standing, tries: Tries
) -> None:
    site.browser("agent"), site.browser("admin")
    assert not disagreements(site)
    cases = 0
    for name, use in use_cases(site, standing):
        cases += 1
        before, struck = counts(), 0
        for at in range(1, 400):
            with failing(at) as faults:
                answer = use()
            if not faults.struck:
                assert answer.status_code < 400, (name, answer.status_code, answer.text[:9000][-2500:])
                assert not disagreements(site), name
                break
            struck += 1
            tries.add(COUNTED)
            assert not (wrong := disagreements(site)), (name, at, wrong)
            if counts() != before:
                assert answer.status_code < 400 or _is_import(name) or at > 3, (name, at, answer.status_code)
                break
        assert struck > 3, f"{name} was finished before a fault came"
    tries.add("fault sweep use cases", cases)


def _is_import(name: str) -> bool:
    return name.endswith("import")
