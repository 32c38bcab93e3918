"""Changes: what they write, what they refuse, how two people's work meets, and how it is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from samples import TABLES, SampleCompany, companies, house, person, settle

from guanxi.data.database import database, rows, run
from guanxi.data.errors import Conflict, Forbidden, InvalidValues, KeyReused, NotFound, Refused
from guanxi.data.money import Money
from guanxi.records import gate, journal
from guanxi.records.actor import Actor, Scope
from guanxi.records.change import Change, change
from guanxi.records.history import history
from guanxi.records.host import Host
from guanxi.records.standard import create, delete, edit, restore
from guanxi.records.transaction import Transaction
from guanxi.records.undo import undo


@pytest.fixture
def home(db: object, host: Host) -> Iterator[Host]:
    database.create_tables(TABLES)
    settle()
    yield house(host)
    database.drop_tables(TABLES)


@pytest.fixture
def lin(home: Host) -> Actor:
    return person(home, 1, Scope.ALL)


@pytest.fixture
def mei(home: Host) -> Actor:
    return person(home, 2, Scope.ALL)


def new(actor: Actor, **values: object) -> int:
    done = create(actor, companies, {"name": "Hengrun", **values})
    assert done.ref is not None
    return done.ref.id


def test_a_created_record_carries_owner_team_version_and_journal(lin: Actor) -> None:
    number = new(lin, turnover=Money(Decimal("12.5"), "CNY"))
    record = gate.get(lin, companies, number)
    assert (record.owner_id, record.team_id, record.version, record.turnover) == (1, 10, 1, 125000)
    line = journal.lines_of_record("sample.company", number)[0]
    assert line.verb == "add"
    assert line.fields["turnover"] == (None, 125000)


def test_an_edit_writes_only_what_differs(lin: Actor) -> None:
    number = new(lin, kind="firm")
    done = edit(lin, companies, number, {"kind": "firm", "employees": 7}, version=1)
    assert done.change
    assert journal.lines_of_record("sample.company", number)[-1].fields == {"employees": (None, 7)}
    again = edit(lin, companies, number, {"kind": "firm"}, version=2)
    assert again.change == 0
    assert gate.get(lin, companies, number).version == 2


def test_two_people_merge_different_fields(lin: Actor, mei: Actor) -> None:
    number = new(lin)
    edit(lin, companies, number, {"kind": "shop"}, version=1)
    edit(mei, companies, number, {"employees": 9}, version=1)
    record = gate.get(lin, companies, number)
    assert (record.kind, record.employees, record.version) == ("shop", 9, 3)


def test_a_whole_form_based_on_an_old_version_keeps_the_others_field(lin: Actor, mei: Actor) -> None:
    number = new(lin, kind="firm")
    edit(lin, companies, number, {"kind": "shop"}, version=1)
    edit(mei, companies, number, {"name": "Hengrun", "kind": "firm", "employees": 9}, version=1)
    record = gate.get(lin, companies, number)
    assert (record.kind, record.employees) == ("shop", 9)


def test_the_same_field_is_a_conflict_with_both_values(lin: Actor, mei: Actor) -> None:
    number = new(lin, kind="firm")
    edit(lin, companies, number, {"employees": 5}, version=1)
    with pytest.raises(Conflict) as found:
        edit(mei, companies, number, {"employees": 6, "kind": "shop"}, version=1)
    (field,) = found.value.fields
    assert (field.name, field.base, field.theirs, field.mine, field.by) == (
        "employees",
        {"employees": None},
        {"employees": 5},
        {"employees": 6},
        1,
    )
    assert gate.get(lin, companies, number).kind == "firm"


def test_a_doubled_submit_creates_one_record(lin: Actor) -> None:
    first = create(lin, companies, {"name": "Once"}, key="k1")
    second = create(lin, companies, {"name": "Once"}, key="k1")
    assert second.repeated
    assert first.ref == second.ref
    assert SampleCompany.select().count() == 1


def test_a_key_with_other_content_is_refused(lin: Actor) -> None:
    create(lin, companies, {"name": "Once"}, key="k1")
    with pytest.raises(KeyReused):
        create(lin, companies, {"name": "Twice"}, key="k1")


def test_the_same_key_of_another_user_is_another_key(lin: Actor, mei: Actor) -> None:
    create(lin, companies, {"name": "Once"}, key="k1")
    assert not create(mei, companies, {"name": "Once"}, key="k1").repeated


def test_undeclared_and_read_only_names_are_refused(lin: Actor) -> None:
    with pytest.raises(InvalidValues) as found:
        create(lin, companies, {"name": "X", "version": 9, "team_id": 3, "is_admin": True})
    assert set(found.value.errors) == {"version", "team_id", "is_admin"}
    assert SampleCompany.select().count() == 0


def test_a_locked_field_is_refused_like_an_unknown_one(home: Host, lin: Actor) -> None:
    number = new(lin)
    weak = person(home, 2, Scope.ALL, locked={"sample.company": frozenset({"code"})})
    with pytest.raises(InvalidValues):
        edit(weak, companies, number, {"code": "x"})


def test_without_the_permission_nothing_happens(home: Host, lin: Actor) -> None:
    weak = Actor(3, "Weak", home, grants={})
    with pytest.raises(Forbidden):
        create(weak, companies, {"name": "X"})


def test_a_row_out_of_reach_does_not_exist(home: Host, lin: Actor) -> None:
    number = new(lin)
    stranger = person(home, 3, Scope.TEAM)
    for act in (
        lambda: edit(stranger, companies, number, {"kind": "shop"}),
        lambda: delete(stranger, companies, number),
    ):
        with pytest.raises(NotFound):
            act()


def test_deleting_puts_into_the_bin_and_restore_brings_back(lin: Actor) -> None:
    number = new(lin)
    delete(lin, companies, number)
    with pytest.raises(NotFound):
        gate.get(lin, companies, number)
    restore(lin, companies, number)
    assert gate.get(lin, companies, number).name == "Hengrun"


def test_undo_of_an_edit_puts_the_old_values_back(lin: Actor) -> None:
    number = new(lin, kind="firm", probe_note="old")
    done = edit(lin, companies, number, {"kind": "shop", "probe_note": "new"})
    back = undo(lin, done.change)
    assert (
        gate.values_of(lin.host.resources["sample.company"], gate.get(lin, companies, number))["probe_note"]
        == "old"
    )
    assert gate.get(lin, companies, number).kind == "firm"
    undo(lin, back.change)
    assert gate.get(lin, companies, number).kind == "shop"


def test_undo_of_a_creation_and_of_a_deletion(lin: Actor) -> None:
    done = create(lin, companies, {"name": "Gone"})
    assert done.ref
    undone = undo(lin, done.change)
    with pytest.raises(NotFound):
        gate.get(lin, companies, done.ref.id)
    undo(lin, undone.change)
    assert gate.get(lin, companies, done.ref.id).name == "Gone"


def test_undo_is_refused_where_the_value_changed_again(lin: Actor, mei: Actor) -> None:
    number = new(lin, kind="firm")
    done = edit(lin, companies, number, {"kind": "shop"})
    edit(mei, companies, number, {"kind": "firm"})
    with pytest.raises(Refused, match="Undo the later change first"):
        undo(lin, done.change)


def test_a_change_is_undone_once(lin: Actor) -> None:
    number = new(lin)
    done = edit(lin, companies, number, {"kind": "shop"})
    undo(lin, done.change)
    with pytest.raises(Refused, match="undone already"):
        undo(lin, done.change)


def test_undo_sees_no_record_out_of_reach(home: Host, lin: Actor) -> None:
    number = new(lin)
    done = edit(lin, companies, number, {"kind": "shop"})
    with pytest.raises(NotFound):
        undo(person(home, 3, Scope.TEAM), done.change)


def test_the_side_table_is_written_with_owner_and_team(lin: Actor) -> None:
    number = new(lin, probe_note="hello", probe_amount=Money(Decimal(3), "USD"))
    found = rows(
        "SELECT owner_id, team_id, probe_note, probe_amount, probe_amount_currency FROM probe_company"
    )
    assert found == [(1, 10, "hello", 30000, "USD")]
    edit(lin, companies, number, {"owner": 3})
    assert rows("SELECT owner_id, team_id FROM probe_company") == [(3, 20)]


def test_giving_away_needs_the_permission_to_assign(home: Host) -> None:
    weak = person(home, 1)
    grants = {name: scope for name, scope in weak.grants.items() if not name.endswith("assign")}
    weak = Actor(1, "Weak", home, team=10, grants=grants)
    number = new(weak)
    with pytest.raises(InvalidValues):
        edit(weak, companies, number, {"owner": 2})


def test_a_failing_change_writes_nothing(lin: Actor) -> None:
    @change("sample.company.edit", on=companies)
    def fail(tx: Transaction, record: SampleCompany) -> None:
        tx.set(record, kind="shop")
        tx.add(companies, name="Half")
        raise Refused("no")

    number = new(lin)
    with pytest.raises(Refused):
        fail(lin, number)
    assert SampleCompany.select().count() == 1
    assert len(journal.lines_of_record("sample.company", number)) == 1


def test_a_change_calls_another_in_its_own_transaction(lin: Actor) -> None:
    @change("sample.company.edit", on=companies)
    def rename(tx: Transaction, record: SampleCompany, name: str) -> SampleCompany:
        tx.set(record, name=name)
        return record

    outer = Change("sample.company.create", lambda tx: tx.call(rename, number, "Renamed"), companies, True)
    number = new(lin)
    done = outer(lin)
    assert [line.fields["name"] for line in journal.lines_of_change(done.change)] == [("Hengrun", "Renamed")]


def test_a_version_speaks_of_the_record_that_the_change_is_on_alone(lin: Actor, mei: Actor) -> None:
    @change("sample.company.edit", on=companies)
    def move_staff(tx: Transaction, record: SampleCompany, other: int) -> SampleCompany:
        tx.set(record, employees=0)
        tx.set(gate.get(tx.actor, companies, other, "edit"), employees=9)
        return record

    giver, taker = new(lin), new(lin)
    for employees in (3, 4):
        edit(mei, companies, taker, {"employees": employees})
    move_staff(lin, giver, taker, version=1)
    assert gate.get(lin, companies, taker).employees == 9


def test_a_version_that_is_still_to_come_overwrites_nothing(lin: Actor) -> None:
    number = new(lin, employees=3)
    with pytest.raises(Refused):
        edit(lin, companies, number, {"employees": 4}, version=2)
    assert gate.get(lin, companies, number).employees == 3


def test_a_record_that_moves_at_each_attempt_is_a_refusal(lin: Actor) -> None:
    attempts = []

    @change("sample.company.edit", on=companies)
    def lose(tx: Transaction, record: SampleCompany) -> SampleCompany:
        attempts.append(record.version)
        run("UPDATE sample_company SET version = version + 1 WHERE id = ?", (record.id,))
        tx.set(record, employees=1)
        return record

    number = new(lin)
    with pytest.raises(Refused):
        lose(lin, number)
    assert len(attempts) > 1
    assert gate.get(lin, companies, number).version == 1


def test_the_history_leaves_hidden_fields_out(home: Host, lin: Actor) -> None:
    number = new(lin, code="secret")
    edit(lin, companies, number, {"code": "other"})
    weak = person(home, 2, Scope.ALL, hidden={"sample.company": frozenset({"code"})})
    steps = history(weak, home.resources["sample.company"], number)
    assert len(steps) == 1
    assert "code" not in [part.field.name for part in steps[0].fields]
    assert len(history(lin, home.resources["sample.company"], number, field="code")) == 2


def test_what_lies_before_the_last_thousand_changes_is_merged_too(lin: Actor, mei: Actor) -> None:
    number = new(lin, name="Long story", code="first")
    edit(mei, companies, number, {"code": "theirs"})
    line = journal.lines_of_record("sample.company", number)[-1]
    many = [
        (line.kind, number, version, "set", {"employees": (version, version + 1)})
        for version in range(3, 1010)
    ]
    journal.write_lines(line.change_id, line.at, many)
    run("UPDATE sample_company SET version = 1009 WHERE id = ?", (number,))
    with pytest.raises(Conflict):
        edit(lin, companies, number, {"code": "mine"}, version=1)
