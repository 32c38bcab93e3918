"""Workbooks made part by part, so that a test decides every byte of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/>'
    "</cellXfs></styleSheet>"
)
Cell = str | int | float | bool | None


def sheet(
    rows: Sequence[Sequence[Cell]], *, merged: Sequence[str] = (), styles: Mapping[str, int] = {}
) -> str:
    """A sheet with these cells; texts inline, `merged` ranges such as ``A1:C1``, `styles` (1 day, 2 moment) by cell."""
    lines = [
        f'<row r="{at}">{"".join(_cell(value, f"{chr(65 + i)}{at}", styles) for i, value in enumerate(row))}</row>'
        for at, row in enumerate(rows, start=1)
    ]
    ranges = "".join(f'<mergeCell ref="{each}"/>' for each in merged)
    tail = f"<mergeCells>{ranges}</mergeCells>" if ranges else ""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData>{tail}</worksheet>'


def workbook(*sheets: str, names: Sequence[str] = (), parts: Mapping[str, str] = {}) -> bytes:
    """A workbook of these sheets, called `names` or Sheet1 …; `parts` are added to it or stand in the place of its own."""
    called = list(names) or [f"Sheet{n}" for n in range(1, len(sheets) + 1)]
    numbered = list(enumerate(sheets, start=1))
    entries = "".join(f'<sheet name="{called[n - 1]}" sheetId="{n}" r:id="r{n}"/>' for n, _ in numbered)
    links = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n, _ in numbered
    )
    root = f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    made = {
        "[Content_Types].xml": f'<Types xmlns="{types}"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}">{root}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{entries}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>',
        "xl/styles.xml": STYLES,
        **{f"xl/worksheets/sheet{n}.xml": text for n, text in numbered},
        **parts,
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in made.items():
            archive.writestr(name, text)
    return written.getvalue()


def _cell(value: Cell, place: str, styles: Mapping[str, int]) -> str:
    style = f' s="{styles[place]}"' if place in styles else ""
    if value is None:
        return ""
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}"{style}><v>{value!r}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
