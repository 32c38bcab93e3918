"""For each hook that host and plugins offer, a recording plugin proves that the host fires it with the documented arguments."""

from __future__ import annotations

import sys
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from guanxi.composition import House
from guanxi.data.errors import Refused
from guanxi.people.revealing import reveal, reveals
from guanxi.plugins.hooks import Hook
from guanxi.records.actor import Actor
from guanxi.records.batches import undo_batch
from guanxi.records.gate import get, visible
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.records.standard import create, delete, edit, restore
from guanxi.records.undo import undo
from guanxi.resources.imports.options import Options
from guanxi.resources.imports.run import run as run_import
from guanxi.testing.house import Built, user_id
from guanxi.work.attachments import Upload, attach, attachments

RECORDER = """
from guanxi.api import DemoData, hookimpl
heard = []
def hear(name, **arguments):
    heard.append((name, arguments))
@hookimpl
def mount():
    hear("mount")
    return []
@hookimpl
def demo_data():
    hear("demo_data")
    return None
"""
PART = """
@hookimpl
def {name}({arguments}):
    hear({name!r}, {passed})
"""
VALUES: dict[str, dict[str, Any]] = {
    "contacts.company": {"name": "栖云恒润"},
    "contacts.person": {"name": "欧阳文"},
    "contacts.contact_person": {},
    "contacts.contact_method": {"kind": "wechat", "address": "hengrun"},
    "contacts.need": {"topic": "交货", "statement": "三天之内"},
    "contacts.purchase": {"product": "滤芯", "day": "2026-02-01", "amount": "100 CNY"},
    "contacts.touch": {"note": "展会"},
    "contacts.consent": {"state": "given", "channel": "all", "purpose": "marketing", "proof": "表单 7"},
    "contacts.relation": {"note": "长期"},
    "contacts.interaction": {"summary": "电话"},
    "sales.deal": {"name": "二期扩产"},
    "sales.deal_person": {"note": "厂长"},
    "sales.lead": {"name": "询价"},
    "sales.pipeline": {"name": "标准流程"},
    "sales.product": {"name": "VM-850"},
    "sales.stage": {"name": "接洽"},
    "work.note": {"text": "内部"},
    "work.reply": {"text": "收到"},
    "work.attachment": {"name": "方案.txt"},
    "people.reveal": {},
    "work.activity": {"subject": "回访"},
    "work.tag": {"name": "重点客户"},
    "people.team": {"name": "华南大区"},
    "people.role": {"name": "Reader", "grants": "{}"},
    "people.user": {"name": "李明", "mail": "li.ming@demo.example"},
    "people.user_role": {},
    "people.own_company": {"name": "云帆"},
}
LINKED = {
    "contacts.contact_method": ("company",),
    "contacts.need": ("company",),
    "contacts.purchase": ("company",),
    "contacts.touch": ("company",),
    "contacts.consent": ("company",),
    "contacts.relation": ("company", "other_company"),
}
WHO = {"people.reveal": "seller.north"}  # the administrator sees everything in full
EDITED = {"contacts.contact_person": {"position": "经理"}, "work.attachment": {"name": "方案 2.txt"}}


@pytest.fixture
def recorded(house: House, build_house: Callable[..., Built], workshop: Any) -> House:
    """A house in which a plugin takes part in every hook there is."""
    code = RECORDER
    for name in house.plugins.hooks.names():
        if name not in ("mount", "demo_data"):
            arguments = house.plugins.hooks.hook(name).arguments
            passed = ", ".join(f"{each}={each}" for each in arguments)
            code += PART.format(name=name, arguments=", ".join(arguments), passed=passed)
    workshop.plugin("recorder", code, needs=("guanxi-contacts", "guanxi-sales"))
    return build_house("contacts", "sales", "recorder").house


def heard(name: str) -> list[dict[str, Any]]:
    module = sys.modules["guanxi_recorder.plugin"]
    return [arguments for hook, arguments in module.heard if hook == name]


