"""The names of the standard roles: in the reader's language everywhere until somebody gives them another one."""

import pytest

from guanxi.data.database import row
from guanxi.people.role_names import STANDARD_NAMES, RoleName
from guanxi.testing.site import inputs

IN_CHINESE = {"administrator": "管理员", "director": "总监", "seller": "销售", "service_agent": "客服"}
field = RoleName("name")


def role(code):
    return row("SELECT id, name FROM people_role WHERE code = ?", [code])


def speaking(site, name, language):
    member = site.sign_in(name)
    member.get("/account")
    answer = member.post("/language", language=language, next="/")
    assert answer.status_code == 303
    return member


@pytest.fixture
def zhang(site):
    return speaking(site, "admin", "zh")


@pytest.mark.parametrize("code", IN_CHINESE)
def test_a_standard_role_is_called_by_its_chinese_name_on_every_page(site, zhang, code):
    id, kept = role(code)
    user = row("SELECT user_id FROM people_user_role WHERE role_id = ?", [id])[0]
    for address in (
        "/people/roles/",
        f"/people/roles/{id}",
        f"/people/roles/{id}/edit",
        f"/people/roles/{id}/field/name",
        f"/people/users/{user}",
        f"/people/users/{user}/access",
        "/people/users/",
        "/people/roles/lookup",
    ):
        page = zhang.get(address)
        assert page.status_code == 200, address
        assert IN_CHINESE[code] in page.text, address
        assert f">{kept}<" not in page.text, address


def test_in_english_it_is_english_and_programs_read_one_name_for_all(site, zhang):
    assert ">Seller<" in site.sign_in("director").get("/people/roles/").text
    assert role("seller")[1] == "Seller"


def test_saving_the_chinese_form_unchanged_renames_nothing(zhang):
    id, _kept = role("seller")
    form = inputs(zhang.get(f"/people/roles/{id}/edit").text)
    assert form["name"] == "销售"
    assert zhang.post(f"/people/roles/{id}/edit", **form).status_code == 303
    assert role("seller") == (id, "Seller")


def test_a_new_name_is_shown_as_it_was_typed_in_every_language(site, zhang):
    id, _kept = role("seller")
    form = inputs(zhang.get(f"/people/roles/{id}/edit").text)
    assert zhang.post(f"/people/roles/{id}/edit", **form | {"name": "客户经理"}).status_code == 303
    assert "客户经理" in zhang.get("/people/roles/").text
    assert "客户经理" in site.sign_in("director").get("/people/roles/").text
    assert "销售<" not in zhang.get("/people/roles/").text


@pytest.mark.parametrize("typed", ["员", "管理", "admin"])
def test_a_search_finds_it_by_the_name_that_is_shown(zhang, typed):
    id = role("administrator")[0]
    assert f'/people/roles/{id}"' in zhang.get(f"/people/roles/?q={typed}").text
    assert f'/people/roles/{id}"' in zhang.get(f"/people/roles/?name~={typed}").text
    assert f'/people/roles/{role("director")[0]}"' not in zhang.get(f"/people/roles/?q={typed}").text
    assert "管理员" in zhang.get(f"/people/roles/lookup?q={typed}").text


def test_a_filter_by_the_shown_name_finds_it(zhang):
    assert f'/people/roles/{role("seller")[0]}"' in zhang.get("/people/roles/?name=销售").text


@pytest.mark.parametrize("name", STANDARD_NAMES.values())
def test_what_is_kept_reads_back_from_every_way_to_write_it(name):
    assert field.parse(name.text) == name.text
    assert field.parse(field.input_text(name.text)) == name.text
