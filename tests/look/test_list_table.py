"""The rows of a hot list as markup."""

from __future__ import annotations

import pytest

from guanxi.data.fields import Integer, Text
from guanxi.data.formats import Format
from guanxi.records.listing_columns import Column
from guanxi.resources.table import body

FMT = Format.of()
NAME, CITY = Text("name", label="Name"), Text("city", label="{City} & 100 %")
COLUMNS = (
    Column("name", NAME, 1, 1),
    Column("city", CITY, 2, 1),
    Column("size", Integer("size", label="Size"), 3, 1),
)


def drawn(*rows: tuple[object, ...]) -> str:
    return str(body("probe/things", COLUMNS, rows, FMT, title="name"))


def test_a_row_has_its_id_its_link_and_a_cell_for_each_column() -> None:
    found = drawn((7, "Heng Run", None, 1250, "heng run"))
    assert found.startswith(
        '<tr id="r7"><td class="pick"><input type="checkbox" name="id" value="7" aria-labelledby="n7">'
    )
    assert '<td class="main"><a id="n7" href="/probe/things/7">Heng Run</a></td>' in found
    assert '<td data-l="{City} &amp; 100 %"></td><td class="num" data-l="Size">1,250</td></tr>' in found


def test_a_record_without_title_can_be_opened() -> None:
    assert 'href="/probe/things/7">–</a>' in drawn((7, "", None, None, ""))


@pytest.mark.parametrize("typed", ["<b>&\"'", "a\0<b>", "{0}{1}", "%s%(id)s", "</td><script>"])
def test_what_people_typed_is_escaped_in_every_cell(typed: str) -> None:
    found = drawn((1, typed, typed, None, ""), (2, "second", "\0", 3, ""))
    escaped = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    escaped = escaped.replace('"', "&#34;").replace("'", "&#39;")
    assert found.count(f">{escaped}</") == 2
    assert ">second</a>" in found and found.count("<tr ") == 2


def test_no_rows_are_no_markup() -> None:
    assert drawn() == ""


def test_without_bulk_actions_there_is_no_box_and_without_pages_no_link() -> None:
    row = (7, "Heng Run", None, 1250, "heng run")
    found = str(body("", COLUMNS, [row], FMT, title="name", pick=False))
    assert found.startswith('<tr id="r7"><td class="main"><span id="n7">Heng Run</span></td>')
    assert "checkbox" not in found
