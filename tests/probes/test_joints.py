"""The joints hold: a plugin's fields, slot, job, listener and check work in every face, beside and without contacts' own."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from guanxi.data import database
from guanxi.testing.databases import Database
from guanxi.testing.house import Built, Client, Program

COMPANIES = "/contacts/companies"
LIMIT_S = 180
ALLOWED = ("guanxi.api", "guanxi_contacts.api", "guanxi_probe")


@pytest.fixture
def program(probed: Built, program_of: Callable[..., Program]) -> Program:
    return program_of("seller.shanghai", at=probed.app)


@pytest.fixture
def client(probed: Built, client_of: Callable[..., Client]) -> Client:
    return client_of("seller.shanghai", at=probed.app)


@pytest.fixture
def three(program: Program) -> list[int]:
    """Three companies: with note and limit, with a limit in another currency, with neither."""
    bodies: list[dict[str, Any]] = [
        {"name": "Alpha", "terms_note": "thirty days", "credit_limit": {"amount": "5000", "currency": "CNY"}},
        {"name": "Beta", "terms_note": "at once", "credit_limit": {"amount": "70.5", "currency": "CNY"}},
        {"name": "Gamma"},
    ]
    return [program.post(COMPANIES, body).json["id"] for body in bodies]


def test_the_probe_imports_nothing_but_what_authors_may(probe_site: Path) -> None:
    for file in (probe_site / "guanxi_probe").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            ours = [name for name in names if name.partition(".")[0].startswith("guanxi")]
            assert all(name.startswith(ALLOWED) for name in ours), f"{file.name}: {ours}"


def test_the_palette_offers_a_command_as_long_as_its_plugin_runs(
    client: Client, client_of: Callable[..., Client], probed: Built
) -> None:
    with_probe = client_of("admin", at=probed.app).get("/search/entries").text
    assert 'href="/probe/overview"' in with_probe and "What the probe sees" in with_probe
    assert "/probe/overview" not in client_of("admin").get("/search/entries").text


def test_a_side_table_is_searched_as_the_record_itself(program: Program, three: list[int]) -> None:
    def found(typed: str) -> list[int]:
        groups = program.get(f"/search?q={typed}").json["groups"]
        return [item["id"] for group in groups for item in group["items"]]

    alpha, beta, _gamma = three
    assert found("thirty") == [alpha] and found("at once") == [beta]
    version = program.get(f"{COMPANIES}/{alpha}").json["version"]
    changed = program.send("PATCH", f"{COMPANIES}/{alpha}", {"terms_note": "sixty days", "version": version})
    assert changed.status_code == 200
    assert found("thirty") == [] and found("sixty") == [alpha]


def test_fields_of_a_side_table_are_shown_filtered_sorted_and_edited_by_programs(
    program: Program, three: list[int]
) -> None:
    alpha, beta, gamma = three
    assert program.get(f"{COMPANIES}/{beta}").json["credit_limit"] == {"amount": "70.50", "currency": "CNY"}
    assert _found(program, "terms_note~=days") == [alpha]
    assert _found(program, "credit_limit>=100") == [alpha]
    assert _found(program, "credit_limit!=*") == [gamma]
    assert _found(program, "sort=credit_limit") == [beta, alpha, gamma]
    assert _found(program, "sort=-terms_note")[:2] == [alpha, beta]
    assert _found(program, "sort=credit_limit&limit=1") == [beta]
    edited = program.patch(f"{COMPANIES}/{gamma}", {"terms_note": "prepaid", "version": 1})
    assert (edited.json["terms_note"], edited.json["version"]) == ("prepaid", 2)
    (step, _added) = program.get(f"{COMPANIES}/{gamma}/history").json["items"]
    assert step["fields"] == {"terms_note": {"old": None, "new": "prepaid"}}
    assert program.post(f"/changes/{step['change']}/undo").status_code == 200
    assert program.get(f"{COMPANIES}/{gamma}").json["terms_note"] is None
    totals = program.get(f"{COMPANIES}?totals=credit_limit").json["totals"]["credit_limit"]
    assert totals == [{"sum": {"amount": "5070.50", "currency": "CNY"}, "count": 2}]
    schemas = program.get("/openapi.json").json["components"]["schemas"]
    assert "credit_limit" in schemas["contacts.company.edit"]["properties"]


def test_fields_of_a_side_table_are_shown_filtered_sorted_and_edited_on_pages(
    client: Client, three: list[int]
) -> None:
    alpha, beta, gamma = three
    page = client.get(f"{COMPANIES}/?sort=credit_limit").text
    assert _rows(page) == [beta, alpha, gamma]
    assert "thirty days" in page
    assert "5,000.00" in page
    assert _rows(client.get(f"{COMPANIES}/?terms_note~=days").text) == [alpha]
    assert "thirty days" in client.get(f"{COMPANIES}/{alpha}").text
    assert 'name="credit_limit"' in client.get(f"{COMPANIES}/{alpha}/edit").text
    form = {
        "name": "Gamma",
        "customer_type": "company",
        "terms_note": "prepaid",
        "credit_limit": "12",
        "version": "1",
    }
    sent = client.post(f"{COMPANIES}/{gamma}/edit", **form, credit_limit_currency="USD")
    assert sent.status_code == 303, sent.text
    in_place = client.post(f"{COMPANIES}/{gamma}/field/terms_note", terms_note="at night", version="2")
    assert in_place.status_code == 200
    assert "at night" in client.get(f"{COMPANIES}/{gamma}").text
    new = client.post(f"{COMPANIES}/new", name="Delta", customer_type="company", terms_note="made by form")
    assert "made by form" in client.get(new.headers["Location"]).text


def test_records_from_before_the_plugin_are_in_its_lists(
    app: Any, program_of: Callable[..., Program], request: pytest.FixtureRequest
) -> None:
    old = program_of("seller.shanghai").post(COMPANIES, {"name": "Old"}).json["id"]
    request.getfixturevalue("probed")
    program = request.getfixturevalue("program")
    assert _found(program, "sort=credit_limit") == [old]
    assert _found(program, "sort=-terms_note") == [old]


def test_a_slot_is_filled_and_gone_with_its_plugin(
    client: Client, three: list[int], client_of: Callable[..., Client], build_house: Callable[..., Built]
) -> None:
    assert "data-probe" in client.get(f"{COMPANIES}/{three[0]}").text
    without = client_of("seller.shanghai", at=build_house("contacts").app)
    page = without.get(f"{COMPANIES}/{three[0]}")
    assert page.status_code == 200
    assert "data-probe" not in page.text
    assert "thirty days" not in page.text


def test_a_check_refuses_with_its_own_words(client: Client, program: Program) -> None:
    refused = program.post(COMPANIES, {"name": "Forbidden Ltd"})
    assert (refused.status_code, refused.json["title"]) == (409, "The probe does not want Forbidden Ltd.")
    fine = program.post(COMPANIES, {"name": "Fine Ltd"}).json["id"]
    assert program.patch(f"{COMPANIES}/{fine}", {"name": "Forbidden Ltd", "version": 1}).status_code == 409
    page = client.post(f"{COMPANIES}/new", name="Forbidden Ltd", customer_type="company")
    assert page.status_code == 409
    assert "The probe does not want Forbidden Ltd." in page.text
    assert database.row("SELECT count(*) FROM contacts_company WHERE name = 'Forbidden Ltd'") == (0,)


@pytest.mark.parametrize("way", ["embedded", "broker"])
def test_a_job_that_a_change_wrote_is_run_and_listeners_are_told_once(
    way: str,
    client: Client,
    program: Program,
    three: list[int],
    db: Database,
    probe_site: Path,
    request: pytest.FixtureRequest,
) -> None:
    address = request.getfixturevalue("broker").url if way == "broker" else ""
    assert client.post(f"/probe/companies/{three[2]}/review").status_code == 303
    assert program.get(f"{COMPANIES}/{three[2]}").json["terms_note"] == "under review"
    assert _told() == []
    with _worker(db, probe_site, address):
        _until(lambda: database.row("SELECT count(*) FROM job WHERE done_at IS NULL") == (0,))
    assert program.get(f"{COMPANIES}/{three[2]}").json["terms_note"] == "reviewed"
    (step, *_rest) = program.get(f"{COMPANIES}/{three[2]}/history").json["items"]
    assert step["by"]["title"] == "王芳"
    assert _told() == three


def test_who_may_not_review_finds_nothing_changed(
    probed: Built, three: list[int], client_of: Callable[..., Client], program: Program
) -> None:
    stranger = client_of("seller.hangzhou", at=probed.app)
    assert stranger.post(f"/probe/companies/{three[0]}/review").status_code == 404
    agent = client_of("agent", at=probed.app)
    assert agent.post(f"/probe/companies/{three[0]}/review").status_code == 403
    assert program.get(f"{COMPANIES}/{three[0]}").json["version"] == 1


def _found(program: Program, query: str) -> list[int]:
    answer = program.get(f"{COMPANIES}?{query}")
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json["items"]]


def _rows(page: str) -> list[int]:
    return [int(id) for id in re.findall(r'<tr id="r(\d+)">', page)]


def _told() -> list[int]:
    return sorted(company for (company,) in database.rows("SELECT company_id FROM probe_told"))


@contextmanager
def _worker(db: Database, site: Path, broker: str) -> Iterator[None]:
    """A worker of its own process, as `guanxi serve` starts one; `broker` is the address of a real one, or empty."""
    env = os.environ | {"PYTHONPATH": str(site), "GUANXI_DATABASE": db.url}
    env |= {"GUANXI_BROKER": broker} if broker else {}
    worker = subprocess.Popen([sys.executable, "-m", "guanxi.cli.worker"], env=env, cwd=site)
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(LIMIT_S)


def _until(true: Callable[[], bool]) -> None:
    """Wait until something is true."""
    limit = time.monotonic() + LIMIT_S
    while time.monotonic() < limit:
        if true():
            return
        time.sleep(0.1)
    pytest.fail(f"the jobs did not end: {database.rows('SELECT name, state, error FROM job')}")