def fits(hook: Hook, arguments: dict[str, Any]) -> bool:
    """Whether what came is what the specification says: the same names, and the types where they are ours."""
    ours = {name: kind for name, kind in hook.types.items() if kind in (Actor, Ref, str)}
    return set(arguments) == set(hook.arguments) and all(
        isinstance(arguments[name], kind) for name, kind in ours.items() if name != "return"
    )


def lead_through(house: House, resource: Resource, admin: Actor) -> Ref:
    """Let happen to a record of the resource whatever can."""
    values = dict(VALUES[resource.name])
    for field in resource.fields:
        target = getattr(field, "to", None)
        if target and (field.required or field.name in LINKED.get(resource.name, ())):
            values[field.name] = lead_through_once(admin, house.host.resources[target])
    if resource.rows.about:
        about: tuple[Ref, ...] = (Ref("contacts.company", lead_through_once(admin, companies(house))),)
        if getattr(resource.by_name[resource.rows.about], "replies", False):
            note = create(admin, house.host.resources["work.note"], {"text": "内部", "about": about}).ref
            about = (note,) if note else ()
        values[resource.rows.about] = about
    made = made_of(admin, resource, values) if "created" in resource.tells else Ref(resource.name, 1)
    if "edited" in resource.tells:
        edit(
            admin,
            resource,
            made.id,
            EDITED.get(resource.name) or {resource.title: f"{values[resource.title]} 2"},
        )
    if "deleted" in resource.tells:
        delete(admin, resource, made.id)
        restore(admin, resource, made.id)
    return made


def made_of(admin: Actor, resource: Resource, values: dict[str, Any]) -> Ref:
    """A new record; attachments come into being by their files, lines about what was revealed by revealing it."""
    if resource.name == attachments.name:
        upload = Upload(values["name"], BytesIO("你好".encode()))
        return Ref(resource.name, attach(admin, values["about"][0], [upload]).value[0].id)
    if resource.name == reveals.name:
        return revealed(admin)
    made = create(admin, resource, values).ref
    assert made is not None
    return made


def revealed(seller: Actor) -> Ref:
    """The line of the log that tells of a value shown in full."""
    persons = seller.host.resources["contacts.person"]
    person = create(seller, persons, {"name": "欧阳文", "mobile": "154 0013 8000"}).ref
    assert person is not None
    reveal(seller, persons, person.id, "mobile", reason="contact")
    return Ref(reveals.name, visible(seller, reveals).get().id)


def companies(house: House) -> Resource:
    return house.host.resources["contacts.company"]


def lead_through_once(admin: Actor, resource: Resource) -> int:
    made = create(admin, resource, VALUES[resource.name]).ref
    assert made is not None
    return made.id


@pytest.mark.parametrize("kind", sorted(VALUES))
def test_records_tell_what_happened_to_them(recorded: House, run_jobs: Any, kind: str) -> None:
    admin = actor(recorded, WHO.get(kind, "admin"))
    record = lead_through(recorded, recorded.host.resources[kind], admin)
    run_jobs(recorded)
    for name in recorded.host.resources[kind].told():
        told = [each for each in heard(name) if each["record"] == record]
        assert len(told) == 1, name
        assert told[0]["actor"].id == admin.id
        assert fits(recorded.plugins.hooks.hook(name), told[0])


def test_checks_hear_of_every_write_and_removal(recorded: House) -> None:
    admin = actor(recorded, "admin")
    record = lead_through(recorded, recorded.host.resources["contacts.company"], admin)
    writes, [removal] = heard("check_record"), heard("check_removal")
    assert [each["values"] for each in writes] == [{"name": "栖云恒润"}, {"name": "栖云恒润 2"}]
    for name, call in [("check_record", writes[0]), ("check_record", writes[1]), ("check_removal", removal)]:
        assert fits(recorded.plugins.hooks.hook(name), call)
        assert (call["resource"], call["record"].id, call["tx"].actor) == (
            "contacts.company",
            record.id,
            admin,
        )


def test_mount_and_demo_data_are_asked(recorded: House) -> None:
    asked = heard("mount")
    assert asked
    assert not any(asked)
    recorded.plugins.hooks.ask("demo_data")
    assert heard("demo_data") == [{}]


