"""What an administrator does on pages: roles, users, teams, the own company, and why somebody may do something."""

from __future__ import annotations

import json
import re

import pytest

from guanxi.data.database import row, rows, run
from guanxi.data.errors import Refused
from guanxi.installation import prepare_plugins
from guanxi.people import changes
from guanxi.people.resources import roles
from guanxi.people.standard_roles import packed
from guanxi.plugins import lifecycle
from guanxi.records import standard
from guanxi.testing.site import inputs

NEW = "correct horse battery"


def one(sql, *params):
    found = row(sql, params)
    assert found is not None
    return found[0]


def role(code):
    return one("SELECT id FROM people_role WHERE code = ?", code)


def user(name):
    return one("SELECT id FROM people_user WHERE mail = ?", f"{name}@demo.example")


def team(name):
    return one("SELECT id FROM people_team WHERE name = ?", name)


def sent(html):
    """Everything the form holds, with the patterns and the closed fields of a kind, which share one name, as lists."""
    found = inputs(html)
    for name, value in re.findall(r'name="((?:hidden|locked):[^"]*)" value="([^"]*)" checked', html):
        ticked = found[name] if isinstance(found.get(name), list) else []
        found[name] = [*ticked, value]
    rows_of_patterns = re.findall(
        r'name="grants:pattern" value="([^"]*)".*?<option value="(\w+)" selected', html, re.DOTALL
    )
    found["grants:pattern"] = [text for text, _scope in rows_of_patterns]
    found["grants:scope"] = [scope for _text, scope in rows_of_patterns]
    return found


def grants(code):
    return json.loads(one("SELECT grants FROM people_role WHERE code = ?", code))


@pytest.fixture
def admin(site):
    return site.sign_in("admin")


@pytest.fixture
def clerk(site, admin):
    """A seller who may also edit roles, and so reaches for more than he holds."""
    made = standard.create(
        site.actor("admin"),
        roles,
        {"name": "Personnel", "grants": packed({"people.role.*": "all", "*.view": "team"})},
    )
    changes.grant_role(site.actor("admin"), user("seller.north"), made.ref.id)
    return site.sign_in("seller.north")


def test_a_role_saved_unchanged_stays_as_it_is(admin):
    address = f"/people/roles/{role('seller')}/edit"
    before = grants("seller"), one("SELECT version FROM people_role WHERE code = 'seller'")
    assert admin.post(address, **sent(admin.get(address).text)).status_code == 303
    assert (grants("seller"), one("SELECT version FROM people_role WHERE code = 'seller'")) == before


def test_a_right_given_on_the_page_counts_on_the_next_request_of_its_holder(site, admin):
    seller, address = site.sign_in("seller.north"), f"/people/roles/{role('seller')}/edit"
    assert seller.get("/contacts/companies/new").status_code == 200
    form = sent(admin.get(address).text) | {"grants:contacts.company.create": "none"}
    assert admin.post(address, **form).status_code == 303
    assert seller.get("/contacts/companies/new").status_code == 403
    page = admin.get(f"/people/roles/{role('seller')}").text
    undo = re.search(r'action="(/undo/\d+)"', page)[1]
    assert admin.post(undo).status_code == 303
    assert seller.get("/contacts/companies/new").status_code == 200


def test_patterns_are_shown_as_what_they_give_and_are_edited_beside(site, admin):
    address = f"/people/roles/{role('service_agent')}/edit"
    html = admin.get(address).text
    assert "*.view: all" in html
    form = sent(html)
    form["grants:pattern"][-1], form["grants:scope"][-1] = "contacts.*.edit", "team"
    assert admin.post(address, **form).status_code == 303
    assert grants("service_agent")["contacts.*.edit"] == "team"
    agent = site.actor("agent")
    assert agent.scope("contacts.company.edit").name == "TEAM"


