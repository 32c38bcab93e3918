"""Every id that a request can name, swapped for one of a record that the actor does not see: refused, and nothing written."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import oracle
import pytest
from digest import differences, digest
from expected import kind_of
from house_under_attack import ROLELESS, SENT, Kept, Site, Standing
from swept import has_form

from guanxi.data.database import rows
from guanxi.data.fields import About, Date, Field, Link
from guanxi.records.resource import Resource
from guanxi.records.standard import edit
from guanxi.testing.tries import Tries

ACTOR = "seller.shanghai"
COUNTED = "foreign ids"


def owned(site: Site) -> list[Resource]:
    """The resources of plugins that belong to somebody."""
    found = [each for each in site.resources.values() if each.rows.own and each.plugin != "people"]
    return [each for each in found if each.name not in SENT]


def foreign(site: Site, standing: Standing, resource: str, actor: str = ACTOR) -> list[Kept]:
    """Records that the actor does not see, and one that does not exist."""
    kind = kind_of(site.resources[resource])
    found = [k for k in standing.of(resource) if not oracle.reaches(actor, kind, "view", k.owner)]
    return [*found, Kept(resource, Standing.MISSING, None)]


def mine(standing: Standing, resource: str, actor: str = ACTOR) -> Kept:
    """A living record of the actor."""
    return next(k for k in standing.of(resource) if k.owner == actor and not k.in_bin)


def links(site: Site) -> Iterator[tuple[Resource, Link]]:
    """Every Link field of plugins' resources that people write and that leads to a record of a plugin."""
    for resource in site.resources.values():
        for field in resource.by_name.values():
            if not isinstance(field, Link) or field.read_only or field.to.startswith("people."):
                continue
            if resource.plugin != "people" and oracle.scope(ACTOR, resource.permission("edit")):
                yield resource, field


def test_no_link_leads_to_a_record_unseen(site: Site, standing: Standing, tries: Tries) -> None:
    browser, before = site.browser(ACTOR), None
    for resource, field in links(site):
        own = mine(standing, resource.name)
        base = f"/{resource.path}"
        values = {"name": "Neu", "position": "Neu"}
        for kept in foreign(site, standing, field.to):
            before = digest()
            sent = {**values, field.name: str(kept.id)}
            answers = [
                browser.post(f"{base}/new", sent),
                browser.post(f"{base}/{own.id}/edit", {field.name: str(kept.id)}),
                browser.post(f"{base}/{own.id}/field/{field.name}", {field.name: str(kept.id)}),
                browser.program(
                    "POST", f"/api/v1{base}", {**_required(standing, resource), field.name: kept.id}
                ),
                browser.program("PATCH", f"/api/v1{base}/{own.id}", {field.name: kept.id}),
            ]
            tries.add(COUNTED, len(answers))
            assert [answer.status_code for answer in answers] == [422] * 5, (field.name, kept)
            assert not differences(before), (field.name, kept)


def test_no_entry_is_about_a_record_unseen(site: Site, standing: Standing, tries: Tries) -> None:
    browser = site.browser(ACTOR)
    for resource in site.resources.values():
        for field in resource.by_name.values():
            if not isinstance(field, About) or field.read_only:
                continue
            own, base = mine(standing, resource.name), f"/{resource.path}"
            for kept in [k for to in site.borne(field) for k in foreign(site, standing, to)]:
                before, sent = digest(), f"{kept.resource}/{kept.id}"
                required = _required(standing, resource)
                answers = [
                    browser.post(f"{base}/new", {**_texts(required), field.name: sent}),
                    browser.post(f"{base}/{own.id}/edit", {field.name: sent}),
                    browser.post(f"{base}/{own.id}/field/{field.name}", {field.name: sent}),
                    browser.program("POST", f"/api/v1{base}", {**required, field.name: [sent]}),
                    browser.program("PATCH", f"/api/v1{base}/{own.id}", {field.name: [sent]}),
                ]
                tries.add(COUNTED, len(answers))
                form = 422 if has_form(site, base) else 404
                assert [answer.status_code for answer in answers] == [form, form, 422, 422, 422], (
                    field.name,
                    kept,
                )
                assert not differences(before), (field.name, kept)


def _texts(values: dict[str, object]) -> dict[str, str]:
    return {
        name: ", ".join(value) if isinstance(value, list) else str(value) for name, value in values.items()
    }


def _required(standing: Standing, resource: Resource) -> dict[str, object]:
    return {
        field.name: _required_value(standing, field)
        for field in resource.by_name.values()
        if field.required and field.default is None
    }


