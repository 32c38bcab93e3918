"""Several at once: the same form sent twenty times, two people on one field, two on different fields, old versions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from house_under_attack import LONG, Browser, Site, Standing, parallel
from test_foreign_ids import mine, owned
from test_mass_assignment import stored, writable_text

from guanxi.data.database import row, rows
from guanxi.data.fields import About, Text
from guanxi.records.resource import Resource
from guanxi.records.standard import create
from guanxi.testing.tries import Tries

TIMES = 20
PAIRS = 500 if LONG else 40


def number_of(resource: Resource) -> int:
    """How many records there are."""
    return int((row(f'SELECT count(*) FROM "{resource.model._meta.table_name}"') or (0,))[0])


def needed(resource: Resource, standing: Standing, actor: str = "seller.shanghai") -> dict[str, Any]:
    """A form that creates; what is about a record is about one of the actor's."""
    choices = {
        f.name: str(f.initial()) for f in resource.by_name.values() if f.required and f.default is not None
    }
    return {
        **choices,
        **{f.name: "Wang Wu" for f in resource.by_name.values() if f.required and f.default is None},
        **{
            f.name: mine(standing, standing.site.borne(f)[0], actor).text
            for f in resource.by_name.values()
            if f.required and isinstance(f, About)
        },
    }


def test_a_form_sent_twenty_times_at_once_creates_once(site: Site, standing: Standing, tries: Tries) -> None:
    browser = site.browser("seller.shanghai")
    for resource in owned(site):
        before, form = number_of(resource), {**needed(resource, standing), "once": f"once-{resource.name}"}
        found = parallel(TIMES, partial(_create, browser, resource, form))
        tries.add("doubled submit", TIMES)
        assert {getattr(a, "status_code", a) for a in found} == {303}
        assert len({a.headers["Location"] for a in found}) == 1
        assert number_of(resource) == before + 1
        other = browser.post(f"/{resource.path}/new", {**form, resource.title: "Ganz Anders"})
        assert other.status_code == 409
        assert "Ganz Anders" in other.text


def test_a_program_that_repeats_twenty_times_at_once_creates_once(
    site: Site, standing: Standing, tries: Tries
) -> None:
    browser = site.browser("seller.shanghai")
    for resource in owned(site):
        before, body = number_of(resource), needed(resource, standing)
        key = {"Idempotency-Key": f"key-{resource.name}"}
        found = parallel(TIMES, partial(_program_creates, browser, resource, body, key))
        tries.add("doubled submit", TIMES)
        assert {getattr(a, "status_code", a) for a in found} <= {200, 201}
        assert len({a.get_json()["id"] for a in found}) == 1
        assert number_of(resource) == before + 1
        other = site.browser("seller.north").program(
            "POST", f"/api/v1/{resource.path}", needed(resource, standing, "seller.north"), **key
        )
        assert other.status_code == 201


def test_of_two_who_write_one_field_one_is_told(site: Site, standing: Standing, tries: Tries) -> None:
    one, two = site.browser("seller.shanghai"), site.browser("lead.east")
    for resource in owned(site):
        field, own = writable_text(resource), mine(standing, resource.name).id
        for number in range(PAIRS):
            version = str(stored(resource, own)["version"])
            texts = (f"Wang {number} A", f"Wang {number} B")
            forms = [{field.name: text, "version": version} for text in texts]
            found = parallel(2, partial(_edit_one_of, (one, two), resource, own, forms))
            tries.add("lost updates")
            codes = sorted(getattr(a, "status_code", a) for a in found)
            assert codes == [303, 409], codes
            kept, lost = (
                stored(resource, own)[field.columns[0]],
                next(a for a in found if a.status_code == 409),
            )
            assert kept in texts
            assert texts[0] in lost.text
            assert texts[1] in lost.text


def test_two_who_write_different_fields_both_win(site: Site, standing: Standing, tries: Tries) -> None:
    one, two = site.browser("seller.shanghai"), site.browser("lead.east")
    for resource in owned(site):
        fields = [
            f
            for f in resource.by_name.values()
            if type(f) is Text and not f.read_only and f.name != resource.title and not f.when
        ][-2:]
        if len(fields) < 2:
            continue
        own = mine(standing, resource.name).id
        for number in range(PAIRS // 2):
            version = str(stored(resource, own)["version"])
            form = [{f.name: f"{number} {f.name}", "version": version} for f in fields]
            found = parallel(2, partial(_edit_one_of, (one, two), resource, own, form))
            tries.add("lost updates")
            assert [getattr(a, "status_code", a) for a in found] == [303, 303]
            kept = stored(resource, own)
            assert [kept[f.name] for f in fields] == [f"{number} {f.name}" for f in fields]


def test_an_old_version_shows_both_values_and_writes_nothing(
    site: Site, standing: Standing, tries: Tries
) -> None:
    browser = site.browser("seller.shanghai")
    for resource in owned(site):
        field, own = writable_text(resource), mine(standing, resource.name).id
        assert _edit(browser, resource, own, {field.name: "Wang Neu", "version": "1"}).status_code == 303
        before = stored(resource, own)
        place = f"/{resource.path}/{own}/field/{field.name}"
        answers = [
            _edit(browser, resource, own, {field.name: "Wang Alt", "version": "1"}),
            browser.post(place, {field.name: "Wang Alt", "version": "1"}),
            browser.program(
                "PATCH", f"/api/v1/{resource.path}/{own}", {field.name: "Wang Alt", "version": 1}
            ),
            browser.program(
                "PATCH", f"/api/v1/{resource.path}/{own}", {field.name: "Wang Alt"}, **{"If-Match": '"1"'}
            ),
        ]
        tries.add("stale versions", len(answers))
        for answer in answers:
            assert answer.status_code == 409
            assert "Wang Neu" in answer.text
            assert "Wang Alt" in answer.text
        assert stored(resource, own) == before


def _edit(browser: Browser, resource: Resource, record: int, form: dict[str, str]) -> Any:
    return browser.post(f"/{resource.path}/{record}/edit", form)


def _edit_one_of(
    browsers: Sequence[Browser], resource: Resource, record: int, forms: Sequence[dict[str, str]], at: int
) -> Any:
    return _edit(browsers[at], resource, record, forms[at])


def _create(browser: Browser, resource: Resource, form: dict[str, Any], at: int) -> Any:
    return browser.post(f"/{resource.path}/new", form)


def _program_creates(
    browser: Browser, resource: Resource, body: Any, headers: dict[str, str], at: int
) -> Any:
    return browser.program("POST", f"/api/v1/{resource.path}", body, **headers)


def test_two_records_merged_into_each_other_at_once_leave_one(
    site: Site, standing: Standing, tries: Tries
) -> None:
    browser = site.browser("seller.shanghai")
    kept = site.resources["contacts.company"]
    for _time in range(10):
        pair = [create(site.system, kept, _mine(site, f"Twin {side}")).ref for side in "AB"]
        ids = [each.id for each in pair if each is not None]

        def merge(at: int, ids: list[int] = ids) -> Any:
            path = f"/api/v1/contacts/companies/{ids[at]}/merge"
            return browser.program("POST", path, {"into": ids[1 - at]})

        found = parallel(2, merge)
        tries.add("merged at once", 2)
        assert sorted(answer.status_code for answer in found) == [200, 404]
        living = rows("SELECT id FROM contacts_company WHERE id IN (?, ?) AND deleted_at IS NULL", ids)
        assert len(living) == 1


def _mine(site: Site, name: str) -> dict[str, Any]:
    return {"name": name, "owner": site.staff["seller.shanghai"]}