@pytest.mark.parametrize("text", ["contacts company", "*.view", "x" * 200, "<b>"])
def test_a_pattern_that_makes_no_sense_is_refused_and_what_was_typed_stays(admin, text):
    address = f"/people/roles/{role('seller')}/edit"
    form = sent(admin.get(address).text) | {"grants:contacts.company.edit": "all", "name": "Sellers"}
    form["grants:pattern"].append(text)
    form["grants:scope"].append("all")
    answer = admin.post(address, **form)
    assert answer.status_code == 422
    assert 'value="Sellers"' in answer.text
    assert re.search(r'name="grants:contacts.company.edit" value="all" checked', answer.text)
    assert "Seller" in one("SELECT name FROM people_role WHERE code = 'seller'")


def test_closed_fields_are_chosen_from_lists_and_close(site, admin):
    address = f"/people/roles/{role('seller')}/edit"
    form = sent(admin.get(address).text) | {
        "hidden:contacts.company": ["turnover"],
        "locked:contacts.company": ["employees", "city"],
    }
    assert admin.post(address, **form).status_code == 303
    seller = site.actor("seller.north")
    assert seller.hidden["contacts.company"] == {"turnover"}
    assert seller.locked["contacts.company"] == {"employees", "city"}
    again = admin.get(address).text
    assert re.search(r'name="hidden:contacts.company" value="turnover" checked', again)
    assert "Turnover" in admin.get(f"/people/roles/{role('seller')}").text


def test_rights_of_plugins_that_are_not_here_survive_the_page(site, admin):
    made = standard.create(
        site.actor("admin"),
        roles,
        {
            "name": "Odd",
            "grants": packed({"sales.deal.view": "team", "*.view": "own"}),
            "hidden": packed({"sales.deal": ["margin"], "contacts.company": ["gone_field"]}),
        },
    )
    address = f"/people/roles/{made.ref.id}/edit"
    html = admin.get(address).text
    form = sent(html) | {
        key: re.findall(rf'name="{re.escape(key)}" value="([^"]+)" checked', html)
        for key in re.findall(r'name="(hidden:[^"]+)"', html)
    }
    assert admin.post(address, **form | {"name": "Odder"}).status_code == 303
    found = row("SELECT name, grants, hidden FROM people_role WHERE id = ?", [made.ref.id])
    assert found[0] == "Odder"
    assert '"sales.deal.view":"team"' in found[1]
    assert found[2] == packed({"contacts.company": ["gone_field"], "sales.deal": ["margin"]})


def test_the_page_offers_no_right_that_has_no_effect_for_anybody(site, admin):
    offered = set(re.findall(r'name="grants:([\w.]+)"', admin.get("/people/roles/new").text))
    assert {"people.own_company.edit", "people.user_role.delete"} <= offered
    assert not offered & {"people.own_company.delete", "people.own_company.import", "people.user_role.edit"}
    actor, resources = site.actor("admin"), site.house.host.resources
    for name, refused in (
        ("people.own_company", lambda one: standard.delete(actor, one, 1)),
        ("people.own_company", lambda one: standard.create(actor, one, {"name": "Another"})),
        ("people.user_role", lambda one: standard.edit(actor, one, 2, {"role": 1})),
    ):
        with pytest.raises(Refused):
            refused(resources[name])


def test_a_right_without_effect_that_a_role_holds_is_no_right_of_a_plugin_that_is_not_here(site, admin):
    run("UPDATE people_role SET grants = ? WHERE id = 1", [json.dumps({"people.own_company.delete": "all"})])
    assert "Of plugins that are not enabled" not in admin.get("/people/roles/1/edit").text


def test_nobody_gives_more_than_he_holds_and_what_he_typed_stays(site, clerk):
    before = rows("SELECT * FROM people_role")
    form = sent(clerk.get("/people/roles/new").text)
    form |= {"name": "Climbers", "grants:people.user.administer": "all"}
    answer = clerk.post("/people/roles/new", **form)
    assert answer.status_code == 409
    assert "more than you hold yourself" in answer.text
    assert 'value="Climbers"' in answer.text
    assert re.search(r'name="grants:people.user.administer" value="all" checked', answer.text)
    assert rows("SELECT * FROM people_role") == before


