"""The command guanxi import, by the walk-through of the README and by the sentence of the requirement."""

from __future__ import annotations

import csv
import re
import shlex
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest

from guanxi.api import Actor, visible
from guanxi.data.database import rows, run
from guanxi.jobs import lease
from guanxi.resources.imports import runs
from guanxi_contacts.models import Company
from guanxi_contacts.resources import companies

README = Path(__file__).parents[2] / "plugins" / "contacts" / "README.md"
Command = Callable[..., tuple[int, str]]


def commands_of_readme() -> list[list[str]]:
    """Each `guanxi import …` of the README, cut into arguments."""
    blocks = re.findall(r"```sh\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    return [shlex.split(line)[1:] for line in lines if line.startswith("guanxi import ")]


def thousand_rows() -> str:
    """1,000 companies, every fiftieth with a fault."""
    rows = [["name", "phone", "employees"]] + [[f"Company {n}", f"154{n:08}", str(n)] for n in range(1, 1001)]
    for n in range(50, 1001, 50):
        rows[n][n // 50 % 3] = ["", "154", "many"][n // 50 % 3]
    written = StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of 1,000 rows with 20 faults."""
    found = tmp_path / "companies.csv"
    found.write_text(thousand_rows(), encoding="utf-8")
    return found


@pytest.mark.requirement("R-028.a")
def test_thousand_rows_with_twenty_faults_write_980(guanxi: Command, file: Path) -> None:
    code, said = guanxi("import", "contacts.company", str(file))
    assert code == 1
    assert "1000 rows: 980 written, 20 with faults." in said
    assert Company.select().count() == 980


@pytest.mark.requirement("R-028.b")
def test_twenty_faults_come_back_in_a_file_with_their_reasons(guanxi: Command, file: Path) -> None:
    errors = file.with_name("errors.csv")
    guanxi("import", "contacts.company", str(file), "--errors", str(errors))
    lines = list(csv.DictReader(StringIO(errors.read_text(encoding="utf-8-sig"))))
    assert len(lines) == 20
    assert all(line["Reason"] for line in lines)
    assert {line["name"] for line in lines} >= {"Company 50", "Company 100"}


@pytest.mark.requirement("R-028.c")
def test_import_is_reverted_as_one_action(guanxi: Command, file: Path, admin: Actor) -> None:
    _code, said = guanxi("import", "contacts.company", str(file))
    undo = re.search(r"guanxi (import .* --undo \S+)", said)
    assert undo
    assert visible(admin, companies).count() == 980
    assert guanxi(*shlex.split(undo[1]))[0] == 0
    assert visible(admin, companies).count() == 0


def test_walk_through_of_the_readme_brings_both_files_in(
    guanxi: Command, admin: Actor, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(data.parents[1])
    dry, maven, wholesale, *_orders = commands_of_readme()
    assert "85 rows: 72 would be written, 13 with faults." in guanxi(*dry)[1]
    assert "85 rows: 85 written, 0 with faults." in guanxi(*maven)[1]
    assert visible(admin, companies).count() == 85
    assert "440 rows: 440 written, 0 with faults." in guanxi(*wholesale)[1]
    assert visible(admin, companies).count() == 525


def test_user_named_needs_the_rights_and_must_exist(guanxi: Command, file: Path) -> None:
    code, said = guanxi("import", "contacts.company", str(file), "--as", "u2@demo.example")
    assert (code, "contacts.company.import" in said) == (2, True)
    code, said = guanxi("import", "contacts.company", str(file), "--as", "nobody@demo.example")
    assert (code, "There is no active user" in said) == (2, True)
    assert Company.select().count() == 0


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["contacts.firm", "x.csv"], "There is no kind of record contacts.firm"),
        (["contacts.company", "missing.csv"], "missing.csv"),
        (["contacts.company"], "Name the file"),
        (["contacts.company", "--undo", "import:never"], "does not exist"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(guanxi: Command, arguments: list[str], word: str) -> None:
    code, said = guanxi("import", *arguments)
    assert code == 2
    assert word in said
    assert said.count("\n") == 1


def test_rows_that_equal_a_record_are_named_and_decided_upon(guanxi: Command, tmp_path: Path) -> None:
    file = tmp_path / "again.csv"
    file.write_text("name,phone\nHengrun Ltd.,\nNew,15400000001\n", encoding="utf-8")
    guanxi("import", "contacts.company", str(file))
    file.write_text("name,phone\nHENGRUN ltd,\nOther name,154 0000 0001\nThird,\n", encoding="utf-8")
    code, said = guanxi("import", "contacts.company", str(file), "--dry-run")
    assert (code, "3 rows: 3 would be written" in said) == (0, True)
    first, second = visible_ids()
    assert f"line 2: Company name: HENGRUN ltd = #{first} Hengrun Ltd." in said
    assert f"line 3: Phone: +86 154 0000 0001 = #{second} New" in said
    skipping = ("--match", "duplicate", "--existing", "skip")
    code, said = guanxi("import", "contacts.company", str(file), *skipping)
    assert (code, "3 rows: 1 written, 2 skipped" in said) == (0, True)


def visible_ids() -> list[int]:
    return [each.id for each in Company.select().order_by(Company.id)]


def test_import_that_is_undone_is_not_undone_again_and_says_so(
    guanxi: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "two.csv"
    file.write_text("name\nOne\nTwo\n", encoding="utf-8")
    batch = re.findall(r"--undo (\S+)", guanxi("import", "contacts.company", str(file))[1])[0]
    assert guanxi("import", "contacts.company", "--undo", batch)[0] == 0
    code, said = guanxi("import", "contacts.company", "--undo", batch)
    assert code != 0
    assert "This import is undone already." in said + capsys.readouterr().err


def test_an_import_whose_process_was_killed_goes_on_by_its_number(
    guanxi: Command, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def kill(*_given: object, **_named: object) -> None:
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(runs, "ended", kill)
        dying.setattr(lease, "end", kill)
        dying.setattr(lease, "try_later", kill)
        with pytest.raises(Killed):
            guanxi("import", "contacts.company", str(file))
    assert rows("SELECT state FROM job") == [("running",)]
    run("UPDATE job SET lease_until = 0")
    [(number,)] = rows("SELECT id FROM import_run")
    code, said = guanxi("import", "contacts.company", "--go-on", str(number))
    assert (code, Company.select().count()) == (1, 980)
    assert "1000 rows: 980 written, 20 with faults." in said
