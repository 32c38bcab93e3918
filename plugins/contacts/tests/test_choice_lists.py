"""Lists of choices that administrators adjust: added, renamed, moved, retired; and the one first source of each customer."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

from guanxi.api import InvalidValues, Refused, create, edit, undo
from guanxi.data import database
from guanxi.data.database import row, run
from guanxi.people.adjusting import Wanted, adjust
from guanxi.people.choice_lists import choice_lists
from guanxi.resources.imports.run import run as run_import
from guanxi.testing.house import Built, Client, Program

SOURCE, PAGE = "contacts.source", "/settings/choices/contacts.source"
FAIR = {"en_": "Trade fair talk", "zh_": "展会洽谈"}
Build = Callable[..., Built]


def sent(text: str) -> dict[str, Any]:
    """What a browser sends of the page of a list without any click."""
    from guanxi.testing.site import inputs

    found: dict[str, Any] = {
        name: value for name, value in inputs(text).items() if name not in ("code", "retired")
    }
    for name in ("code", "retired"):
        found[name] = [part.partition('"')[0] for part in text.split(f'name="{name}" value="')[1:]]
    return found


def press(browser: Client, do: str = "", /, **typed: str) -> Any:
    """Open the page of the sources, type, and press a button."""
    return browser.post(PAGE, **{**sent(browser.get(PAGE).text), **typed, "do": do})


@pytest.mark.requirement("R-029.a")
def test_every_customer_has_exactly_one_first_source_and_any_further_touches(
    client_of: Callable[..., Client], program_of: Callable[..., Program], actor_of: Callable[[str], Any]
) -> None:
    browser, program, seller = client_of("seller.north"), program_of("seller.north"), actor_of("seller.north")
    for path in ("companies", "persons"):
        resource = seller.host.resources["contacts.company" if path == "companies" else "contacts.person"]
        assert browser.post(f"/contacts/{path}/new", name="Form GmbH").status_code == 303
        assert browser.post(f"/contacts/{path}/new", name="Blank GmbH", source="").status_code == 303
        for values in ({}, {"source": None}):
            made = program.post(f"/contacts/{path}", {"name": "Program Ltd", **values})
            assert made.json["source"] == "unknown", made.text
        table = run_import(
            seller, resource, b"name,source\nFile AG,\nWord AG,\xe5\xb1\x95\xe4\xbc\x9a\n", name="a.csv"
        )
        assert not table.faults
        found = {each.name: each.source for each in resource.model.select()}
        assert len(found) == 5
        assert set(found.values()) == {"unknown", "exhibition"}
        assert found["Word AG"] == "exhibition"
    kept = program.get("/contacts/persons").json["items"][0]
    at = f"/contacts/persons/{kept['id']}"
    assert program.patch(at, {"source": None}, If_Match=f'"{kept["version"]}"').json["source"] == "unknown"
    for note in ("Spring fair", "Autumn fair"):
        touch = {"person": kept["id"], "source": "exhibition", "note": note}
        assert program.post("/contacts/touches", touch).status_code == 201
    page = browser.get(at).text
    assert "Spring fair" in page
    assert "Autumn fair" in page
    assert program.get(at).json["source"] == "unknown"


def test_customers_of_before_are_given_the_source_that_is_not_known(
    actor_of: Callable[[str], Any], db: Any
) -> None:
    actor = actor_of("seller.north")
    company = actor.host.resources["contacts.company"]
    kept = create(actor, company, {"name": "Before Ltd"}).ref.id
    run("UPDATE contacts_company SET source = NULL WHERE id = ?", [kept])
    module = import_module("guanxi_contacts.migrations.0007_first_sources")
    module.up(None, database.database.obj)
    assert row("SELECT source FROM contacts_company WHERE id = ?", [kept]) == ("unknown",)


def test_an_added_choice_is_in_every_face(
    client_of: Callable[..., Client], program_of: Callable[..., Program], build_house: Build
) -> None:
    answer = press(client_of("admin"), **FAIR)
    assert answer.status_code == 303, answer.text
    built = build_house("contacts")
    browser, program = client_of("seller.north", at=built.app), program_of("seller.north", at=built.app)
    for language, label in (("en", "Trade fair talk"), ("zh", "展会洽谈")):
        form = client_of("seller.north", language=language, at=built.app).get("/contacts/companies/new").text
        assert f'<option value="trade_fair_talk">{label}</option>' in form
        assert (
            program.post("/contacts/companies", {"name": f"By {label}", "source": label}).status_code == 201
        )
    schema = program.get("/openapi.json").json["components"]["schemas"]
    assert "trade_fair_talk" in str(schema)
    seller = built.house.actor(browser_user())
    company = seller.host.resources["contacts.company"]
    table = run_import(seller, company, "name,source\nFile AG,展会洽谈\n".encode(), name="a.csv")
    assert not table.faults
    exported = client_of("lead.north", at=built.app).get(
        "/contacts/companies/export?format=csv&c=name&c=source"
    )
    assert "By 展会洽谈,Trade fair talk" in exported.text
    kept = next(each for each in company.model.select() if each.name == "File AG").id
    edit(seller, company, kept, {"source": "other"})
    assert "Trade fair talk" in browser.get(f"/contacts/companies/{kept}/history").text


def browser_user() -> int:
    """The id of the seller of the north."""
    from guanxi.testing.house import user_id

    return user_id("seller.north")


def test_what_is_retired_stays_where_it_is_and_is_chosen_no_more(
    client_of: Callable[..., Client], program_of: Callable[..., Program], build_house: Build
) -> None:
    program = program_of("seller.north")
    old = program.post("/contacts/companies", {"name": "Old Ltd", "source": "search"}).json
    press(client_of("admin"), "retire search", zh_search="搜索", en_website="")
    built = build_house("contacts")
    browser, program = client_of("seller.north", at=built.app), program_of("seller.north", at=built.app)
    assert 'value="search"' not in browser.get("/contacts/companies/new").text
    assert 'value="search" selected' in browser.get(f"/contacts/companies/{old['id']}/edit").text
    assert "Search engine" in browser.get(f"/contacts/companies/{old['id']}").text
    refused = program.post("/contacts/companies", {"name": "New Ltd", "source": "search"})
    assert refused.status_code == 422
    assert "no longer" in refused.text
    at = f"/contacts/companies/{old['id']}"
    same = program.patch(at, {"source": "search", "city": "Bern"}, If_Match=f'"{old["version"]}"')
    assert same.status_code == 200, same.text
    other = program.patch(at, {"source": "call"}, If_Match=f'"{same.json["version"]}"').json
    assert program.patch(at, {"source": "搜索"}, If_Match=f'"{other["version"]}"').status_code == 422
    seller = built.house.actor(browser_user())
    table = run_import(
        seller, seller.host.resources["contacts.company"], b"name,source\nFile AG,search\n", name="a.csv"
    )
    assert len(table.faults) == 1


def test_a_used_choice_is_not_removed_and_an_unused_one_is(
    client_of: Callable[..., Client], actor_of: Callable[[str], Any], build_house: Build
) -> None:
    press(client_of("admin"), **FAIR)
    built = build_house("contacts")
    admin = built.house.actor(row("SELECT id FROM people_user WHERE mail = 'admin@demo.example'")[0])
    person = admin.host.resources["contacts.person"]
    made = create(admin, person, {"name": "王芳", "source": "trade_fair_talk"}).ref.id
    browser = client_of("admin", at=built.app)
    refused = press(browser, "remove trade_fair_talk")
    assert refused.status_code == 422
    assert "Retire it instead" in refused.text
    edit(admin, person, made, {"source": "call"})
    assert press(browser, "remove trade_fair_talk").status_code == 303
    assert "trade_fair_talk" not in browser.get(PAGE).text


def test_a_list_is_moved_renamed_and_taken_back(actor_of: Callable[[str], Any]) -> None:
    admin = actor_of("admin")
    before = choice_lists(admin.host)[SOURCE].entries
    wanted = [Wanted(each.code, {**each.labels, "en": f"{each.labels['en']} 2"}) for each in reversed(before)]
    done = adjust(admin, SOURCE, [*wanted, Wanted("", {"zh": "短视频"})])
    after = choice_lists(admin.host)[SOURCE].entries
    assert [each.code for each in after] == [*(each.code for each in reversed(before)), "duan_shi_pin"]
    assert after[0].labels == {"en": "Other 2", "zh": "其他"}
    undo(admin, done.change)
    assert choice_lists(admin.host)[SOURCE].entries == before


@pytest.mark.parametrize(
    ("code", "labels", "retired", "error"),
    [
        ("", {"en": "website"}, False, InvalidValues),
        ("", {"en": "网站", "zh": "网站"}, False, InvalidValues),
        ("unknown", {}, True, Refused),
        ("strange", {"en": "Strange"}, False, Refused),
    ],
)
def test_what_would_confuse_a_list_is_refused(
    code: str, labels: dict[str, str], retired: bool, error: type[Exception], actor_of: Callable[[str], Any]
) -> None:
    admin = actor_of("admin")
    kept = [
        Wanted(each.code, each.labels)
        for each in choice_lists(admin.host)[SOURCE].entries
        if each.code != code
    ]
    with pytest.raises(error):
        adjust(admin, SOURCE, [*kept, Wanted(code, labels, retired)])


def test_only_administrators_adjust_lists(client_of: Callable[..., Client]) -> None:
    for name in ("seller.north", "director"):
        assert client_of(name).get(PAGE).status_code == 403
        assert client_of(name).post(PAGE, code="website", en_website="Web").status_code == 403
