"""What the standard roles close: by which rights a role works, and how colleagues like their own pages."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from guanxi.composition import House
from guanxi.data.database import database, row, rows, run
from guanxi.testing.house import Client, Program


def role_of(code: str) -> int:
    found = row("SELECT id FROM people_role WHERE code = ?", [code])
    assert found is not None
    return int(found[0])


def test_staff_know_their_colleagues_and_roles_by_name_and_nothing_of_rights_and_habits(
    actor_of: Callable[[str], Any],
    client_of: Callable[..., Client],
    program_of: Callable[..., Program],
) -> None:
    for name in ("director", "lead.east", "seller.shanghai", "agent"):
        known = program_of(name).get("/people/users").get_json()["items"]
        assert known and not {"language", "zone", "theme"} & known[0].keys()
        role = program_of(name).get(f"/people/roles/{role_of('seller')}").get_json()
        assert role["name"] and not {"grants", "hidden", "locked"} & role.keys()
    page, admin = client_of("seller.shanghai"), actor_of("admin")
    colleague = page.get(f"/people/users/{actor_of('lead.east').id}").text
    assert "lead.east@demo.example" in colleague and "华东大区" in colleague
    for word in ("Time zone", "Appearance"):
        assert word not in colleague
        assert word in client_of("admin").get(f"/people/users/{admin.id}").text
    assert "*.view" not in page.get(f"/people/roles/{role_of('seller')}").text
    assert "settings.*" in str(
        program_of("admin").get(f"/people/roles/{role_of('seller')}").get_json()["grants"]
    )
    assert page.post("/account/details", name="Wang", language="zh", zone="Asia/Tokyo").status_code == 303
    assert rows("SELECT zone FROM people_user WHERE name = 'Wang'") == [("Asia/Tokyo",)]


def test_roles_that_nobody_changed_are_closed_in_a_house_that_was_there_before(house: House, db: Any) -> None:
    step = import_module("guanxi.migrations.0019_closed_to_staff")
    delivered = rows("SELECT code, hidden FROM people_role ORDER BY id")
    run("UPDATE people_role SET hidden = NULL")
    run("UPDATE people_role SET version = 2 WHERE code = 'director'")
    run("UPDATE people_role SET locked = '{}' WHERE code = 'service_agent'")
    step.up(None, database.obj)
    found = dict(rows("SELECT code, hidden FROM people_role"))
    assert found == {**dict(delivered), "director": None, "service_agent": None}
    step.down(None, database.obj)
    assert {hidden for (hidden,) in rows("SELECT hidden FROM people_role")} == {None}
