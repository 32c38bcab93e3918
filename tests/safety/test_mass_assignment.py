"""Mass assignment: every way to write gets every column of the model and twenty invented names; only what is declared changes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from digest import differences, digest
from house_under_attack import Site, Standing
from test_foreign_ids import mine, owned

from guanxi.data.database import row
from guanxi.data.fields import About, Boolean, Field, LongText, PersonName, Text
from guanxi.records.resource import Resource
from guanxi.testing.tries import Tries

INVENTED = (
    "is_admin admin role roles grants password hash token session permission permissions scope system actor actor_id "
    "user_id deleted __class__ cf.x batch"
).split()
HOST_KEPT = {"version", "changed_at"}
COUNTED = "mass assignment"


def columns(resource: Resource) -> list[str]:
    return list(resource.model._meta.columns)


def stored(resource: Resource, record_id: int) -> dict[str, Any]:
    names = columns(resource)
    listed = ", ".join(f'"{name}"' for name in names)
    found = row(f'SELECT {listed} FROM "{resource.model._meta.table_name}" WHERE id = ?', [record_id])
    assert found is not None
    return dict(zip(names, found, strict=True))


def changed(resource: Resource, record_id: int, before: dict[str, Any]) -> set[str]:
    return {name for name, value in stored(resource, record_id).items() if value != before[name]}


def writable_text(resource: Resource) -> Field:
    return next(
        f for f in resource.by_name.values() if type(f) in (Text, PersonName, LongText) and not f.read_only
    )


def undeclared(resource: Resource) -> list[str]:
    """Everything that is no field somebody may write: columns, read-only fields, invented names."""
    declared = {f.name for f in resource.by_name.values() if not f.read_only}
    parts = {
        column
        for f in resource.by_name.values()
        if not f.read_only
        for column in f.columns
        if f.name != column
    }
    parts = {name for name in parts if not name.endswith("_id")}
    read_only = [f.name for f in resource.by_name.values() if f.read_only]
    return [
        n
        for n in dict.fromkeys([*columns(resource), *read_only, *INVENTED])
        if n not in declared | parts | {"version"}
    ]


def test_a_page_writes_declared_fields_only(site: Site, standing: Standing, tries: Tries) -> None:
    browser = site.browser("seller.shanghai")
    for resource in owned(site):
        field, own = writable_text(resource), mine(standing, resource.name)
        extra = dict.fromkeys(undeclared(resource), "7")
        before = stored(resource, own.id)
        allowed = {*field.columns, *_following(resource, field), *_ticked(resource)} | HOST_KEPT
        for number, path in enumerate((f"{own.id}/edit", f"{own.id}/field/{field.name}")):
            sent = {
                **extra,
                field.name: f"Wang {number}",
                "version": str(stored(resource, own.id)["version"]),
            }
            answer = browser.post(f"/{resource.path}/{path}", sent)
            tries.add(COUNTED, len(extra))
            assert answer.status_code in (200, 303), answer.text
            assert changed(resource, own.id, before) <= allowed
        made = browser.post(f"/{resource.path}/new", {**_required(resource, standing), **extra})
        assert made.status_code == 303
        tries.add(COUNTED, len(extra))
        fresh = stored(resource, int(made.headers["Location"].rpartition("/")[2]))
        assert fresh["created_by"] == fresh["owner_id"] == site.staff["seller.shanghai"]
        assert (fresh["version"], fresh["deleted_at"], fresh["id"] != 7) == (1, None, True)
        assert fresh["team_id"] != 7


def test_a_program_is_told_of_each_name_that_is_no_field(
    site: Site, standing: Standing, tries: Tries
) -> None:
    browser = site.browser("seller.shanghai")
    for resource in owned(site):
        own = mine(standing, resource.name)
        before = digest()
        for name in undeclared(resource):
            for value in (7, "7", None, [7], {"x": 7}):
                tries.add(COUNTED, 2)
                edited = browser.program("PATCH", f"/api/v1/{resource.path}/{own.id}", {name: value})
                made = browser.program(
                    "POST", f"/api/v1/{resource.path}", {**_required(resource, standing), name: value}
                )
                assert (edited.status_code, made.status_code) == (422, 422), (name, value, edited.text)
        assert not differences(before)


def test_hidden_and_locked_fields_stay_whatever_is_sent(site: Site, standing: Standing, tries: Tries) -> None:
    for resource in owned(site):
        free = [
            f for f in resource.by_name.values() if not f.read_only and not f.required and f.name != "owner"
        ]
        for closing in ("hidden", "locked"):
            closed = [f.name for f in free[::2]]
            name = f"{closing}.{resource.name}"
            grants = json.dumps({"*": "own", "*.view": "team", "people.*": "none"})
            site.hire(name, "上海一部", grants=grants, **{closing: json.dumps({resource.name: closed})})
            site.renew()
            browser, own = site.browser(name), _own(site, standing, resource, name)
            before = stored(resource, own)
            for field in (f for f in free if f.name in closed):
                for raw in ("Neu", "8", "2026-01-01", "neu@kunde.example", ""):
                    tries.add(COUNTED, 3)
                    base = f"/{resource.path}/{own}"
                    browser.post(f"{base}/edit", {field.name: raw, f"{field.name}_currency": "CNY"})
                    answer = browser.post(f"{base}/field/{field.name}", {field.name: raw})
                    assert answer.status_code == (404 if closing == "hidden" else 403)
                    assert browser.program("PATCH", f"/api/v1{base}", {field.name: raw}).status_code == 422
            assert changed(resource, own, before) == set()
            made = browser.post(
                f"/{resource.path}/new", {**_required(resource, standing), **dict.fromkeys(closed, "7")}
            )
            fresh = stored(resource, int(made.headers["Location"].rpartition("/")[2]))
            written = [c for name in closed for c in resource.by_name[name].columns if c in fresh]
            assert all(fresh[c] in (None, before[c]) for c in written if not _filled(resource, c))
            assert not any(str(fresh[c]) == "7" for c in written)


@pytest.mark.parametrize("path", ["/account/details", "/language", "/theme"])
def test_the_own_account_page_writes_name_language_zone_and_theme_only(
    site: Site, path: str, tries: Tries
) -> None:
    users = site.resources["people.user"]
    me = site.staff["seller.shanghai"]
    before = stored(users, me)
    sent = {
        **dict.fromkeys([*columns(users), *INVENTED], "7"),
        "name": "王芳芳",
        "language": "en",
        "zone": "UTC",
    }
    site.browser("seller.shanghai").post(path, {**sent, "theme": "dark"})
    tries.add(COUNTED, len(sent))
    assert changed(users, me, before) <= {"name", "sort_name", "language", "zone", "theme"} | HOST_KEPT


def _own(site: Site, standing: Standing, resource: Resource, name: str) -> int:
    from guanxi.records.standard import create

    values = _required(resource, standing)
    made = create(site.system, resource, {**values, str(resource.rows.own): site.staff[name]})
    assert made.ref is not None
    return made.ref.id


def _required(resource: Resource, standing: Standing) -> dict[str, Any]:
    return {
        f.name: mine(standing, standing.site.borne(f)[0]).text if isinstance(f, About) else "Neu"
        for f in resource.by_name.values()
        if f.required and f.default is None
    }


def _filled(resource: Resource, column: str) -> bool:
    """Whether a record never lacks the column, so that the house fills it where nobody says anything."""
    return not resource.model._meta.columns[column].null


def _switches(resource: Resource) -> set[str]:
    """The columns of switches: a form that does not name one turns it off."""
    return {c for f in resource.by_name.values() if isinstance(f, Boolean) and f.required for c in f.columns}


def _ticked(resource: Resource) -> set[str]:
    """What a whole form empties by leaving it out: a browser sends nothing for boxes that are not ticked."""
    boxes = [each for each in resource.fields if each.editor in ("choices", "boolean") and not each.read_only]
    return {column for each in boxes for column in each.columns}


def _following(resource: Resource, field: Field) -> set[str]:
    """Columns that follow from a field by declaration: its sort key, and what the resource fills."""
    found = {str(field.sort)} if isinstance(field.sort, str) else set()
    if resource.fill:
        given = {field.name: field.parse("Wang 1")}
        found |= {c for name in resource.fill(given, given) for c in resource.by_name[name].columns}
    return found
