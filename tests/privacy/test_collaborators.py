"""Collaborators: let in to one record up to a level and a day, by page and program; never beyond the one who lets in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from guanxi.data.database import row, rows, run
from guanxi.data.errors import InvalidValues, NotFound, Refused
from guanxi.people.collaborating import end_share, share
from guanxi.records.standard import create
from guanxi.records.undo import undo
from guanxi.testing.fixed import FixedClock
from guanxi.testing.house import Client, Program, user_id

OWNER, COLLEAGUE, THIRD = "seller.shanghai", "seller.north", "seller.hangzhou"
NAME = "栖云恒润精密机械有限公司"
LEVELS = "SELECT user_id, level FROM collaborator ORDER BY id"


@pytest.fixture
def company(actor_of: Callable[[str], Any]) -> int:
    """A company of the seller of Shanghai, which the seller of the North does not see."""
    owner = actor_of(OWNER)
    return int(create(owner, owner.host.resources["contacts.company"], {"name": NAME}).ref.id)


def resource(actor: Any) -> Any:
    return actor.host.resources["contacts.company"]


def sees(client: Client, program: Program, company: int) -> list[bool]:
    """Whether page, list, search, lookup and program show the company."""
    return [
        client.get(f"/contacts/companies/{company}").status_code == 200,
        NAME in client.get("/contacts/companies/").text,
        NAME in client.get("/search?q=恒润").text,
        NAME in client.get("/contacts/companies/lookup/subsidiary_of?q=恒润").text,
        program.get(f"/contacts/companies/{company}").status_code == 200,
        NAME in program.get("/contacts/companies").text,
        NAME in client.get("/contacts/companies/export?format=csv").data.decode("utf-8-sig"),
    ]


@pytest.mark.requirement("R-153.a")
@pytest.mark.requirement("R-153.b")
def test_access_ends_on_the_day_everywhere(
    company: int,
    client_of: Callable[..., Client],
    program_of: Callable[..., Program],
    roles_of: Callable[..., None],
    clock: FixedClock,
) -> None:
    roles_of(COLLEAGUE, {"contacts.*": "own", "host.page.view": "all", "people.*.view": "all"})
    program = program_of(COLLEAGUE)
    assert sees(client_of(COLLEAGUE), program, company) == [False] * 7
    answer = client_of(OWNER).post(
        f"/contacts/companies/{company}/shares",
        user=str(user_id(COLLEAGUE)),
        level="view",
        until="2026-03-06",
    )
    assert answer.status_code == 303
    assert sees(client_of(COLLEAGUE), program, company) == [True] * 7
    assert client_of(COLLEAGUE).get(f"/contacts/companies/{company}/edit").status_code == 403
    # 2026-03-06 ends in Shanghai at 16:00 UTC.
    clock.move(days=1, hours=5, minutes=59)
    assert sees(client_of(COLLEAGUE), program, company) == [True] * 7
    clock.move(minutes=1)
    assert sees(client_of(COLLEAGUE), program, company) == [False] * 7


@pytest.mark.requirement("R-153.a")
def test_a_colleague_who_may_edit_edits_and_one_who_is_let_in_no_more_does_not(
    company: int, client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    owner, program = program_of(OWNER), program_of(COLLEAGUE)
    path, shares = f"/contacts/companies/{company}", f"/contacts/companies/{company}/shares"
    user = user_id(COLLEAGUE)
    assert owner.post(shares, {"user": user, "level": "view"}).status_code == 200
    refused = program.patch(path, {"city": "杭州"}, If_Match="*")
    assert (refused.status_code, refused.json["title"]) == (
        403,
        "You may see this record, but not change it.",
    )
    made = owner.post(shares, {"user": user, "level": "edit", "until": "2026-12-31"})
    assert made.json["items"] == [
        {
            "user": {"id": user, "title": made.json["items"][0]["user"]["title"]},
            "level": "edit",
            "until": "2026-12-31",
        }
    ]
    assert program.patch(path, {"city": "杭州"}, If_Match="*").status_code == 200
    assert program.post(shares, {"user": user_id(THIRD), "level": "view"}).status_code == 404
    refused = program.delete(path, If_Match="*")
    assert (refused.status_code, refused.json["title"]) == (
        403,
        "You may see this record, but not delete it.",
    )
    assert [item["level"] for item in program.get(shares).json["items"]] == ["edit"]
    assert owner.delete(f"{shares}/{user}").status_code == 204
    assert owner.delete(f"{shares}/{user}").status_code == 404
    assert program.patch(path, {"city": "杭州"}, If_Match="*").status_code == 404
    assert program.get(path).status_code == 404
    assert program.get(shares).status_code == 404


def test_the_record_page_names_collaborators_and_its_history_tells_of_them(
    company: int, client_of: Callable[..., Client], actor_of: Callable[[str], Any]
) -> None:
    owner, path = client_of(OWNER), f"/contacts/companies/{company}"
    owner.post(f"{path}/shares", user=str(user_id(COLLEAGUE)), level="edit", until="2026-03-31")
    page, name = owner.get(path).text, actor_of(COLLEAGUE).name
    panel = page.partition('id="collaborators"')[2].partition("</section>")[0]
    for told in (name, "May edit", "2026-03-31", f'href="{path}/shares"'):
        assert told in panel, told
    assert "changed who is let in" in page
    seen = client_of(COLLEAGUE).get(path).text.partition('id="collaborators"')[2].partition("</section>")[0]
    assert name in seen and "/shares" not in seen
    undo_at = re.findall(r'action="(/undo/\d+)"', page.partition("changed who is let in")[2])[0]
    owner.post(undo_at)
    assert not rows(LEVELS)
    assert client_of(COLLEAGUE).get(path).status_code == 404


def test_one_leaves_a_record_oneself(company: int, client_of: Callable[..., Client], actor_of: Any) -> None:
    share(actor_of(OWNER), resource(actor_of(OWNER)), [company], user_id(COLLEAGUE), "view")
    path = f"/contacts/companies/{company}/shares"
    assert client_of(THIRD).post(f"{path}/{user_id(COLLEAGUE)}/end").status_code == 404
    assert client_of(COLLEAGUE).post(f"{path}/{user_id(COLLEAGUE)}/end").status_code == 303
    assert not rows(LEVELS)
    assert client_of(COLLEAGUE).post(f"{path}/{user_id(COLLEAGUE)}/end").status_code == 404


def test_nobody_lets_in_further_or_longer_than_he_is_himself(
    company: int, actor_of: Callable[[str], Any], clock: FixedClock
) -> None:
    owner, colleague, third = actor_of(OWNER), actor_of(COLLEAGUE), user_id(THIRD)
    today = date(2026, 3, 5)
    share(owner, resource(owner), [company], colleague.id, "edit")
    with pytest.raises(NotFound):
        share(colleague, resource(colleague), [company], third, "view")
    share(owner, resource(owner), [company], colleague.id, "manage", until=today + timedelta(days=3))
    for level, until, user in (
        ("view", None, third),
        ("view", today + timedelta(days=4), third),
        ("manage", None, colleague.id),
        ("manage", today + timedelta(days=2), colleague.id),
    ):
        with pytest.raises(InvalidValues):
            share(colleague, resource(colleague), [company], user, level, until=until)
    done = share(colleague, resource(colleague), [company], third, "edit", until=today + timedelta(days=3))
    end_share(owner, resource(owner), company, third)
    clock.move(days=4)
    with pytest.raises((NotFound, Refused)):
        undo(actor_of(COLLEAGUE), done.change)


def test_undo_gives_nobody_more_than_one_holds(company: int, actor_of: Callable[[str], Any]) -> None:
    """Who is let in to manage for a day does not bring an endless share back by undoing its end."""
    owner, colleague, third = actor_of(OWNER), actor_of(COLLEAGUE), user_id(THIRD)
    share(owner, resource(owner), [company], third, "manage")
    share(owner, resource(owner), [company], colleague.id, "manage", until=date(2026, 3, 6))
    done = end_share(colleague, resource(colleague), company, third)
    with pytest.raises(InvalidValues):
        undo(colleague, done.change)
    assert undo(owner, done.change).change


@pytest.mark.parametrize(
    ("user", "level", "until"),
    [
        (COLLEAGUE, "own", ""),
        (COLLEAGUE, "", ""),
        ("", "view", ""),
        (COLLEAGUE, "view", "2026-03-04"),
        (COLLEAGUE, "view", "9999-12-31"),
        (COLLEAGUE, "view", "soon"),
        (OWNER, "view", ""),
        ("agent", "view", ""),
    ],
)
def test_what_cannot_be_is_said_at_the_form(
    user: str, level: str, until: str, company: int, client_of: Callable[..., Client]
) -> None:
    run("UPDATE people_user SET active = ? WHERE id = ?", (False, user_id("agent")))
    form = {"user": str(user_id(user)) if user else "", "level": level, "until": until}
    answer = client_of(OWNER).post(f"/contacts/companies/{company}/shares", **form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert not rows(LEVELS)


def test_those_selected_are_shared_at_once_and_taken_back_at_once(
    company: int, client_of: Callable[..., Client], actor_of: Callable[[str], Any]
) -> None:
    owner = actor_of(OWNER)
    other = create(owner, resource(owner), {"name": "白鹭"}).ref.id
    client = client_of(OWNER)
    assert "/contacts/companies/share" in client.get("/contacts/companies/").text
    ids = [str(company), str(other)]
    asked = client.post("/contacts/companies/share", id=ids)
    assert asked.status_code == 200 and "2 records will be shared" in asked.text
    wrong = client.post("/contacts/companies/share", id=ids, user="", level="view")
    assert wrong.status_code == 422 and "2 records will be shared" in wrong.text
    form = {"id": ids, "user": str(user_id(COLLEAGUE)), "level": "view", "until": ""}
    assert client.post("/contacts/companies/share", **form).status_code == 303
    assert rows(LEVELS) == [(user_id(COLLEAGUE), 1)] * 2
    page = client.get("/contacts/companies/").text
    assert "2 records are shared" in page
    undo_at = re.findall(r'action="(/undo/\d+)"', page)[0]
    client.post(undo_at)
    assert not rows(LEVELS)


def test_a_foreign_record_among_those_selected_is_neither_shared_nor_told(
    company: int, client_of: Callable[..., Client], actor_of: Callable[[str], Any]
) -> None:
    north = actor_of(COLLEAGUE)
    foreign = create(north, resource(north), {"name": "Birch of the North"}).ref.id
    client = client_of(OWNER)
    asked = client.post("/contacts/companies/share", id=[str(company), str(foreign), "424242"])
    assert "1 record will be shared." in asked.text and "left out" not in asked.text
    form = {"id": [str(foreign)], "user": str(user_id(THIRD)), "level": "view"}
    assert client.post("/contacts/companies/share", **form).status_code == 303
    assert row("SELECT 1 FROM collaborator") is None
    with pytest.raises(NotFound):
        share(actor_of(OWNER), resource(north), [company, foreign], user_id(THIRD), "view")
    assert row("SELECT 1 FROM collaborator") is None