def test_two_who_change_the_rights_of_a_role_are_told_and_nothing_is_lost(site, admin):
    address = f"/people/roles/{role('seller')}/edit"
    first, second = sent(admin.get(address).text), sent(admin.get(address).text)
    assert admin.post(address, **first | {"grants:contacts.company.edit": "team"}).status_code == 303
    answer = admin.post(address, **second | {"grants:contacts.company.edit": "all", "name": "Sales"})
    assert answer.status_code == 409
    dialog = answer.text[answer.text.index('id="conflict"') :]
    assert "contacts.company.edit: own team" in dialog
    mine = re.search(r'name="grants" value="([^"]+)" checked', dialog)[1].replace("&#34;", '"')
    version = re.search(r'name="version" value="(\d+)"', dialog)[1]
    name = re.search(r'type="hidden" name="name" value="([^"]+)"', dialog)[1]
    assert admin.post(address, grants=mine, version=version, name=name).status_code == 303
    assert grants("seller")["contacts.company.edit"] == "all"
    assert one("SELECT name FROM people_role WHERE code = 'seller'") == "Sales"


def test_the_history_of_rights_tells_what_differs_and_no_more(site, admin):
    held = grants("seller")
    standard.edit(
        site.actor("admin"), roles, role("seller"), {"grants": packed({**held, "contacts.*.edit": "team"})}
    )
    page = admin.get(f"/people/roles/{role('seller')}/history").text
    assert "contacts.*.edit: own team" in page
    assert "people.*.view" not in page


def test_an_invitation_shows_its_link_once_and_lets_in_once(site, admin):
    form = inputs(admin.get(f"/people/users/new?team={team('华北大区')}").text)
    assert form["team"] == str(team("华北大区"))
    form |= {"name": "Zhou Ling", "mail": "zhou@firm.example", "roles": [str(role("seller"))]}
    shown = admin.post("/people/users/new", **form)
    link = shown.text.split("data-secret>")[1].split("<")[0]
    fresh = one("SELECT id FROM people_user WHERE mail = 'zhou@firm.example'")
    assert admin.post("/people/users/new", **form).status_code == 303  # sent twice: one user, no second link
    for path in ("", "/access", "/history"):
        assert link not in admin.get(f"/people/users/{fresh}{path}").text
    assert "Seller" in admin.get(f"/people/users/{fresh}").text
    guest = site.guest()
    assert guest.get(link[link.index("/invitation") :]).location == "/invitation"
    guest.get("/invitation")
    assert guest.post("/invitation", password=NEW, again=NEW).status_code == 303
    assert guest.get("/contacts/companies/").status_code == 200
    late = site.guest()
    late.get(link[link.index("/invitation") :])
    assert late.get("/invitation").status_code == 410


def test_an_invitation_that_is_refused_keeps_what_was_typed(admin):
    form = inputs(admin.get("/people/users/new").text)
    answer = admin.post("/people/users/new", **form | {"name": "Twice", "mail": "agent@demo.example"})
    assert answer.status_code in (409, 422)
    assert 'value="Twice"' in answer.text
    assert admin.post("/people/users/new", **form | {"mail": "no mail", "name": ""}).status_code == 422
    assert admin.post("/people/users/new", **form | {"name": "", "mail": "a@b.example"}).status_code == 422
    assert one("SELECT count(*) FROM people_user") == 8


def test_roles_stand_in_the_list_of_users_and_on_their_pages(site, admin):
    assert re.search(r'data-l="Roles">Service agent<', admin.get("/people/users/").text)
    page = admin.get(f"/people/users/{user('agent')}").text
    assert f'href="/people/users/{user("agent")}/access"' in page
    assert "Access and rights" not in site.sign_in("director").get(f"/people/users/{user('agent')}").text


