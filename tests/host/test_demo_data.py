"""The demo company as `guanxi demo` makes it: its staff, and what happened to them and to their customers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from guanxi.composition import House, compose
from guanxi.config import load
from guanxi.data.database import row, rows
from guanxi.demo import demo_users, fill
from guanxi.people.demo_colleagues import AWAY, LEFT, MOVED, TAKES_OVER, ids_by_name, may
from guanxi.records import gate
from guanxi.records.sharing import EDIT
from guanxi.testing.fixed import FixedClock

SIZE = 120
STAFF = """SELECT u.mail, r.code, t.name FROM people_user u JOIN people_user_role h ON h.user_id = u.id
JOIN people_role r ON r.id = h.role_id JOIN people_team t ON t.id = u.team_id WHERE u.active"""


@pytest.fixture(scope="module")
def demo(stores: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An installation filled once; nothing here writes to it."""
    store, folder, clock = stores.of("sqlite"), tmp_path_factory.mktemp("demo"), FixedClock()
    config = load({"GUANXI_DATA": str(folder), "GUANXI_DATABASE": store.open().url}, folder=folder)
    fill(config, size=SIZE, clock=clock)
    yield compose(config, clock=clock)
    store.close()


@pytest.fixture
def ids(demo: House) -> dict[str, int]:
    return ids_by_name()


def test_the_staff_is_that_of_a_trading_house(demo: House) -> None:
    found = rows(STAFF)
    roles = Counter(role for _mail, role, _team in found)
    assert (roles["service_agent"], roles["administrator"]) == (8, 1)
    assert sum(mail.startswith("seller.") and role == "seller" for mail, role, _team in found) == 18
    managers = Counter(team for mail, _role, team in found if mail.startswith("manager."))
    assert managers == {"望溪支行": 2, "港前支行": 2}
    leads = {mail.partition("@")[0] for mail, role, _team in found if role == "team_lead"}
    assert leads == {"lead.east", "lead.north", "lead.south", "service.lead", "training.lead"}
    above = {mail.partition("@")[0] for mail, role, _team in found if role == "director"}
    assert above == {"general.manager", "director"}


def test_one_signs_in_as_the_first_eight(demo: House) -> None:
    assert len(demo_users(demo.config)) == 8
    assert row("SELECT count(*) FROM people_password") == (8,)


def test_who_left_in_may_handed_his_customers_over(demo: House, ids: dict[str, int]) -> None:
    left, successor, day = ids[LEFT], ids[TAKES_OVER[LEFT]], may(demo.host.clock())
    assert row("SELECT active FROM people_user WHERE id = ?", (left,)) in ((0,), (False,))
    for table in ("contacts_company", "contacts_person"):
        assert row(f"SELECT count(*) FROM {table} WHERE owner_id = ?", (left,)) == (0,)
        given = rows(f"SELECT owner_id, created_at FROM {table} WHERE created_by = ?", (left,))
        assert given
        assert {owner for owner, _at in given} == {successor}
        assert max(at for _owner, at in given) < day.timestamp() * 1000
    newest = row("SELECT max(created_at) FROM contacts_interaction WHERE created_by = ?", (left,))
    assert newest is not None
    assert newest[0] < day.timestamp() * 1000


def test_who_changed_the_team_took_his_customers_along(demo: House, ids: dict[str, int]) -> None:
    team = row("SELECT team_id FROM people_user WHERE id = ?", (ids[MOVED],))
    assert team == row("SELECT id FROM people_team WHERE name = '杭州二部'")
    assert rows("SELECT DISTINCT team_id FROM contacts_company WHERE owner_id = ?", (ids[MOVED],)) == [team]


def test_a_deputy_may_edit_the_customers_of_who_is_on_leave(demo: House, ids: dict[str, int]) -> None:
    deputy = demo.actor(ids[TAKES_OVER[AWAY]])
    assert deputy is not None
    resource = demo.host.resources["contacts.company"]
    own = [key for (key,) in rows("SELECT id FROM contacts_company WHERE owner_id = ?", (ids[AWAY],))]
    assert own
    assert gate.rows_among(deputy, resource, own, "edit") == set(own)
    ends = rows("SELECT DISTINCT until FROM collaborator WHERE user_id = ? AND level = ?", (deputy.id, EDIT))
    assert all(end and end > demo.host.clock().timestamp() * 1000 for (end,) in ends)


def test_every_kind_is_there_and_each_customer_has_one_first_source(demo: House) -> None:
    tables = ("interaction", "purchase", "need", "touch", "consent", "contact_method", "relation")
    for table in (*(f"contacts_{name}" for name in tables), "work_note", "work_activity", "collaborator"):
        assert row(f"SELECT count(*) > 5 FROM {table}") in ((1,), (True,)), table
    assert row("SELECT count(*) FROM contacts_company WHERE source IS NULL") == (0,)
    assert row("SELECT count(*) FROM contacts_interaction WHERE happened_at > ?", (_now(demo),)) == (0,)
    assert row("SELECT count(*) FROM contacts_company WHERE bought_total > 0") > (SIZE // 2,)


def test_customers_bear_tags_and_some_consents_end_soon(demo: House) -> None:
    assert row("SELECT count(DISTINCT tag_id) FROM tagged WHERE kind = 'contacts.company'") > (6,)
    assert row("SELECT count(*) FROM tagged WHERE kind = 'contacts.person'") > (5,)
    ends = "SELECT count(*) FROM contacts_consent WHERE until BETWEEN '2026-03-06' AND '2026-03-12'"
    assert row(ends) > (15,)


def test_two_persons_of_one_company_have_the_same_name(demo: House) -> None:
    sql = """SELECT count(*) FROM contacts_contact_person l JOIN contacts_person p ON p.id = l.person_id
             WHERE p.name = '张伟' GROUP BY l.company_id ORDER BY 1 DESC"""
    assert row(sql) == (2,)


def test_whoever_signs_in_has_something_overdue_today_and_later(demo: House, ids: dict[str, int]) -> None:
    day = "2026-03-05"
    for name in ("seller.shanghai", "seller.hangzhou", "seller.north", "lead.east", "lead.north"):
        due = [due for (due,) in rows("SELECT due_on FROM work_activity WHERE owner_id = ?", (ids[name],))]
        assert min(due) < day < max(due), name
        assert day in due, name


def test_mentions_have_told_colleagues(demo: House) -> None:
    mentioned = rows("SELECT mentions FROM work_note WHERE mentions IS NOT NULL AND mentions <> '[]'")
    assert mentioned
    assert row("SELECT count(*) > 0 FROM notification WHERE kind = 'work.mention'") in ((1,), (True,))


def _now(house: House) -> int:
    return int(house.host.clock().timestamp() * 1000)


def test_what_the_house_words_itself_is_in_the_language_of_the_invented_company(demo: House) -> None:
    planned = [subject for (subject,) in rows("SELECT subject FROM work_activity")]
    assert any(subject.startswith("跟进") for subject in planned)
    assert not any(subject.isascii() or subject.startswith("Follow-up") for subject in planned)
