"""The pages of people through HTTP: sessions, forgery, headers, hosts, tokens, first visit, links."""

import pytest
from people_world import everything, one, role_id, team_id
from web_world import ADDRESS, Browser, make_app

from guanxi.people import changes, first_visit, tokens
from guanxi.people.actors import actor_by_id
from guanxi.people.first_visit import setup_code
from guanxi.people.sign_in import WRONG
from guanxi.web.security import loggable

NEW = "correct horse battery"


def test_the_whole_way_in_and_out(browser, staff):
    assert browser.get("/probe").location.endswith("/sign-in?next=/probe")
    assert browser.sign_in("agent", next="/probe").location == "/probe"
    assert browser.get("/probe").text == str(staff.id("agent"))
    assert browser.post("/sign-out").status_code == 303
    assert browser.get("/probe").status_code == 302
    assert one("SELECT count(*) FROM people_sign_in_session") == 0


def test_the_cookie_changes_at_sign_in_and_the_old_session_is_dead(app, staff):
    browser, thief = Browser(app, staff), Browser(app, staff)
    browser.sign_in("agent")
    planted = browser.cookie()
    thief.client.set_cookie("guanxi", planted, domain="crm.example")
    browser.get("/account")
    browser.get("/sign-in")
    browser.get("/account")
    browser.post("/sign-in", name=staff.mail("seller.north"), password=staff.password("seller.north"))
    assert browser.cookie() != planted
    assert browser.get("/probe").text == str(staff.id("seller.north"))
    assert thief.get("/probe").status_code == 302


def test_a_signed_out_cookie_opens_nothing_when_it_is_played_back(app, staff):
    browser, thief = Browser(app, staff), Browser(app, staff)
    browser.sign_in("agent")
    thief.client.set_cookie("guanxi", browser.cookie(), domain="crm.example")
    browser.post("/sign-out")
    assert thief.get("/probe").status_code == 302


@pytest.mark.parametrize("role", ["director", "lead.east", "seller.north", "agent"])
def test_only_administrators_open_the_access_of_users(app, staff, role):
    browser = Browser(app, staff)
    browser.sign_in(role)
    target = staff.id("seller.shanghai")
    before = everything()
    assert browser.get(f"/people/users/{target}/access").status_code == 403
    for path in ("link", "roles", f"roles/{role_id('seller')}/take", "deactivate", "activate"):
        assert (
            browser.post(f"/people/users/{target}/access/{path}", role=str(role_id("director"))).status_code
            == 403
        )
    assert everything() == before


def test_an_administrator_gives_and_takes_roles_on_the_page(app, staff):
    browser, agent = Browser(app, staff), staff.id("agent")
    browser.sign_in("admin")
    assert "Service agent" in browser.get(f"/people/users/{agent}/access").text
    assert (
        browser.post(f"/people/users/{agent}/access/roles", role=str(role_id("director"))).status_code == 303
    )
    assert "Director" in browser.get(f"/people/users/{agent}/access").text
    browser.post(f"/people/users/{agent}/access/roles/{role_id('director')}/take")
    assert one("SELECT count(*) FROM people_user_role WHERE user_id = ? AND deleted_at IS NULL", agent) == 1
    admin = staff.id("admin")
    assert (
        browser.post(f"/people/users/{admin}/access/roles", role=str(role_id("director"))).status_code == 409
    )


def test_the_link_is_shown_once_and_sets_the_password_without_standing_in_an_address(app, staff):
    admin, fresh = Browser(app, staff), Browser(app, staff)
    admin.sign_in("admin")
    shown = admin.post(f"/people/users/{staff.id('agent')}/access/link").text
    link = shown.split("data-secret>")[1].split("<")[0]
    assert link not in admin.get(f"/people/users/{staff.id('agent')}/access").text
    moved = fresh.get(link.removeprefix(ADDRESS))
    assert moved.location == "/invitation"
    assert moved.headers["Referrer-Policy"] == "same-origin"
    form = fresh.get("/invitation").text
    assert link.rpartition("/")[2] not in form
    assert fresh.post("/invitation", password=NEW, again="other").status_code == 422
    assert fresh.post("/invitation", password=NEW, again=NEW).status_code == 303
    assert fresh.get("/probe").text == str(staff.id("agent"))
    again = Browser(app, staff)
    again.get(link.removeprefix(ADDRESS))
    assert again.get("/invitation").status_code == 410
    assert loggable("/invitation/abc\ndef") == "/invitation/…"
    assert loggable("/contacts/companies/import/errors/abc") == "/contacts/companies/import/errors/…"


def test_wrong_and_unknown_users_see_the_same_page(browser, app, staff):
    browser.get("/sign-in")
    known = browser.post("/sign-in", name=staff.mail("agent"), password="wrong wrong")
    other = Browser(app, staff)
    other.get("/sign-in")
    unknown = other.post("/sign-in", name="nobody@demo.example", password="wrong wrong")
    assert known.status_code == unknown.status_code == 422
    assert str(WRONG) in known.text
    strip = known.text.replace(staff.mail("agent"), "").replace(browser.csrf, "")
    assert strip == unknown.text.replace("nobody@demo.example", "").replace(other.csrf, "")