def test_a_deactivated_user_is_shown_as_such_and_comes_back(admin):
    base = f"/people/users/{user('agent')}"
    admin.get(f"{base}/access")
    assert admin.post(f"{base}/access/deactivate").status_code == 303
    assert "Deactivated" in admin.get(base).text
    assert admin.post(f"{base}/access/activate").status_code == 303
    assert "Deactivated" not in admin.get(base).text


def test_teams_stand_as_a_tree_with_their_members(admin):
    page = admin.get("/people/teams/").text
    names = re.findall(r'class="main level-(\d)"><a[^>]*>(?:<span[^>]*>[^<]*</span>)?([^<]+)<', page)
    assert names[:2] == [("0", "总部"), ("1", "华北大区")]
    assert ("2", "上海一部") in names
    top = page[page.index("总部") :]
    assert re.search(r'data-l="With all below">8<', top)
    descending = admin.get("/people/teams/?sort=-name").text
    assert descending.index("客服中心") < descending.index("华北大区")
    assert "level-1" not in admin.get("/people/teams/?q=上海").text


def test_a_team_is_made_below_another_moved_and_not_deleted_while_it_has_members(admin):
    east = team("华东大区")
    page = admin.get(f"/people/teams/{east}").text
    assert f"/people/teams/new?parent={east}" in page
    assert "上海一部" in page
    form = inputs(admin.get(f"/people/teams/new?parent={east}").text)
    assert admin.post("/people/teams/new", **form | {"name": "南京三部"}).status_code == 303
    made = team("南京三部")
    assert one("SELECT parent_id FROM people_team WHERE id = ?", made) == east
    edit = inputs(admin.get(f"/people/teams/{made}/edit").text)
    assert (
        admin.post(f"/people/teams/{made}/edit", **edit | {"parent": str(team("华北大区"))}).status_code
        == 303
    )
    answer = admin.post(f"/people/teams/{east}/delete", version="1")
    assert answer.location == f"/people/teams/{east}"
    assert "There are teams below this team" in admin.get(answer.location).text
    assert admin.post(f"/people/teams/{made}/delete", version="2").location == "/people/teams/"


def test_the_own_company_is_reached_from_the_menu_and_counts_in_every_process(site, admin):
    before = one("SELECT number FROM generation WHERE name = 'settings'")
    assert 'href="/settings/company"' in admin.get("/").text
    address = admin.get("/settings/company").location
    assert admin.get("/people/own_companies/").status_code == 404
    form = inputs(admin.get(f"{address}/edit").text)
    assert admin.post(f"{address}/edit", **form | {"currency": "abc"}).status_code == 422
    assert (
        admin.post(f"{address}/edit", **form | {"currency": "usd", "zone": "Europe/Berlin"}).status_code
        == 303
    )
    assert one("SELECT number FROM generation WHERE name = 'settings'") > before
    assert one("SELECT currency FROM people_own_company") == "USD"
    settings = site.composed().host.settings
    assert (settings["host.currency"], settings["zone"]) == ("USD", "Europe/Berlin")
    assert 'href="/settings/company"' not in site.sign_in("director").get("/").text


def test_an_own_company_that_nobody_named_is_named_on_its_page(site, admin):
    run("DELETE FROM people_own_company")
    assert admin.get("/settings/company").location == "/people/own_companies/new"
    form = inputs(admin.get("/people/own_companies/new").text)
    sent = form | {"name": "云帆", "zone": "Asia/Shanghai", "currency": "CNY"}
    assert admin.post("/people/own_companies/new", **sent).status_code == 303
    assert "云帆" in admin.get(admin.get("/settings/company").location).text


HOUSE = ("/people/users/", "/people/teams/", "/people/roles/", "/settings/company", "/settings/plugins")


