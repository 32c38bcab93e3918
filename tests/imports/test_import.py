"""Files become companies: good rows are written, faulty ones come back with reasons, and all of it is undone as one."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest

from guanxi.api import Actor, Forbidden, Refused, create, edit, visible
from guanxi.data.messages import use_language
from guanxi.records.batches import undo_batch
from guanxi.records.journal import ChangeRow
from guanxi.resources.imports.options import Options, Unit, word_pairs
from guanxi.resources.imports.pipeline import rows_a_part
from guanxi.resources.imports.run import Report, run
from guanxi_contacts.models import Company
from guanxi_contacts.resources import companies, persons

MAVEN = Options(
    words=word_pairs(["sector:technolgy=technology", "office_location:Philipines=Philippines"]),
    units={"revenue": Unit.of("1000000 USD")},
)
WHOLESALE = Options(
    columns={"Channel": "trade_channel", "Region": "region"},
    words=word_pairs(
        ["Channel:1=horeca", "Channel:2=retail", "Region:1=Lisbon", "Region:2=Porto", "Region:3=Other"]
    ),
    fixed={"name": "Wholesale customer {row}"},
    rest="note",
)


def imported(actor: Actor, text: str, options: Options | None = None) -> Report:
    return run(actor, companies, text.encode(), name="companies.csv", options=options)


def names(actor: Actor) -> set[str]:
    return {record.name for record in visible(actor, companies)}


def thousand_rows() -> str:
    """1,000 companies, every fiftieth with a fault of another kind."""
    rows = [["name", "phone", "employees", "email"]]
    rows += [[f"Company {n}", f"154{n:08}", str(n), f"c{n}@demo.example"] for n in range(1, 1001)]
    for n in range(50, 1001, 50):
        kind = n // 50 % 4
        place, wrong = [(0, ""), (1, "154"), (2, "many"), (3, "nobody")][kind]
        rows[n][place] = wrong
    written = StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()


def test_good_rows_are_written_and_faulty_ones_returned_with_reasons(admin: Actor) -> None:
    report = imported(admin, thousand_rows())
    assert (report.total, report.written, report.faulty) == (1000, 980, 20)
    assert Company.select().count() == 980
    lines = list(csv.reader(StringIO(report.error_file().decode("utf-8-sig"))))
    assert lines[0] == ["name", "phone", "employees", "email", "Reason"]
    assert len(lines) == 21
    assert all(line[-1] for line in lines[1:])
    assert {fault.line for fault in report.faults} == set(range(51, 1002, 50))


def test_import_is_undone_as_one(admin: Actor) -> None:
    create(admin, companies, {"name": "Was here before"})
    report = imported(admin, thousand_rows())
    undo_batch(admin, report.batch)
    assert names(admin) == {"Was here before"}


def test_corrected_error_file_is_imported_in_turn(admin: Actor) -> None:
    first = imported(admin, "name,phone\nA,154\nB,15400000002\n")
    mended = first.error_file().decode("utf-8-sig").replace("A,154,", "A,'+8615400000001,")
    second = run(admin, companies, mended.encode(), name="faults.csv")
    assert (second.written, second.faulty, second.plan.unknown) == (1, 0, ())
    assert names(admin) == {"A", "B"}


def test_same_file_twice_doubles_nothing(admin: Actor) -> None:
    imported(admin, thousand_rows())
    again = imported(admin, thousand_rows())
    assert (again.written, again.repeated, again.faulty) == (0, 980, 20)
    assert Company.select().count() == 980


def test_same_key_with_other_content_is_refused(admin: Actor) -> None:
    imported(admin, "name\nA\n", Options(key="monday"))
    with pytest.raises(Refused, match="imported before"):
        imported(admin, "name\nB\n", Options(key="monday"))
    assert names(admin) == {"A"}


def test_undone_import_can_be_made_anew(admin: Actor) -> None:
    undo_batch(admin, imported(admin, "name\nA\n").batch)
    again = imported(admin, "name\nA\n")
    assert (again.written, names(admin)) == (1, {"A"})
    undo_batch(admin, again.batch)
    assert names(admin) == set()


def test_undo_is_refused_whole_when_somebody_has_built_on_a_row(admin: Actor, other_seller: Actor) -> None:
    report = imported(admin, "name,owner\nA,John Smith\nB,John Smith\n")
    record = visible(admin, companies).where(Company.name == "A").get()
    edit(other_seller, companies, record.id, {"city": "白鹭市"})
    with pytest.raises(Refused):
        undo_batch(admin, report.batch)
    assert names(admin) == {"A", "B"}


def test_dry_run_counts_and_writes_nothing(admin: Actor) -> None:
    report = imported(admin, thousand_rows(), Options(dry_run=True))
    assert (report.total, report.written, report.faulty) == (1000, 980, 20)
    assert Company.select().count() == 0
    assert ChangeRow.select().count() == 0


def test_source_and_date_are_kept(admin: Actor) -> None:
    imported(admin, "name\nA\n")
    change = ChangeRow.select().order_by(ChangeRow.id.desc()).get()
    assert (change.name, change.reason) == ("contacts.company.import", "Import of companies.csv")
    assert change.at == admin.host.clock()


def test_chunks_are_changes_of_one_batch(admin: Actor) -> None:
    text = "name,subsidiary_of\n" + "".join(
        f"C{n},{'C1' if n > 1 else 'C2500'}\n" for n in range(1, 2501)
    ).replace("C1,C2500", "C1,")
    report = imported(admin, text)
    assert (report.written, report.faulty) == (2500, 0)
    assert ChangeRow.select().where(ChangeRow.batch == report.batch).count() == 2500 // rows_a_part()
    assert imported(admin, text).repeated == 2500
    first = visible(admin, companies).where(Company.name == "C1").get()
    assert visible(admin, companies).where(Company.subsidiary_of_id == first.id).count() == 2499
    undo_batch(admin, report.batch)
    assert names(admin) == set()


def test_maven_accounts_come_in_with_their_parents(admin: Actor, data: Path) -> None:
    report = run(
        admin, companies, (data / "maven_accounts.csv").read_bytes(), name="maven_accounts.csv", options=MAVEN
    )
    assert (report.total, report.written, report.faults) == (85, 85, [])
    found = {record.name: record for record in visible(admin, companies)}
    assert len(found) == 85
    children = [
        record for record in found.values() if record.subsidiary_of_id == found["Acme Corporation"].id
    ]
    assert {record.name for record in children} == {"Bluth Company", "Codehow", "Donquadtech", "Iselectrics"}
    assert sum(record.subsidiary_of_id is not None for record in found.values()) == 15
    acme = found["Acme Corporation"]
    assert (acme.industry, acme.founded, acme.employees, acme.country) == (
        "information",
        1996,
        2822,
        "United States",
    )
    assert (acme.turnover, acme.turnover_currency) == (1_100_040_000 * 10_000, "USD")


def test_mistyped_choice_is_a_fault_with_the_likely_word(admin: Actor, data: Path) -> None:
    report = run(admin, companies, (data / "maven_accounts.csv").read_bytes(), name="maven_accounts.csv")
    sectors = [fault for fault in report.faults if fault.value == "technolgy"]
    assert len(sectors) == 12
    assert "Did you mean “technology”?" in str(sectors[0].reason)


def test_row_below_a_faulty_parent_says_so(admin: Actor, data: Path) -> None:
    report = run(admin, companies, (data / "maven_accounts.csv").read_bytes(), name="maven_accounts.csv")
    assert [str(fault.reason) for fault in report.faults if fault.row.cells[0] == "Codehow"] == [
        "The row with this record has a fault itself."
    ]


def test_wholesale_customers_come_in_without_a_name_column(admin: Actor, data: Path) -> None:
    content = (data / "wholesale_customers.csv").read_bytes()
    report = run(admin, companies, content, name="wholesale_customers.csv", options=WHOLESALE)
    assert (report.total, report.written, report.faults) == (440, 440, [])
    found = list(visible(admin, companies))
    assert len(found) == 440
    assert sum(record.trade_channel == "retail" for record in found) == 142
    assert sum(record.region == "Lisbon" for record in found) == 77
    first = next(record for record in found if record.name == "Wholesale customer 1")
    assert first.note.splitlines()[:2] == ["Fresh: 12669", "Milk: 9656"]


def test_parent_may_come_later_in_the_file(admin: Actor) -> None:
    assert imported(admin, "name,parent company\nChild,Parent\nParent,\n").written == 2
    child = visible(admin, companies).where(Company.name == "Child").get()
    assert visible(admin, companies).where(Company.id == child.subsidiary_of_id).get().name == "Parent"


def test_rows_that_link_in_a_circle_are_faults(admin: Actor) -> None:
    report = imported(admin, "name,subsidiary_of\nA,B\nB,A\nC,C\nD,\n")
    assert (report.written, report.faulty) == (1, 3)


def test_parent_of_another_team_is_not_found(seller: Actor, other_seller: Actor) -> None:
    create(other_seller, companies, {"name": "Hidden parent"})
    report = imported(seller, "name,subsidiary_of\nChild,Hidden parent\nOther,No such firm\n")
    reasons = {str(fault.reason) for fault in report.faults}
    assert (report.written, reasons) == (0, {"There is no record called so that you may see."})


def test_two_parents_of_one_name_are_told(admin: Actor) -> None:
    ids = [create(admin, companies, {"name": "Twin"}).ref.id for _ in range(2)]  # type: ignore[union-attr]
    report = imported(admin, f"name,subsidiary_of\nA,Twin\nB,#{ids[1]}\n")
    assert (report.written, report.faulty) == (1, 1)
    assert visible(admin, companies).where(Company.name == "B").get().subsidiary_of_id == ids[1]


def test_giving_rows_to_others_needs_the_permission(seller: Actor, admin: Actor) -> None:
    text = "name,owner\nA,John Smith\nB,王芳\n"
    assert (imported(seller, text).written, imported(seller, text).faulty) == (1, 1)
    assert imported(admin, "name,owner\nC,John Smith\n").written == 1
    assert visible(admin, companies).where(Company.name == "C").get().owner_id == 3


def test_a_record_is_named_by_its_unique_field_as_well(admin: Actor) -> None:
    report = imported(admin, "name,owner\nA,u3@demo.example\nB,u2@Demo.example\nC,nobody@demo.example\n")
    assert (report.written, [fault.row.line for fault in report.faults]) == (2, [4])
    owners = {each.name: each.owner_id for each in visible(admin, companies)}
    assert owners == {"A": 3, "B": 2}


def test_columns_that_are_no_fields_are_never_written(seller: Actor) -> None:
    report = imported(seller, "name,id,owner_id,team_id,created_by,version,cf\nA,99,3,20,3,7,{}\n")
    assert report.plan.unknown == ("id", "owner_id", "team_id", "created_by", "version", "cf")
    record = visible(seller, companies).get()
    assert (record.owner_id, record.team_id, record.created_by, record.version) == (2, 10, 2, 1)


def test_locked_field_is_no_column(house: object, seller: Actor) -> None:
    locked = Actor(
        2,
        "王芳",
        seller.host,
        team=10,
        grants=seller.grants,
        locked={"contacts.company": frozenset(["phone"])},
    )
    assert imported(locked, "name,phone\nA,15400000001\n").plan.unknown == ("phone",)
    with pytest.raises(Refused, match="phone"):
        imported(locked, "name,tel\nB,15400000001\n", Options(columns={"tel": "phone"}))


def test_import_needs_its_permission_and_the_one_to_create(seller: Actor) -> None:
    for missing in ("contacts.company.import", "contacts.company.create"):
        held = {name: scope for name, scope in seller.grants.items() if name != missing}
        with pytest.raises(Forbidden):
            imported(Actor(2, "王芳", seller.host, team=10, grants=held), "name\nA\n")


@pytest.mark.parametrize(
    "header",
    [
        "企业名称,联系电话,统一社会信用代码",
        "名称,电话,税号",
        "Company name,Phone,Tax code",
        "NAME,phone_number,credit-code",
    ],
)
def test_columns_are_found_by_name_label_and_declared_words(admin: Actor, header: str) -> None:
    report = imported(admin, f"{header}\n栖云恒润,0990-2200 0001,91990100MA00000A1T\n")
    assert (report.written, report.plan.unknown) == (1, ())
    record = visible(admin, companies).get()
    assert (record.phone, record.credit_code) == ("+8699022000001", "91990100MA00000A1T")


def test_two_columns_for_one_field_are_refused(admin: Actor) -> None:
    with pytest.raises(Refused, match="both lead to"):
        imported(admin, "name,company\nA,B\n")
    assert imported(admin, "name,company\nA,B\n", Options(columns={"company": ""})).written == 1


def test_file_without_the_required_column_is_refused(admin: Actor) -> None:
    with pytest.raises(Refused, match="required field"):
        imported(admin, "city,phone\n栖云市,15400000001\n")


def test_a_row_that_belongs_nowhere_is_told_before_anything_is_written(admin: Actor) -> None:
    purchases = admin.host.resources["contacts.purchase"]
    imported(admin, "name\nA\n")
    with pytest.raises(Refused, match="No column says where"):
        run(
            admin,
            purchases,
            b"day,amount\n2026-01-02,3 CNY\n",
            name="orders.csv",
            options=Options(dry_run=True),
        )
    content = b"company,day,amount\nA,2026-01-02,3 CNY\n,2026-01-02,3 CNY\n"
    report = run(admin, purchases, content, name="orders.csv", options=Options(dry_run=True))
    assert [(fault.line, str(fault.reason)) for fault in report.faults] == [
        (3, "Say where this belongs: Company, Person.")
    ]


def test_digits_damaged_by_a_spreadsheet_are_refused(admin: Actor) -> None:
    report = imported(admin, "name,credit_code,phone\nA,9.199E+17,\nB,,1.54E+10\n")
    assert report.written == 0
    assert all("damaged by a spreadsheet" in str(fault.reason) for fault in report.faults)


def test_ragged_rows(admin: Actor) -> None:
    report = imported(admin, "name,city\nA\nB,X,,\nC,X,Y\n")
    assert names(admin) == {"A", "B"}
    assert [(fault.line, str(fault.reason)) for fault in report.faults] == [
        (4, "The row has 3 values, but there are 2 columns.")
    ]


def test_formula_in_a_faulty_row_stays_text(admin: Actor) -> None:
    report = imported(admin, 'name,phone\n"=HYPERLINK(1)",154\n')
    assert "\r\n'=HYPERLINK(1),154" in report.error_file().decode("utf-8-sig")


def test_faults_speak_the_readers_language(admin: Actor) -> None:
    report = imported(admin, "name,phone\nA,154\n")
    with use_language("zh"):
        lines = report.error_file().decode("utf-8-sig").splitlines()
    assert lines[0] == "name,phone,原因"
    assert "电话" in lines[1]


def test_name_of_a_person_is_split_and_joined(admin: Actor) -> None:
    run(admin, persons, "姓名,手机\n欧阳文,15400000001\n".encode(), name="p.csv")
    run(admin, persons, b"first name,last name\nJohn,Smith\n", name="q.csv")
    found = [(p.name, p.family_name, p.given_name) for p in visible(admin, persons)]
    assert sorted(found) == [("John Smith", "Smith", "John"), ("欧阳文", "欧阳", "文")]
