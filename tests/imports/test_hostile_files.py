"""Files that nobody meant well: odd text in every cell is stored unchanged or refused, and nothing breaks."""

from __future__ import annotations

import csv
import unicodedata
from io import StringIO

import pytest

from guanxi.api import Actor, Refused, visible
from guanxi.resources.imports.options import Options
from guanxi.resources.imports.run import run
from guanxi.testing.naughty import naughty_strings
from guanxi_contacts.models import Company
from guanxi_contacts.resources import companies

ONE_LINE = [text for text in naughty_strings() if text.strip()]


def written_file(rows: list[list[str]]) -> bytes:
    made = StringIO(newline="")
    csv.writer(made, escapechar=None).writerows(rows)
    return made.getvalue().encode("utf-8", "surrogatepass")


def test_odd_text_is_stored_unchanged_or_refused(admin: Actor) -> None:
    sent = [text for text in ONE_LINE if text.encode("utf-8", "replace").decode() == text]
    content = written_file([["name", "note"], *([f"x{text}y", f"a{text}\nb"] for text in sent)])
    report = run(admin, companies, content, name="odd.csv", options=Options(encoding="utf-8"))
    assert report.total == len(sent)
    assert report.written + report.faulty == len(sent)
    names = [unicodedata.normalize("NFC", f"x{text}y") for text in sent]
    assert {record.name for record in visible(admin, companies)} <= set(names)
    report.error_file()


@pytest.mark.parametrize(
    "header",
    [
        "phone",
        "email",
        "website",
        "credit_code",
        "founded",
        "employees",
        "turnover",
        "industry",
        "subsidiary_of",
        "owner",
    ],
)
def test_odd_text_in_other_columns_is_a_fault_or_a_value(admin: Actor, header: str) -> None:
    sent = [text for text in ONE_LINE if text.encode("utf-8", "replace").decode() == text]
    content = written_file([["name", header], *([f"Company {n}", text] for n, text in enumerate(sent))])
    report = run(admin, companies, content, name="odd.csv", options=Options(encoding="utf-8"))
    assert report.written + report.faulty == report.total == len(sent)
    assert Company.select().count() == report.written


def test_megabyte_in_a_name_is_a_fault(admin: Actor) -> None:
    long = "恒" * 350_000
    report = run(admin, companies, f"name\n{long}\nB\n".encode(), name="long.csv")
    assert (report.written, report.faulty) == (1, 1)
    assert len(report.faults[0].text()) < 300


def test_quotation_mark_left_open_refuses_the_file(admin: Actor) -> None:
    with pytest.raises(Refused, match="line 3"):
        run(admin, companies, b'name,city\nA,X\n"B,Y\nC,Z\n', name="open.csv")
    assert Company.select().count() == 0


@pytest.mark.parametrize(
    "pattern",
    ["{row.__class__}", "{0}", "{name!r}", "{{row}}", "{row:>99999999}", "{", "%s%n", "{__import__('os')}"],
)
def test_pattern_for_every_row_reaches_nothing_but_the_row(admin: Actor, pattern: str) -> None:
    options = Options(fixed={"name": f"A {pattern}"})
    run(admin, companies, b"city\nX\n", name="pattern.csv", options=options)
    for record in visible(admin, companies):
        assert "class" not in record.name.replace(pattern, "")
        assert len(record.name) < 60
