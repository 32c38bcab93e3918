"""Who exports what: own permission, rows within its scope, hidden fields absent, masked ones masked; each export is written down."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from guanxi.data.database import rows
from guanxi.records.standard import create

EXPORT = "/contacts/companies/export"
ADDRESS = "http://crm.example:8000"
FORMATS = ("csv", "xlsx", "jsonl")


def text_of(content: bytes, kind: str) -> str:
    if kind != "xlsx":
        return content.decode("utf-8-sig")
    return repr(CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python())


@pytest.mark.parametrize("name", ["seller.north", "seller.shanghai", "agent"])
def test_roles_without_the_permission_neither_export_nor_are_offered_it(
    name: str, firms: dict[str, int], client_of: Callable[..., Any], program_of: Callable[..., Any]
) -> None:
    client = client_of(name)
    for kind in FORMATS:
        assert client.get(f"{EXPORT}?format={kind}").status_code == 403
        assert program_of(name).get(f"{EXPORT}?format={kind}").status_code == 403
    assert client.post(EXPORT, id=str(firms["Alder"])).status_code == 403
    assert "export" not in client.get("/contacts/companies/").text
    assert not rows("SELECT 1 FROM access_entry")


@pytest.mark.requirement("R-030.c")
@pytest.mark.parametrize("kind", FORMATS)
def test_a_seller_gets_no_export_row_of_another_team(
    kind: str,
    firms: dict[str, int],
    client_of: Callable[..., Any],
    program_of: Callable[..., Any],
    roles_of: Callable[..., None],
) -> None:
    roles_of(
        "seller.north",
        {"contacts.company.view": "team", "contacts.company.export": "team", "host.page.view": "all"},
    )
    for content in (
        client_of("seller.north").get(f"{EXPORT}?format={kind}").data,
        program_of("seller.north").get(f"{EXPORT}?format={kind}").data,
    ):
        found = text_of(content, kind)
        assert "Birch of the North" in found
        assert not [name for name in ("Alder", "白鹭", "Cedar") if name in found]


def test_the_scope_of_exporting_narrows_what_one_sees(
    firms: dict[str, int],
    client_of: Callable[..., Any],
    roles_of: Callable[..., None],
    actor_of: Callable[[str], Any],
) -> None:
    roles_of(
        "seller.north",
        {"contacts.company.view": "all", "contacts.company.export": "own", "host.page.view": "all"},
    )
    client = client_of("seller.north")
    assert "Alder" in client.get("/contacts/companies/").text
    assert client.get(f"{EXPORT}?format=csv&c=name").data.decode("utf-8-sig").splitlines() == [
        "Company name",
        "Birch of the North",
    ]
    chosen = [str(firms["Alder"]), str(firms["Birch of the North"])]
    assert client.post(f"{EXPORT}?format=csv", id=chosen).status_code == 404
    assert client.post(f"{EXPORT}?format=csv&c=name", id=chosen[1:]).status_code == 200


@pytest.mark.parametrize("kind", FORMATS)
def test_a_hidden_field_is_absent_and_no_filter_reaches_it(
    kind: str, firms: dict[str, int], client_of: Callable[..., Any], roles_of: Callable[..., None]
) -> None:
    grants = {"contacts.company.view": "all", "contacts.company.export": "all", "host.page.view": "all"}
    roles_of("seller.north", grants, hidden={"contacts.company": ["city", "note"]})
    client = client_of("seller.north")
    for more in ("", "&all=1", "&c=city&c=note&c=name"):
        found = text_of(client.get(f"{EXPORT}?format={kind}{more}").data, kind)
        assert not [word for word in ("City", "city", "上海", "two") if word in found]
    assert client.get(f"{EXPORT}?format={kind}&city=上海").status_code == 400


@pytest.mark.parametrize("kind", FORMATS)
def test_a_masked_field_is_shown_masked(
    kind: str, client_of: Callable[..., Any], roles_of: Callable[..., None], actor_of: Callable[[str], Any]
) -> None:
    lead = actor_of("lead.east")
    create(
        lead,
        lead.host.resources["contacts.person"],
        {
            "name": "张伟",
            "mobile": "13800138000",
            "customer_type": "personal",
            "id_number": "11010519491231002X",
        },
    )
    roles_of(
        "seller.north",
        {"contacts.person.view": "all", "contacts.person.export": "all", "host.page.view": "all"},
    )
    found = text_of(client_of("seller.north").get(f"/contacts/persons/export?format={kind}&all=1").data, kind)
    assert "138****8000" in found.replace(" ", "")
    assert "00138000" not in found.replace(" ", "")
    assert "11010519491231002X" not in found
    whole = text_of(client_of("lead.east").get(f"/contacts/persons/export?format={kind}&all=1").data, kind)
    assert "11010519491231002X" in whole


def test_selected_rows_alone_are_exported_in_the_order_asked_for(
    firms: dict[str, int], client_of: Callable[..., Any]
) -> None:
    lead = client_of("lead.east")
    chosen = [str(firms["Cedar"]), str(firms["Alder"])]
    answer = lead.post(f"{EXPORT}?format=csv&c=name&sort=-name&q=nothing", id=chosen)
    assert answer.data.decode("utf-8-sig").splitlines() == ["Company name", "Cedar", "Alder"]
    assert lead.post(f"{EXPORT}?format=csv").status_code == 422
    assert (
        lead.post(f"{EXPORT}?format=csv", id=[*chosen, str(firms["Birch of the North"])]).status_code == 404
    )


def test_each_export_is_written_down_with_who_what_and_how_many(
    firms: dict[str, int], client_of: Callable[..., Any]
) -> None:
    client = client_of("lead.east")
    client.get(f"{EXPORT}?format=csv&customer_type=company&sort=-name")
    client.post(f"{EXPORT}?format=jsonl&c=city", id=str(firms["Cedar"]))
    client.get(f"{EXPORT}?format=csv&sort=nothing")
    found = rows(
        "SELECT u.mail, e.action, e.details, e.amount, e.whole FROM access_entry e JOIN people_user u ON u.id = e.actor_id ORDER BY e.id"
    )
    assert [(mail, action, amount, whole) for mail, action, _details, amount, whole in found] == [
        ("lead.east@demo.example", "contacts.company.export", 2, 1),
        ("lead.east@demo.example", "contacts.company.export", 1, 1),
    ]
    first, second = (json.loads(details) for _m, _a, details, _n, _w in found)
    assert first["format"] == "csv"
    assert ["customer_type", "company"] in first["query"]
    assert second["columns"] == ["name", "city"]
    assert second["ids"] == [firms["Cedar"]]


def test_asking_for_the_headers_alone_is_no_export(
    firms: dict[str, int], client_of: Callable[..., Any]
) -> None:
    client = client_of("lead.east")
    for kind in FORMATS:
        answer = client.flask.head(f"{EXPORT}?format={kind}", base_url=ADDRESS, headers=client.headers)
        assert answer.status_code == 200
        assert "attachment" in answer.headers["Content-Disposition"]
    assert not rows("SELECT 1 FROM access_entry")


def test_the_bin_is_not_exported(firms: dict[str, int], program_of: Callable[..., Any]) -> None:
    refused = program_of("admin").get(f"{EXPORT}?format=csv&bin=true")
    assert refused.status_code == 409
    assert "bin" in refused.text


def test_a_search_that_lists_only_some_of_its_hits_is_not_exported_as_if_they_were_all(
    firms: dict[str, int], client_of: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of("admin")
    found = client.get(f"{EXPORT}?format=csv&q=Alder")
    assert found.status_code == 200
    assert "Alder" in text_of(found.data, "csv")
    assert "Cedar" not in text_of(found.data, "csv")
    monkeypatch.setattr("guanxi.web.export_pages.MOST", 1)
    refused = client.get(f"{EXPORT}?format=csv&q=Alder")
    assert refused.status_code == 409
    assert "Narrow it" in refused.text
