"""No secret of a link, code, password, session or token reaches a line of the log, whatever goes well or wrong on the way."""

import logging

import pytest

from guanxi.logs import JsonLines, PlainLines
from guanxi.people import changes, first_visit, tokens
from guanxi.testing.site import ADDRESS

PASSWORD = "correct horse battery"


def lines(caplog):
    """Every line as each form writes it, tracebacks and all."""
    return "\n".join(form().format(record) for record in caplog.records for form in (PlainLines, JsonLines))


def broken(*_places, **_named):
    raise RuntimeError("this page is broken on purpose")


@pytest.fixture(autouse=True)
def everything(caplog):
    caplog.set_level(logging.DEBUG)


def test_the_line_of_a_failed_request_names_its_path_without_the_secret_of_a_link(site, caplog, monkeypatch):
    link = changes.password_link(site.actor("admin"), site.actor("agent").id)
    secret = link.rpartition("/")[2]
    monkeypatch.setitem(site.app.view_functions, "host.take_link", broken)
    assert site.guest().get(link.removeprefix(ADDRESS)).status_code == 500
    told = lines(caplog)
    assert "GET /invitation/… failed" in told
    assert "broken on purpose" in told
    assert secret not in told


def test_secrets_of_the_door_are_in_no_line(site, caplog, monkeypatch):
    agent = site.actor("agent")
    link = changes.password_link(site.actor("admin"), agent.id)
    guest, other = site.guest(), site.guest()
    guest.get(link.removeprefix(ADDRESS))
    guest.get("/invitation")
    guest.post("/invitation", password=PASSWORD, again=PASSWORD)
    other.get("/sign-in")
    other.post("/sign-in", name="agent@demo.example", password=f"wrong {PASSWORD}")
    other.post("/sign-in", name="agent@demo.example", password=PASSWORD)
    token = tokens.make_token(site.house.host, agent.id, "for a program", [])
    cookie = other.client.get_cookie("guanxi", domain="crm.example")
    third = site.guest()
    third.get("/sign-in")
    for view in ("host.home", "rest.index", "host.sign_in"):
        monkeypatch.setitem(site.app.view_functions, view, broken)
    bearer = {"Authorization": f"Bearer {token}"}
    assert other.get("/").status_code == 500
    assert other.client.get("/api/v1/", base_url=ADDRESS, headers=bearer).status_code == 500
    assert third.post("/sign-in", name="agent@demo.example", password=PASSWORD).status_code == 500
    told = lines(caplog)
    assert "GET /api/v1/ failed" in told
    assert cookie is not None
    for secret in (link.rpartition("/")[2], PASSWORD, cookie.value, token):
        assert secret not in told


def test_the_code_of_the_first_visit_is_printed_and_not_logged(house, passwords, caplog):
    code = first_visit.setup_code(house)
    form = {"company": "x", "name": "x", "mail": "x@x.example", "password": PASSWORD, "language": "en"}
    first_visit.set_up(house, passwords, code="AAAA-BBBB", **form)
    assert isinstance(first_visit.set_up(house, passwords, code=code, **form), int)
    told = lines(caplog)
    assert code not in told
    assert PASSWORD not in told