def test_a_deactivated_user_is_out_on_the_next_request(app, staff, acting):
    browser = Browser(app, staff)
    browser.sign_in("agent")
    token = tokens.make_token(staff.host, staff.id("agent"), "t", ["read"])
    program = Browser(app, staff, Authorization=f"Bearer {token}")
    assert program.get("/api/v1/probe").text == str(staff.id("agent"))
    changes.deactivate_user(acting("admin"), staff.id("agent"))
    assert browser.get("/probe").status_code == 302
    assert program.get("/api/v1/probe").status_code == 401
    assert browser.post("/account/details", name="me", language="zh", zone="").status_code in (302, 401)


def test_role_and_team_count_on_the_next_request(app, staff, acting):
    browser = Browser(app, staff)
    browser.sign_in("agent")
    assert browser.get("/may/contacts.company.edit").text == "NONE"
    changes.grant_role(acting("admin"), staff.id("agent"), role_id("seller"))
    assert browser.get("/may/contacts.company.edit").text == "OWN"
    changes.take_role(acting("admin"), staff.id("agent"), role_id("service_agent"))
    assert browser.get("/may/contacts.company.view").text == "TEAM"
    changes.change_team(acting("admin"), staff.id("agent"), team_id("华北大区"))
    assert browser.get("/may/contacts.company.view").text == "TEAM"


def test_changing_the_own_password_ends_other_sessions(app, staff):
    here, there = Browser(app, staff), Browser(app, staff)
    here.sign_in("agent")
    there.sign_in("agent")
    assert here.post("/account/password", old="not it at all", password=NEW, again=NEW).status_code == 422
    assert there.get("/probe").status_code == 200
    old = staff.password("agent")
    assert here.post("/account/password", old=old, password=NEW, again=NEW).status_code == 303
    assert here.get("/probe").status_code == 200
    assert there.get("/probe").status_code == 302


def test_sessions_are_listed_and_ended_one_by_one_but_only_the_own(app, staff):
    here, there, other = Browser(app, staff), Browser(app, staff), Browser(app, staff)
    here.sign_in("agent")
    there.sign_in("agent")
    other.sign_in("seller.north")
    foreign = one("SELECT id FROM people_sign_in_session WHERE user_id = ?", staff.id("seller.north"))
    newest = one("SELECT max(id) FROM people_sign_in_session WHERE user_id = ?", staff.id("agent"))
    assert here.post(f"/account/sessions/{foreign}/end").status_code == 404
    assert here.post(f"/account/sessions/{newest}/end").status_code == 303
    assert (there.get("/probe").status_code, other.get("/probe").status_code) == (302, 200)


def test_the_first_visit_and_nothing_of_it_afterwards(house, passwords):
    browser = Browser(make_app(house, passwords))
    assert browser.get("/sign-in").location == "/setup"
    code = setup_code(house)
    form = {"company": "云帆", "name": "王芳", "mail": "wang@firm.example", "password": NEW, "again": NEW}
    browser.get("/setup")
    assert browser.post("/setup", code="AAAA-BBBB-CCCC", **form).status_code == 422
    assert browser.post("/setup", code=code, **{**form, "again": "x"}).status_code == 422
    assert browser.post("/setup", code=code, **{**form, "mail": "no mail"}).status_code == 422
    assert first_visit.is_open()
    assert browser.post("/setup", code=code, **form).status_code == 303
    assert browser.get("/probe").status_code == 200
    for again in (browser, Browser(make_app(house, passwords))):
        assert again.get("/setup").status_code == 404
        again.get("/sign-in") if again is not browser else again.get("/account")
        assert again.post("/setup", code=code, **form).status_code == 404


def test_language_and_theme_follow_browser_then_choice_then_account(app, staff):
    browser = Browser(app, staff, **{"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"})
    assert 'lang="zh-Hans"' in browser.get("/sign-in").text
    assert browser.post("/language", language="en", next="/sign-in").location == "/sign-in"
    assert 'lang="en"' in browser.get("/sign-in").text
    browser.sign_in("agent")
    browser.post("/language", language="zh", next="https://evil.example/")
    browser.post("/theme", theme="dark", next="/account")
    fresh = Browser(app, staff)
    fresh.sign_in("agent")
    assert 'lang="zh-Hans"' in (page := fresh.get("/account").text)
    assert 'data-theme="dark"' in page
    assert browser.post("/language", language="xx").status_code == 400


def test_later_work_speaks_the_language_that_its_user_read_at_his_sign_in(app, staff):
    asked = Browser(app, staff, **{"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"})
    assert actor_by_id(staff.id("agent"), staff.host, staff.keeper).locale == "en"
    asked.sign_in("agent")
    assert actor_by_id(staff.id("agent"), staff.host, staff.keeper).locale == "zh"
    asked.post("/language", language="en", next="/account")
    assert actor_by_id(staff.id("agent"), staff.host, staff.keeper).locale == "en"


def test_secrets_appear_in_no_page(browser, staff):
    browser.sign_in("admin")
    for path in ("/account", f"/people/users/{staff.id('agent')}/access"):
        text = browser.get(path).text
        assert "$argon2" not in text
        assert not any(password in text for password in staff.passwords.values())
