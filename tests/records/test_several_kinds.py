"""Records of several kinds are read in one statement, each value in its own column, and no more than the actor may see."""

from __future__ import annotations

from typing import Any

from bench.recording import recorded

from guanxi.api import Ref, create
from guanxi.records import gate
from guanxi.records.aligned import aligned
from guanxi.testing.site import Site

KINDS = {
    "work.note": ("owner_id", "text", "pinned", "mentions"),
    "contacts.purchase": ("company_id", "day", "product", "amount", "quantity", "amount_currency"),
    "contacts.interaction": ("summary", "duration", "about", "created_by"),
}


def made(site: Site, kind: str, /, **values: Any) -> int:
    ref = create(site.actor("seller.north"), site.house.host.resources[kind], values).ref
    assert ref is not None
    return ref.id


def test_records_of_several_kinds_are_those_of_each(site: Site) -> None:
    company = made(site, "contacts.company", name="Northern Pumps")
    about, known = (Ref("contacts.company", company),), site.house.host.resources
    ids = {
        "work.note": {made(site, "work.note", text=f"Note {n}", pinned=n == 1, about=about) for n in (1, 2)},
        "contacts.purchase": {
            made(
                site, "contacts.purchase", company=company, day="2026-03-01", amount="12.5 CNY", product=name
            )
            for name in ("Pump", None)
        },
        "contacts.interaction": {
            made(site, "contacts.interaction", kind="call", summary="A call", duration=5, about=about)
        },
    }
    wanted = [(known[kind], ids[kind], columns) for kind, columns in KINDS.items()]
    seller, stranger = site.actor("seller.north"), site.actor("seller.shanghai")
    with recorded() as sent:
        together = list(gate.columns_of_kinds(seller, wanted))
    assert len(sent) == 1
    alone = [(n, row) for n, each in enumerate(wanted) for row in gate.columns_among(seller, *each)]
    assert sorted(together, key=repr) == sorted(alone, key=repr)
    assert len(alone) == 5
    assert list(gate.columns_of_kinds(stranger, wanted)) == []
    assert list(gate.columns_of_kinds(seller, [])) == []


def test_a_type_without_a_place_of_its_own_is_read_alone(site: Site) -> None:
    note = site.house.host.resources["work.note"]
    column = note.model._meta.columns["text"]
    kept, column.field_type = column.field_type, "BLOB"
    try:
        assert aligned.__wrapped__(((note, ("text",)), (note, ("owner_id",)))) is None
    finally:
        column.field_type = kept
