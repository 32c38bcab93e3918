"""guanxi user …, called as the command line calls it."""

import argparse

import pytest
from people_world import one

from guanxi.cli import user
from guanxi.people import changes, first_visit, sign_in
from guanxi.people.escalation import administrators
from guanxi.people.sign_in import Opened, Origin


def runner(host):
    def command(*words):
        parser = argparse.ArgumentParser(prog="guanxi")
        user.register(parser.add_subparsers())
        options = parser.parse_args(["user", *words])
        return options.run(options, host)

    return command


@pytest.fixture
def run(staff):
    return runner(staff.host)


@pytest.fixture
def first(house):
    """The command in an installation that nobody has set up."""
    return runner(house)


def test_list_shows_everybody_with_team_and_roles_and_no_secret(run, staff, capsys):
    assert run("list") == 0
    shown = capsys.readouterr().out
    assert "agent@demo.example\t陈静\t客服中心\tService agent\tactive" in shown
    assert "argon2" not in shown


def test_password_prints_a_link_that_works(run, staff, passwords, capsys):
    assert run("password", "陈静") == 0
    token = capsys.readouterr().out.strip().rpartition("/")[2]
    assert changes.password_by_link(staff.host, passwords, token, "correct horse battery") == staff.id(
        "agent"
    )


def test_password_can_be_typed(run, staff, passwords, monkeypatch, capsys):
    monkeypatch.setattr(user.getpass, "getpass", lambda prompt: "correct horse battery")
    assert run("password", "agent@demo.example", "--type") == 0
    found = sign_in.sign_in(staff.host, passwords, "agent@demo.example", "correct horse battery", Origin())
    assert isinstance(found, Opened)
    monkeypatch.setattr(user.getpass, "getpass", lambda prompt: "short")
    assert run("password", "agent@demo.example", "--type") == 1


def test_add_and_deactivate(run, staff, capsys):
    assert run("add", "new@demo.example", "新人", "--role", "seller", "--team", "客服中心") == 0
    assert "/invitation/" in capsys.readouterr().out
    assert run("deactivate", "new@demo.example") == 0
    assert one("SELECT count(*) FROM people_user WHERE active AND mail = 'new@demo.example'") == 0


@pytest.mark.parametrize("roles", [(), ("--role", "administrator"), ("--role", "管理员", "--role", "seller")])
def test_the_first_user_becomes_the_administrator_and_ends_the_first_visit(
    first, house, passwords, capsys, roles
):
    code = first_visit.setup_code(house)
    assert first("add", "wang@firm.example", "王芳", *roles) == 0
    told = capsys.readouterr().out
    assert "wang@firm.example is the first user and becomes the administrator." in told
    token = told.strip().rpartition("/")[2]
    made = changes.password_by_link(house, passwords, token, "correct horse battery")
    assert administrators() == {made}
    assert not first_visit.is_open()
    form = {"company": "x", "name": "x", "mail": "x@x.example", "password": "correct horse", "language": "en"}
    assert first_visit.set_up(house, passwords, code=code, **form) == first_visit.WRONG_CODE
    assert first("add", "li@firm.example", "李敏") == 0
    assert "first user" not in capsys.readouterr().out
    assert administrators() == {made}


@pytest.mark.parametrize("words", [("x@x.example", "X", "--role", "seller"), ("no address", "X")])
def test_what_fails_leaves_the_first_visit_as_it_was(first, house, capsys, words):
    first_visit.setup_code(house)
    assert first("add", *words) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert first_visit.is_open()
    assert one("SELECT count(*) FROM people_role") == 0
    assert one("SELECT count(*) FROM people_setup_code") == 1


@pytest.mark.parametrize(
    "words",
    [
        ("password", "nobody"),
        ("deactivate", "nobody"),
        ("deactivate", "admin@demo.example"),
        ("add", "x@demo.example", "X", "--role", "king"),
        ("add", "x@demo.example", "X", "--team", "Mars"),
        ("add", "no address", "X"),
        ("add", "agent@demo.example", "Twin"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(run, staff, capsys, words):
    assert run(*words) == 1
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "Traceback" not in told
