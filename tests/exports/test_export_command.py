"""The command guanxi export: over the same code as the page, as the user named, and never a file that is cut."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guanxi.cli import export as command
from guanxi.composition import House


@pytest.fixture
def guanxi(house: House, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Runs ``guanxi export …``; returns the exit code and what was printed."""

    def run(*arguments: object) -> tuple[int, str]:
        parser = argparse.ArgumentParser()
        command.register(parser.add_subparsers())
        options = parser.parse_args(["export", *map(str, arguments)])
        code: int = options.run(options, house.host)
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return run


def test_a_list_becomes_a_file_with_filter_columns_and_order(
    guanxi: Callable[..., tuple[int, str]], firms: dict[str, int], tmp_path: Path
) -> None:
    file = tmp_path / "companies.csv"
    code, _said = guanxi(
        "contacts.company",
        file,
        "--columns",
        "name,city",
        "--sort=-name",
        "--filter",
        "customer_type=company",
    )
    assert code == 0
    assert file.read_text("utf-8-sig").splitlines() == [
        "Company name,City",
        "Birch of the North,",
        "白鹭,",
        "Alder,",
    ]


def test_a_user_named_exports_what_he_may_and_the_log_names_him(
    guanxi: Callable[..., tuple[int, str]], firms: dict[str, int], tmp_path: Path
) -> None:
    file = tmp_path / "companies.jsonl"
    assert guanxi("contacts.company", file, "--as", "lead.east@demo.example")[0] == 0
    assert len(file.read_text().splitlines()) == 3
    code, said = guanxi("contacts.company", tmp_path / "b.csv", "--as", "seller.north@demo.example")
    assert (code, (tmp_path / "b.csv").exists()) == (2, False)
    assert "contacts.company.export" in said
    told = guanxi("--log")[1]
    assert "lead.east@demo.example\tcontacts.company.export\t3 records\t" in told


def test_an_export_that_fails_leaves_no_file(
    guanxi: Callable[..., tuple[int, str]],
    firms: dict[str, int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "companies.csv"
    file.write_text("the old one")

    def torn(*_arguments: Any) -> Any:
        yield b"half"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(command, "export", torn)
    code, said = guanxi("contacts.company", file)
    assert (code, file.read_text()) == (2, "the old one")
    assert "No space left" in said
    assert [each.name for each in tmp_path.iterdir()] == ["companies.csv"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("contacts.nothing", "a.csv"), "There is no kind of record contacts.nothing."),
        (("contacts.company",), "Name the file to write."),
        (("contacts.company", "a.csv", "--columns", "nothing"), "There is no field nothing."),
        (("contacts.company", "a.csv", "--sort", "nothing"), "cannot be sorted by nothing"),
    ],
)
def test_what_is_not_there_is_said(
    guanxi: Callable[..., tuple[int, str]], arguments: tuple[str, ...], sentence: str
) -> None:
    code, said = guanxi(*arguments)
    assert code == 2
    assert sentence in said