def test_my_day_asks_for_parts_worth_and_numbers(
    recorded: House, client_of: Any, build_house: Callable[..., Built]
) -> None:
    admin = actor(recorded, "admin")
    company = Ref("contacts.company", lead_through_once(admin, companies(recorded)))
    today = {"subject": "回访", "due_on": admin.host.clock().date(), "about": (company,)}
    create(admin, recorded.host.resources["work.activity"], today)
    client = client_of("admin", at=build_house("contacts", "sales", "recorder").app)
    assert client.get("/my-day").status_code == 200
    assert client.get("/my-day/parts").status_code == 200
    [asked] = heard("day_parts")
    assert (asked["actor"].id, asked["most"] > 0) == (admin.id, True)
    for name in ("record_worth", "record_phones"):
        found = heard(name)
        assert {"actor": asked["actor"], "resource": company.kind, "ids": [company.id]} in found
        assert all(fits(recorded.plugins.hooks.hook(name), each) for each in found)


def test_every_hook_is_proven_here(house: House) -> None:
    proven = {"mount", "demo_data", "check_record", "check_removal"}
    proven |= {"day_parts", "record_worth", "record_phones"}
    told = {name for kind in VALUES for name in house.host.resources[kind].told()}
    assert set(house.plugins.hooks.names()) == proven | told


def test_a_listener_that_mistypes_the_record_is_told_of(
    workshop: Any, build_house: Callable[..., Built]
) -> None:
    workshop.plugin(
        "deaf",
        "from guanxi.api import hookimpl\n@hookimpl\ndef contacts_compny_created(record): pass",
        needs=("guanxi-contacts",),
    )
    with pytest.raises(AssertionError, match="deaf"):
        build_house("contacts", "deaf")


def test_a_check_of_a_told_record_still_refuses(workshop: Any, build_house: Callable[..., Built]) -> None:
    code = """
    from guanxi.api import Refused, hookimpl
    @hookimpl
    def check_removal(resource, record):
        if resource == "contacts.company":
            raise Refused("It has vehicles.")
    """
    workshop.plugin("keeper", code, needs=("guanxi-contacts",))
    house = build_house("contacts", "keeper").house
    companies, admin = house.host.resources["contacts.company"], actor(house, "admin")
    made = create(admin, companies, VALUES["contacts.company"]).ref
    assert made is not None
    with pytest.raises(Refused, match="It has vehicles"):
        delete(admin, companies, made.id)


def actor(house: House, name: str) -> Actor:
    found = house.actor(user_id(name))
    assert found is not None
    return found


def test_an_import_tells_of_each_record_and_its_undo_too(recorded: House, run_jobs: Any) -> None:
    admin = actor(recorded, "admin")
    report = run_import(
        admin, recorded.host.resources["contacts.company"], b"name\nA\nB\n", name="x.csv", options=Options()
    )
    run_jobs(recorded)
    assert {each["record"].id for each in heard("contacts_company_created")} == {1, 2}
    undo_batch(admin, report.batch)
    run_jobs(recorded)
    assert {each["record"].id for each in heard("contacts_company_deleted")} == {1, 2}


def test_undoing_an_edit_is_an_edit(recorded: House, run_jobs: Any) -> None:
    admin, companies = actor(recorded, "admin"), recorded.host.resources["contacts.company"]
    made = create(admin, companies, {"name": "A"}).ref
    assert made is not None
    undo(admin, edit(admin, companies, made.id, {"name": "B"}).change)
    run_jobs(recorded)
    assert [each["record"] for each in heard("contacts_company_edited")] == [made, made]


def test_giving_a_record_to_somebody_else_is_undone_with_its_team(house: House, actor_of: Any) -> None:
    admin, companies = actor_of("admin"), house.host.resources["contacts.company"]
    made = create(admin, companies, {"name": "A"}).ref
    assert made is not None
    done = edit(admin, companies, made.id, {"owner": user_id("seller.north")})
    team = get(admin, companies, made.id).team_id
    undo(admin, done.change)
    assert get(admin, companies, made.id).team_id not in (None, team)
