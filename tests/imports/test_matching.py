"""Rows find the records that exist by a chosen key: updated, skipped or made once more, and never beyond the actor's rights."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guanxi.api import Actor, Refused, create, edit, get, visible
from guanxi.data.database import rows
from guanxi.records.actor import Scope
from guanxi.records.batches import undo_batch
from guanxi.records.journal import ChangeRow
from guanxi.resources.imports import runs
from guanxi.resources.imports.options import CREATE, DUPLICATE, SKIP, Options
from guanxi.resources.imports.run import Report, run
from guanxi_contacts.methods import contact_methods
from guanxi_contacts.models import Company, Person
from guanxi_contacts.resources import companies, persons


def imported(actor: Actor, text: str, match: str, **options: object) -> Report:
    made = Options(match=match, **options)  # type: ignore[arg-type]
    return run(actor, companies, text.encode(), name="companies.csv", options=made)


def cities(actor: Actor) -> list[tuple[str, str | None]]:
    found = [(record.name, record.city) for record in visible(actor, companies)]
    return sorted(found, key=str)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", "恒润"),
        ("phone", "0510 1234567"),
        ("email", "a@demo.example"),
        ("credit_code", "91990100MA00000A1T"),
    ],
)
def test_a_record_is_found_by_any_key_and_empty_cells_leave_its_values(
    admin: Actor, key: str, value: str
) -> None:
    kept = {
        "name": "恒润",
        "phone": "+865101234567",
        "email": "a@demo.example",
        "credit_code": "91990100MA00000A1T",
    }
    made = create(admin, companies, {**kept, "employees": 5}).ref
    rows = f"{key},city,employees\n{value},无锡,\n"
    report = imported(admin, rows, key)
    assert (report.total, report.written, report.updated, report.known, report.faults) == (1, 1, 1, 1, [])
    (record,) = visible(admin, companies)
    assert (record.id, record.city, record.employees, record.version) == (made.id, "无锡", 5, 2)


def test_rows_without_a_record_are_created_and_must_be_whole(admin: Actor) -> None:
    create(admin, companies, {"name": "A", "phone": "+865101234567"})
    rows = "phone,name,city\n05101234567,,X\n05101234568,B,Y\n05101234569,,Z\n"
    report = imported(admin, rows, "phone")
    assert (report.written, report.updated, [fault.line for fault in report.faults]) == (2, 1, [4])
    assert cities(admin) == [("A", "X"), ("B", "Y")]


def test_existing_records_are_skipped_or_made_once_more_as_chosen(admin: Actor) -> None:
    create(admin, companies, {"name": "A"})
    rows = "name,city\nA,X\nB,Y\n"
    dry = imported(admin, rows, "name", existing=SKIP, dry_run=True)
    assert (dry.written, dry.updated, dry.skipped, dry.known) == (1, 0, 1, 1)
    report = imported(admin, rows, "name", existing=SKIP)
    assert (report.written, report.skipped) == (1, 1)
    assert cities(admin) == [("A", None), ("B", "Y")]
    again = imported(admin, rows, "name", existing=CREATE)
    assert (again.written, again.updated, again.known) == (2, 0, 2)
    assert len(cities(admin)) == 4


def test_the_same_key_twice_in_the_file_is_told(admin: Actor) -> None:
    report = imported(admin, "name,city\nA,X\nB,Y\nA,Z\n", "name")
    assert (report.written, [(fault.line, str(fault.reason)) for fault in report.faults]) == (
        2,
        [(4, "The row at 2 has the same value.")],
    )


def test_a_key_of_several_records_is_told(admin: Actor) -> None:
    for _n in range(2):
        create(admin, companies, {"name": "A"})
    report = imported(admin, "name,city\nA,X\n", "name")
    assert (report.written, report.faulty) == (0, 1)
    assert "Several records" in str(report.faults[0].reason)


def test_records_are_found_by_their_number(admin: Actor) -> None:
    made = create(admin, companies, {"name": "A"}).ref
    report = imported(admin, f"#,name,city\n{made.id},A2,X\n,B,Y\n999999,C,Z\nx,D,Z\n", "#")
    assert (report.written, report.updated, [fault.line for fault in report.faults]) == (2, 1, [4, 5])
    assert report.plan.unknown == ()
    assert cities(admin) == [("A2", "X"), ("B", "Y")]


def test_a_record_of_somebody_else_is_never_written(seller: Actor, other_seller: Actor) -> None:
    theirs = create(other_seller, companies, {"name": "A", "city": "X"}).ref
    by_number = imported(seller, f"#,name\n{theirs.id},Mine\n", "#")
    assert (by_number.written, by_number.faulty) == (0, 1)
    by_name = imported(seller, "name,city\nA,Y\n", "name")
    assert (by_name.written, by_name.updated, by_name.known) == (1, 0, 0)
    assert cities(other_seller) == [("A", "X")]


def test_a_record_that_one_may_only_see_is_a_fault(admin: Actor, seller: Actor) -> None:
    create(seller, companies, {"name": "A", "city": "X"})
    held = {name: scope for name, scope in seller.grants.items() if name != "contacts.company.edit"}
    report = imported(replace(seller, grants=held), "name,city\nA,Y\nB,Z\n", "name")
    assert (report.written, [fault.line for fault in report.faults]) == (1, [2])
    assert "not yours to edit" in str(report.faults[0].reason)
    assert cities(admin) == [("A", "X"), ("B", "Z")]


def test_a_masked_field_is_no_key(seller: Actor) -> None:
    create(seller, persons, {"name": "王芳", "mobile": "+8613800138000"})
    options = Options(match="mobile", existing=SKIP, dry_run=True)
    with pytest.raises(Refused, match="cannot be matched by mobile"):
        run(seller, persons, b"name,mobile\nA,13800138000\n", name="p.csv", options=options)
    assert Person.select().count() == 1


@pytest.mark.parametrize("match", ["owner", "note", "changed_at", "id", "no_such", "phone"])
def test_other_keys_are_refused_in_words(admin: Actor, match: str) -> None:
    with pytest.raises(Refused, match=r"matched"):
        imported(admin, "name\nA\n", match)


def test_updates_are_in_the_journal_and_taken_back_with_the_import(admin: Actor) -> None:
    made = create(admin, companies, {"name": "A", "city": "X"}).ref
    report = imported(admin, "name,city\nA,Y\nB,Z\n", "name")
    assert ChangeRow.select().where(ChangeRow.batch == report.batch).count() == 1
    undo_batch(admin, report.batch)
    assert cities(admin) == [("A", "X")]
    assert Company.get_by_id(made.id).version == 3


def test_the_same_file_again_changes_nothing_and_returns_what_was_changed_since(admin: Actor) -> None:
    rows = "name,city\nA,X\nB,Y\n"
    imported(admin, rows, "name")
    again = imported(admin, rows, "name")
    assert (again.total, again.faulty, len(cities(admin))) == (2, 0, 2)
    assert {record.version for record in visible(admin, companies)} == {1}
    edit(admin, companies, Company.get(Company.name == "A").id, {"city": "Z"})
    assert imported(admin, rows, "name").faulty == 0
    assert cities(admin) == [("A", "X"), ("B", "Y")]


def test_links_lead_to_rows_that_are_skipped_or_updated(admin: Actor) -> None:
    parent = create(admin, companies, {"name": "Parent"}).ref
    rows = "name,subsidiary_of\nChild,Parent\nParent,\n"
    imported(admin, rows, "name", existing=SKIP)
    assert Company.get(Company.name == "Child").subsidiary_of_id == parent.id
    imported(admin, "name,subsidiary_of,city\nOther,Parent,\nParent,,X\n", "name")
    assert Company.get(Company.name == "Other").subsidiary_of_id == parent.id


def test_command_updates(guanxi, admin: Actor, tmp_path) -> None:  # type: ignore[no-untyped-def]
    create(admin, companies, {"name": "A"})
    (tmp_path / "f.csv").write_text("name,city\nA,X\nB,Y\n")
    code, printed = guanxi("import", "contacts.company", str(tmp_path / "f.csv"), "--match", "name")
    assert (code, printed.splitlines()[0]) == (0, "2 rows: 2 written, 1 of them updates, 0 with faults.")
    code, printed = guanxi(
        "import", "contacts.company", str(tmp_path / "f.csv"), "--match", "name", "--existing", "skip"
    )
    assert printed.splitlines()[0] == "2 rows: 0 written, 2 skipped, 0 with faults."


def test_a_command_that_is_refused_leaves_nothing_in_the_list_of_uploads(guanxi, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "f.csv").write_text("name,city\nA,X\n")
    file = str(tmp_path / "f.csv")
    for refused in (("--match", "nothing"), ("--map", "name=")):
        assert guanxi("import", "contacts.company", file, *refused)[0] == 2
    assert rows("SELECT state FROM import_run") == []
    assert guanxi("import", "contacts.company", file)[0] == 0
    assert rows("SELECT state FROM import_run") == [(runs.WRITTEN,)]


def test_rows_that_equal_a_record_are_told_before_anything_is_written(admin: Actor) -> None:
    ids = _known(admin)
    masked = imported(admin, DOUBLES, "", dry_run=True)
    assert [each.line for each in masked.equal] == [2, 3, 4]
    admin = _seeing_numbers(admin)
    dry = imported(admin, DOUBLES, "", dry_run=True)
    told = [(each.line, str(each.field), each.row.cells[0], each.reason) for each in dry.equal]
    assert told == [
        (2, "Company name", str(ids[0]), "恆潤（集團）"),
        (3, "Phone", str(ids[1]), "Atlas"),
        (4, "Unified social credit code", str(ids[1]), "Atlas"),
        (5, "Phone", str(ids[2]), "Through a method"),
    ]
    assert (dry.written, dry.faults, imported(admin, DOUBLES, "").equal) == (5, [], [])


def test_duplicates_are_skipped_updated_or_made_once_more_as_chosen(admin: Actor) -> None:
    ids = _known(admin)
    admin = _seeing_numbers(admin)
    skipped = imported(admin, DOUBLES, DUPLICATE, existing=SKIP)
    assert (skipped.written, skipped.skipped, skipped.known, len(skipped.equal)) == (1, 4, 4, 4)
    undo_batch(admin, skipped.batch)
    report = imported(admin, DOUBLES, DUPLICATE)
    assert (report.written, report.updated, report.faults) == (5, 4, [])
    assert get(admin, companies, ids[0]).city == "无锡"
    undo_batch(admin, report.batch)
    again = imported(admin, DOUBLES, DUPLICATE, existing=CREATE)
    assert (again.written, again.updated, again.known) == (5, 0, 4)


def test_a_row_that_equals_several_records_or_another_row_is_not_guessed(admin: Actor) -> None:
    create(admin, companies, {"name": "A", "phone": "+865101234567"})
    create(admin, companies, {"name": "B"})
    rows = "name,phone\nb,05101234567\nC,\nc.,\n"
    report = imported(admin, rows, DUPLICATE)
    assert [(each.line, str(each.field)) for each in report.faults] == [
        (2, "Company name"),
        (4, "Company name"),
    ]
    assert imported(admin, rows, DUPLICATE, existing=SKIP).skipped == 2
    with pytest.raises(Refused):
        imported(admin, "name,city\n", "city,phone")


def test_a_record_out_of_sight_equals_nothing(admin: Actor, seller: Actor) -> None:
    _known(admin)
    assert imported(seller, DOUBLES, "", dry_run=True).equal == []


DOUBLES = """name,phone,credit_code,city
恒润(集团),,,无锡
Another name,0510 1234567,,无锡
Third,,91990100MA00000A1T,无锡
Fourth,13800138000,,无锡
Fifth,13900139000,,无锡
"""


def _seeing_numbers(admin: Actor) -> Actor:
    """Somebody to whom the numbers of contact methods are not masked."""
    return replace(admin, grants={**admin.grants, "contacts.person.reveal": Scope.ALL})


def _known(admin: Actor) -> list[int]:
    """Three companies: one by its name, one by number and code, one by a contact method."""
    rows = (
        {"name": "恆潤（集團）"},
        {"name": "Atlas", "phone": "+865101234567", "credit_code": "91990100MA00000A1T"},
        {"name": "Through a method"},
    )
    made = [create(admin, companies, values).ref for values in rows]
    create(admin, contact_methods, {"company": made[2].id, "kind": "mobile", "number": "+8613800138000"})  # type: ignore[union-attr]
    return [ref.id for ref in made if ref]
