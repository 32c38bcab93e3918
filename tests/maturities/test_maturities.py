"""Quote, contract, certificate and loan remind a week ahead: once, in the morning of a working day, whoever answers for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from guanxi.composition import House
from guanxi.data.database import database, is_sqlite, row, run, write_transaction
from guanxi.jobs.runtime import Runtime
from guanxi.people.settings import as_set
from guanxi.testing.house import Built, Client, Program, user_id
from guanxi.work.calendar.working_days import SETTINGS, working_days
from guanxi.work.maturities import reminding
from guanxi.work.maturities.declared import maturing
from guanxi.work.maturities.reminding import remind_of_maturities

SELLER, LEAD = "seller.shanghai", "lead.east"
PATHS = {
    "quote": ("/papers/quotes", "valid_until", "Quote Oil: Valid until"),
    "contract": ("/papers/contracts", "ends_on", "Contract Oil: Ends on"),
    "certificate": ("/papers/certificates", "expires_on", "Certificate of Yunchuan: Expires on"),
    "loan": ("/papers/loans", "due_on", "Loan Oil: Due on"),
}
Write = Callable[..., int]


@dataclass
class Hourly:
    """A house of whose schedules this one alone runs: the others have tests of their own."""

    house: House

    def runtime(self) -> Runtime:
        runtime = self.house.runtime()
        ours = tuple(each for each in runtime.schedules if each.job is remind_of_maturities)
        return replace(runtime, schedules=ours)


@pytest.fixture
def at(papers: Built, clock: Any, run_jobs: Callable[..., list[str]]) -> Callable[..., None]:
    """Let what is due be done at a time of the house (Shanghai)."""

    def when(day: str, hour: int = 9, minute: int = 0, house: House = papers.house) -> None:
        moment = datetime.fromisoformat(f"{day}T{hour:02}:{minute:02}:00+08:00")
        clock.set(moment.astimezone(UTC))
        run_jobs(Hourly(house))

    when("2026-09-25", 8)
    when("2026-09-28", 8)
    return when


@pytest.fixture
def write(program: Program) -> Write:
    """Write a paper of the kind that matures on a day; its company is the only one."""

    def make(kind: str, day: str, **values: Any) -> int:
        path, field, _text = PATHS[kind]
        owner = values.pop("owner", user_id(SELLER))
        if kind == "certificate":
            body = {"name": "Yunchuan", "owner": owner}
            values = {"company": program.post("/contacts/companies", body).json["id"], **values}
        else:
            values = {"name": "Oil", "owner": owner, **values}
        answer = program.post(path, {field: day, **values})
        assert answer.status_code == 201, answer.text
        return int(answer.json["id"])

    return make


@pytest.mark.requirement("R-161.a")
@pytest.mark.requirement("R-161.b")
def test_four_papers_remind_a_week_ahead_and_once(at: Any, write: Write, told: Any, papers: Built) -> None:
    for kind in PATHS:
        write(kind, "2026-10-16")
    at("2026-10-08")
    at("2026-10-09", 8, 59)
    assert told(SELLER) == []
    wanted = sorted(f"{text} 2026-10-16." for _path, _field, text in PATHS.values())
    for moment in (
        ("2026-10-09", 9),
        ("2026-10-09", 10),
        ("2026-10-12", 9),
        ("2026-10-16", 9),
        ("2026-10-19", 9),
    ):
        at(*moment)
        assert sorted(told(SELLER)) == wanted
    assert told(LEAD) == told("admin") == []


@pytest.mark.requirement("R-161.c")
def test_it_comes_on_a_working_day(at: Any, write: Write, told: Any) -> None:
    write("contract", "2026-10-12")  # a week ahead is in the golden week: the last working day before it
    write("loan", "2026-10-12")  # the same, but the first working day after it
    write("quote", "2026-10-17")  # a week ahead is a Saturday that is worked
    write("certificate", "2026-10-18")  # a week ahead is a Sunday
    heard: dict[str, list[str]] = {}
    for day in (
        "2026-09-29",
        "2026-09-30",
        "2026-10-01",
        "2026-10-05",
        "2026-10-07",
        "2026-10-08",
        "2026-10-10",
        "2026-10-11",
    ):
        before = {kind for kinds in heard.values() for kind in kinds}
        at(day)
        heard[day] = [each.partition(" ")[0] for each in told(SELLER) if each.partition(" ")[0] not in before]
    assert {day: sorted(kinds) for day, kinds in heard.items() if kinds} == {
        "2026-09-30": ["Contract"],
        "2026-10-08": ["Loan"],
        "2026-10-10": ["Certificate", "Quote"],
    }


def test_what_is_near_when_it_is_written_reminds_the_next_working_day(
    at: Any, write: Write, told: Any
) -> None:
    at("2026-09-30", 17)
    write("contract", "2026-10-03")
    write("quote", "2026-09-25")  # long past: nobody is told
    at("2026-10-01")
    assert told(SELLER) == []
    at("2026-10-08")
    at("2026-10-09")
    assert told(SELLER) == ["Contract Oil: Ends on 2026-10-03."]


def test_another_day_reminds_anew_and_what_is_closed_does_not(
    at: Any, write: Write, told: Any, program: Program, client_of: Any, papers: Built
) -> None:
    moved, closed, gone, followed = (
        write("contract", "2026-10-16", name="Moved"),
        write("quote", "2026-10-16", name="Closed"),
        write("loan", "2026-10-16", name="Gone"),
        write("contract", "2026-10-16", name="Followed"),
    )
    at("2026-10-09")
    assert len(told(SELLER)) == 4
    page = client_of(SELLER, at=papers.app).get("/work/due").text
    assert all(f"{name}</a>" in page for name in ("Moved", "Closed", "Gone", "Followed"))
    for path, values in (
        (f"/papers/contracts/{moved}", {"ends_on": "2026-11-20"}),
        (f"/papers/quotes/{closed}", {"state": "accepted", "valid_until": "2026-11-20"}),
        (f"/papers/loans/{gone}", {"due_on": "2026-11-20"}),
        (f"/papers/contracts/{followed}", {"ends_on": "2026-11-20", "followed_by": moved}),
    ):
        assert program.patch(path, values, If_Match='"1"').status_code == 200
    assert program.delete(f"/papers/loans/{gone}", If_Match='"2"').status_code in (200, 204)
    page = client_of(SELLER, at=papers.app).get("/work/due").text
    assert not any(f"{name}</a>" in page for name in ("Moved", "Closed", "Gone", "Followed"))
    at("2026-11-13")
    assert [each for each in told(SELLER) if "2026-11-20" in each] == ["Contract Moved: Ends on 2026-11-20."]


def test_who_sees_it_no_more_is_not_told_but_who_leads_is(
    at: Any, write: Write, told: Any, roles_of: Any, papers: Built
) -> None:
    write("contract", "2026-10-16")
    roles_of(SELLER, {"host.page.view": "all", "papers.quote.view": "all"})
    papers.house.keeper.forget()
    at("2026-10-09")
    assert told(SELLER) == []
    assert told(LEAD) == ["Contract Oil: Ends on 2026-10-16."]


def test_each_is_told_in_his_own_language_and_morning(
    at: Any, write: Write, told: Any, papers: Built
) -> None:
    run("UPDATE people_user SET zone = 'Europe/Berlin', language = 'zh' WHERE id = ?", [user_id(SELLER)])
    papers.house.keeper.forget()
    write("certificate", "2026-10-16")
    at("2026-10-09", 14)
    assert told(SELLER) == []
    at("2026-10-09", 15)
    assert told(SELLER) == ["Yunchuan的Certificate：Expires on 2026-10-16。"]


def test_a_field_of_a_side_table_matures_and_a_disabled_plugin_is_silent(
    at: Any, program: Program, told: Any, build_house: Any, write: Write
) -> None:
    body = {"name": "Hengrun", "owner": user_id(SELLER), "licensed_until": "2026-11-09"}
    assert program.post("/contacts/companies", body).status_code == 201
    write("contract", "2026-10-20")
    at("2026-10-09")
    assert told(SELLER) == []
    at("2026-10-10")
    assert told(SELLER) == ["Company Hengrun: Licensed until 2026-11-09."]
    at("2026-10-13", house=build_house("contacts").house)
    assert len(told(SELLER)) == 1


def test_what_is_done_with_leaves_the_due_list_of_its_reader_alone(
    at: Any, write: Write, client_of: Any, papers: Built
) -> None:
    write("contract", "2026-10-16")
    at("2026-10-09")
    client: Client = client_of(SELLER, at=papers.app)
    assert "Contract Oil" in client.get("/work/due").text
    found = row("SELECT id FROM work_maturity")
    assert found is not None
    path = f"/work/maturities/{found[0]}/done"
    assert client_of(LEAD, at=papers.app).post(path).status_code == 404
    assert client.post(path).status_code == 303
    assert "Contract Oil" not in client.get("/work/due").text
    assert client.post(path).status_code == 404


def test_a_lead_looks_at_what_comes_due_for_his_team_and_nobody_elses(
    at: Any, write: Write, client_of: Any, program_of: Any, roles_of: Any, papers: Built
) -> None:
    write("contract", "2026-10-16")
    write("loan", "2026-10-16", name="Far", owner=user_id("seller.north"))
    at("2026-10-09")
    lead, seller = client_of(LEAD, at=papers.app), client_of(SELLER, at=papers.app)
    assert "Contract Oil" not in lead.get("/work/due").text
    page = lead.get("/work/due?team=1").text
    assert "Contract Oil" in page and "王芳" in page and "Loan Far" not in page
    assert "/work/maturities/" not in page, "what stands in another's list is his to take off"
    asking = program_of(LEAD, at=papers.app)
    item = asking.get("/work/maturities?team=true").json["items"][0]
    seen = {"name": "Contract Oil", "field": "Ends on", "day": "2026-10-16"}
    assert {**item, **seen} == item
    assert item["users"] == [{"id": user_id(SELLER), "title": "王芳"}]
    assert asking.get(f"/{item['record'].replace('papers.contract', 'papers/contracts')}").status_code == 200
    assert asking.get("/work/maturities").json == {"items": []}
    assert asking.get("/work/maturities?team=perhaps").status_code == 400
    own = program_of(SELLER, at=papers.app).get("/work/maturities").json["items"]
    assert [each["record"] for each in own] == [item["record"]]
    found = row("SELECT id FROM work_maturity WHERE kind = 'papers.contract'")
    assert found is not None
    assert seller.post(f"/work/maturities/{found[0]}/done").status_code == 303
    assert "Contract Oil" not in lead.get("/work/due?team=1").text
    north = program_of("lead.north", at=papers.app)
    assert [each["name"] for each in north.get("/work/maturities?team=true").json["items"]] == ["Loan Far"]
    roles_of("lead.north", {"host.page.view": "all", "papers.quote.view": "all"})
    papers.house.keeper.forget()
    assert north.get("/work/maturities?team=true").json == {"items": []}, "only what he sees himself"


def test_many_are_told_in_steps_and_what_lies_far_off_is_not_read(
    at: Any, write: Write, told: Any, papers: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminding, "AT_ONCE", 2)
    for number in range(5):
        write("contract", "2026-10-16", name=f"number {number}")
    write("contract", "2027-10-16", name="far off")
    at("2026-10-09")
    assert sorted(told(SELLER)) == [f"Contract number {n}: Ends on 2026-10-16." for n in range(5)]


def test_two_workers_that_read_the_same_tell_once(at: Any, write: Write, told: Any, papers: Built) -> None:
    write("contract", "2026-10-16")
    house = papers.house.host
    at("2026-10-09", 8)
    moment = datetime(2026, 10, 9, 1, tzinfo=UTC)
    walk = reminding.Walk(house, moment, working_days(house))
    contracts = next(each for each in maturing(house) if each.name == "papers.contract.ends_on")
    found = walk.part(contracts, None)
    assert len(found) == 1
    for _worker in range(2):
        with write_transaction():
            walk.tell(contracts, found)
    at("2026-10-09", 10)
    assert told(SELLER) == ["Contract Oil: Ends on 2026-10-16."]


def test_a_step_that_is_killed_before_it_ends_has_told_nobody(
    at: Any,
    write: Write,
    told: Any,
    clock: Any,
    run_jobs: Any,
    papers: Built,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write("contract", "2026-10-16")
    with monkeypatch.context() as patch:
        patch.setattr(reminding.Walk, "finish", lambda walk, this: 1 / 0)
        with pytest.raises(pytest.fail.Exception, match="ZeroDivisionError"):
            at("2026-10-09")
    assert told(SELLER) == []
    at("2026-10-09", 10)
    at("2026-10-09", 11)
    assert told(SELLER) == ["Contract Oil: Ends on 2026-10-16."]


def test_a_consent_that_runs_out_is_told_but_not_one_that_was_renewed(
    at: Any, program: Program, told: Any
) -> None:
    owner = user_id(SELLER)
    for name, renewed in (("Old", False), ("New", True)):
        company = program.post("/contacts/companies", {"name": name, "owner": owner}).json["id"]
        kept = {"company": company, "state": "given", "purpose": "marketing"}
        given = kept | {"channel": "email", "day": "2026-09-01", "until": "2026-10-16"}
        assert program.post("/contacts/consents", given).status_code == 201
        if renewed:
            later = kept | {"channel": "all", "day": "2026-09-20"}
            assert program.post("/contacts/consents", later).status_code == 201
    at("2026-10-09")
    assert told(SELLER) == ["Consent of Old: Valid until 2026-10-16."]


@pytest.mark.parametrize("name", ["papers.contract.ends_on", "contacts.company.licensed_until"])
def test_the_walk_reads_the_index_of_the_date_alone(papers: Built, name: str) -> None:
    """Whatever lies in the table, the rows between two days are found by the index that the declaration brings."""
    house = papers.house.host
    this = next(each for each in maturing(house) if each.name == name)
    walk = reminding.Walk(house, house.clock(), working_days(house))
    statements: list[tuple[str, Any]] = []
    execute = database.execute_sql

    def record(sql: str, params: Any = None) -> Any:
        statements.append((sql, params))
        return execute(sql, params)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database.obj, "execute_sql", record)
        walk.part(this, None)
    sql, params = statements[-1]
    if is_sqlite():
        plan = [str(each[3]) for each in execute(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()]
        assert any(f"{this.field.name}>?" in line and "list_" in line for line in plan), plan
        assert not any(line.startswith("SCAN") for line in plan), plan
    else:
        run("SET enable_seqscan = off")
        plan = [str(each[0]) for each in execute(f"EXPLAIN {sql}", params).fetchall()]
        run("RESET enable_seqscan")
        assert any("list_papers_" in line for line in plan), plan


def test_own_days_hold_above_the_official_ones_and_are_refused_where_they_are_none(
    papers: Built, client_of: Any
) -> None:
    client: Client = client_of("admin", at=papers.app)
    page = client.get("/settings/rules").text
    assert "its official days are known for 2025 to 2026" in page
    values = {
        "host.calendar": "mainland",
        "host.days_off": "2027-02-06~2027-02-08、2026-10-10",
        "host.days_worked": "",
    }
    assert client.post("/settings/rules", **values).status_code == 303
    kept = {**papers.house.host.settings, **as_set(SETTINGS)}
    days = working_days(replace(papers.house.host, settings=kept))
    worked = {
        date(2026, 10, 9): True,
        date(2026, 10, 10): False,
        date(2027, 2, 8): False,
        date(2027, 2, 9): True,
    }
    assert {day: days.works(day) for day in worked} == worked
    for wrong in ("2027-02-30", "2027-02-08~2027-02-06", "soon"):
        assert client.post("/settings/rules", **{**values, "host.days_off": wrong}).status_code == 422