def _required_value(standing: Standing, field: Field) -> object:
    if isinstance(field, About):
        kept = mine(standing, standing.site.borne(field)[0])
        return [f"{kept.resource}/{kept.id}"]
    if isinstance(field, Date):
        return "2026-03-05"
    return mine(standing, field.to).id if isinstance(field, Link) else "Neu"


def test_lookup_and_prefilled_forms_name_nobody_unseen(site: Site, standing: Standing, tries: Tries) -> None:
    browser = site.browser(ACTOR)
    for resource, field in links(site):
        target = site.resources[field.to]
        table = target.model._meta.table_name
        titles = dict(rows(f'SELECT id, "{target.title}" FROM "{table}"'))
        hidden = foreign(site, standing, field.to)[:-1]
        for kept in hidden:
            title = titles[kept.id] or ""
            looked = browser.get(f"/{resource.path}/lookup/{field.name}?q={title}").text
            offered = {int(found) for found in re.findall(r'data-value="(\d+)"', looked)}
            tries.add(COUNTED, 3)
            assert not offered & {each.id for each in hidden}
            new = browser.get(f"/{resource.path}/new?{field.name}={kept.id}").text
            chips = browser.get(f"/{resource.path}/?{field.name}={kept.id}").text
            assert not title or title not in new + chips


def test_a_bulk_action_with_one_id_unseen_does_nothing(site: Site, standing: Standing, tries: Tries) -> None:
    browser = site.browser(ACTOR)
    for resource in owned(site):
        own = [k.id for k in standing.of(resource.name) if k.owner == ACTOR and not k.in_bin]
        for _more in range(4):
            made = browser.program("POST", f"/api/v1/{resource.path}", _required(standing, resource))
            own.append(made.get_json()["id"])
        before = digest()
        for kept in foreign(site, standing, resource.name):
            for place in range(len(own) + 1):
                ids = [*map(str, own[:place]), str(kept.id), *map(str, own[place:])]
                tries.add(COUNTED)
                assert browser.post(f"/{resource.path}/delete", {"id": ids}).status_code == 404
        assert not differences(before)


def test_undo_of_a_change_on_a_record_unseen_is_refused(site: Site, standing: Standing, tries: Tries) -> None:
    browser = site.browser(ACTOR)
    for resource in owned(site):
        for kept in foreign(site, standing, resource.name)[:-1]:
            if kept.in_bin:
                continue
            done = edit(
                site.system, resource, kept.id, {"note": "anders"} if "note" in resource.by_name else {}
            )
            site.browser(ROLELESS)
            before = digest()
            tries.add(COUNTED, 3)
            assert browser.post(f"/undo/{done.change}").status_code == 404
            assert site.browser(ROLELESS).post(f"/undo/{done.change}").status_code == 404
            assert browser.program("POST", f"/api/v1/changes/{done.change}/undo").status_code == 404
            assert not differences(before)


def test_an_import_links_to_nobody_unseen(site: Site, standing: Standing, tries: Tries) -> None:
    browser = site.browser(ACTOR)
    for resource, field in links(site):
        target = site.resources[field.to]
        table, own_table = target.model._meta.table_name, resource.model._meta.table_name
        title = target.by_name[target.title].columns[0]
        for kept in foreign(site, standing, field.to):
            name = next(
                (t for i, t in rows(f'SELECT id, "{title}" FROM "{table}"') if i == kept.id), "nobody"
            )
            for text in (name or "", str(kept.id)):
                data = f"name,position,{field.name}\nNeu,Neu,{text}\n".encode()
                form = {"file": (io.BytesIO(data), "data.csv")}
                tries.add(COUNTED)
                answer = browser.post(f"/{resource.path}/import", form)
                assert answer.status_code == 303
                begun = browser.post(answer.headers["Location"], {"act": "import"})
                assert begun.status_code in (303, 422)  # 422: what must be named has no column
                column = field.columns[0]
                pointing = rows(
                    f'SELECT id FROM "{own_table}" WHERE "{column}" = ? AND created_by = ?',
                    (kept.id, site.staff[ACTOR]),
                )
                assert not pointing, (field.name, text)


@pytest.mark.parametrize("kind", ["sessions", "tokens"])
def test_nobody_ends_what_belongs_to_another_account(site: Site, kind: str, tries: Tries) -> None:
    site.browser("admin")
    browser = site.browser(ACTOR)
    before, ending = digest(), {"sessions": "end", "tokens": "revoke"}[kind]
    table = {"sessions": "people_sign_in_session", "tokens": "people_api_token"}[kind]
    for (found,) in rows(f"SELECT id FROM {table} WHERE user_id <> ?", [site.staff[ACTOR]]):
        tries.add(COUNTED)
        assert browser.post(f"/account/{kind}/{found}/{ending}").status_code == 404
    assert not differences(before)