@pytest.mark.parametrize("name", ["director", "lead.east", "seller.shanghai", "agent"])
def test_who_does_not_run_the_house_has_no_menu_entry_of_it_but_finds_colleagues_by_link(site, name):
    member = site.sign_in(name)
    shown = member.get("/").text
    assert not [address for address in HOUSE if f'href="{address}"' in shown]
    assert member.get(f"/people/users/{user(name)}").status_code == 200


def test_who_may_edit_one_part_of_the_house_finds_that_part_in_the_menu(site, admin):
    lead = site.actor("admin")
    made = standard.create(lead, roles, {"name": "HR", "grants": {"people.team.edit": "all"}}).ref.id
    changes.grant_role(lead, user("lead.east"), made)
    shown = site.sign_in("lead.east").get("/").text
    assert [address for address in HOUSE if f'href="{address}"' in shown] == ["/people/teams/"]
    assert not [address for address in HOUSE if f'href="{address}"' not in admin.get("/").text]


@pytest.fixture
def company(site):
    made = standard.create(
        site.actor("seller.shanghai"), site.house.host.resources["contacts.company"], {"name": "云川贸易"}
    )
    return made.ref.id


def test_the_page_of_reasons_says_why_not(admin, company):
    base = f"/contacts/companies/{company}/rights"
    assert "Nobody chosen yet" in admin.get(base).text
    assert f'href="{base}"' in admin.get(f"/contacts/companies/{company}").text
    other = admin.get(f"{base}?user={user('seller.north')}").text
    assert "Not permitted here" in other
    assert "outside own team" in other
    own = admin.get(f"{base}?user={user('seller.shanghai')}").text
    assert "This record is within reach" in own
    assert "by its line" in own


def test_the_page_of_reasons_is_for_those_who_administer_and_shows_them_nothing_new(site, admin, company):
    base = f"/contacts/companies/{company}/rights?user="
    for name in ("director", "lead.east", "seller.shanghai"):
        browser = site.sign_in(name)
        assert browser.get(f"{base}{user('agent')}").status_code == 403
        assert "/rights" not in browser.get(f"/contacts/companies/{company}").text
    assert admin.get(f"{base}999999").status_code == 404
    assert admin.get(f"/contacts/companies/999999/rights?user={user('agent')}").status_code == 404
    changes.deactivate_user(site.actor("admin"), user("agent"))
    assert "cannot sign in" in admin.get(f"{base}{user('agent')}").text


def test_reasons_name_no_field_that_the_asker_does_not_see(site, company):
    admin = site.actor("admin")
    hidden = packed({"contacts.company": ["turnover", "city"]})
    helper = standard.create(
        admin,
        roles,
        {
            "name": "Helper",
            "grants": packed({"people.user.*": "all", "*.view": "all"}),
            "hidden": packed({"contacts.company": ["turnover"]}),
        },
    )
    standard.edit(admin, roles, role("service_agent"), {"hidden": hidden})
    changes.grant_role(admin, user("lead.north"), helper.ref.id)
    changes.take_role(admin, user("lead.north"), role("team_lead"))
    page = site.sign_in("lead.north").get(f"/contacts/companies/{company}/rights?user={user('agent')}").text
    assert "City" in page
    assert "Turnover" not in page


def test_a_plugin_that_slept_finds_its_records_where_their_owners_are(site, company):
    lifecycle.disable("contacts", now=site.house.host.clock(), with_dependants=True)
    asleep = site.composed()
    changes.change_team(asleep.actor(user("admin")), user("seller.shanghai"), team("华北大区"))
    assert one("SELECT team_id FROM contacts_company WHERE id = ?", company) == team("上海一部")
    lifecycle.enable("contacts", now=site.house.host.clock(), prepare=prepare_plugins)
    assert one("SELECT team_id FROM contacts_company WHERE id = ?", company) == team("华北大区")
