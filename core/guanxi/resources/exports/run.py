"""One export: who may, which rows and columns; written down before the first byte leaves, read in one snapshot.

Its first part is made before anything is answered, so that what is refused is refused in words. A file that breaks off later
ends in a line that says so, which no reader takes for a record: the server itself may end the answer as if it were whole.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from guanxi.data.database import read_snapshot
from guanxi.data.errors import Forbidden, NotFound, Problem, Refused
from guanxi.data.messages import listed, translator, use_language
from guanxi.records import gate
from guanxi.records.access_log import begin_access, end_access
from guanxi.records.actor import Actor
from guanxi.records.listing import ListQuery, chunks
from guanxi.records.resource import Resource
from guanxi.resources.exports.csv_lines import CsvLines
from guanxi.resources.exports.json_lines import JsonLines
from guanxi.resources.exports.source import Source
from guanxi.resources.exports.workbook import write_workbook
from guanxi.resources.faces import Computed

_ = translator("guanxi")
log = logging.getLogger(__name__)
CHUNK = 5000
BLOCK = 2**16
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/jsonl; charset=utf-8",
}
TORN = _("This export broke off here. It is not complete; export again.")


class UnknownFormat(Problem):
    """A kind of file that is not written here."""

    def __init__(self, name: str) -> None:
        known = listed(TYPES)
        super().__init__(_("There is no format {name}; there are: {known}"), name=name[:20], known=known)


@dataclass(frozen=True)
class Wanted:
    """What is exported: a list as `query` asks for it, in the format `kind`, with the columns that its face `computed`.

    `asked` are the words of the request, for the access log; `chosen` are records that somebody named one by one.
    """

    query: ListQuery
    kind: str
    computed: tuple[Computed, ...] = ()
    asked: Mapping[str, Any] = field(default_factory=dict)
    chosen: tuple[int, ...] | None = None


class Export:
    """The bytes of a file; the first of them are made already. Close it, read to its end or not."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts: Any = parts
        self._first: bytes | None = next(parts, b"")

    def __iter__(self) -> Export:
        return self

    def __next__(self) -> bytes:
        first, self._first = self._first, None
        return next(self._parts) if first is None else first

    def close(self) -> None:
        """Give the snapshot back and write down how many rows were read."""
        self._parts.close()


def export(actor: Actor, wanted: Wanted) -> Export:
    """The file that is wanted. Needs ``<resource>.export``, whose scope narrows the rows.

    Raises UnknownFormat, Forbidden, BadFilter, BadSort, Refused, and NotFound where a chosen record is out of reach.
    """
    if wanted.kind not in TYPES:
        raise UnknownFormat(wanted.kind)
    if wanted.query.bin:
        raise Refused(_("What lies in the bin is not exported."))
    resource = actor.host.resources.get(wanted.query.resource.name, wanted.query.resource)
    _permit(actor, resource, wanted.chosen)
    columns, read = chunks(actor, replace(wanted.query, action="export", limit=CHUNK))
    source = Source(actor, columns, wanted.computed if wanted.kind != "jsonl" else (), read)
    details = {"format": wanted.kind, "columns": [column.name for column in columns], **wanted.asked}
    entry = begin_access(actor, resource.permission("export"), details)
    if wanted.kind == "xlsx":
        return Export(_workbook(source, entry, resource))
    writer = JsonLines(columns, source.fmt) if wanted.kind == "jsonl" else _csv(source)
    return Export(_lines(source, entry, writer))


# guard: export-permission
def _permit(actor: Actor, resource: Resource, ids: tuple[int, ...] | None) -> None:
    """Refuse whoever may not export these records; chosen ones are refused as a whole."""
    permission = resource.permission("export")
    if not actor.may(permission):
        raise Forbidden(permission)
    if ids is not None and len(gate.rows_among(actor, resource, ids, "export")) < len(set(ids)):
        raise NotFound(resource.name)


def _csv(source: Source) -> CsvLines:
    return CsvLines(source.heads(), source.cells(escape=True))


def _lines(source: Source, entry: int, writer: CsvLines | JsonLines) -> Iterator[bytes]:
    """The parts of a file of lines; each is sent when the next one is made, the last when the snapshot is given back."""
    waiting, sent = writer.head(), False
    try:
        with _written_down(source, entry), read_snapshot():
            for number, chunk in enumerate(source.chunks()):
                if number:
                    sent = True
                    yield waiting
                    waiting = b""
                waiting += writer.rows(chunk)
    except Exception:
        if sent:
            log.exception("An export broke off after %s rows.", source.count)
            with use_language(source.fmt.language):
                yield waiting + writer.broken(str(TORN))
        raise
    yield waiting


def _workbook(source: Source, entry: int, resource: Resource) -> Iterator[bytes]:
    """The parts of a workbook, which is written whole before the first of them."""
    with tempfile.TemporaryDirectory(prefix="guanxi-export-") as folder:
        path = Path(folder) / "export.xlsx"
        with _written_down(source, entry), read_snapshot():
            write_workbook(source, str(resource.label), path)
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                yield block


@contextmanager
def _written_down(source: Source, entry: int) -> Iterator[None]:
    """Whatever becomes of the block, the access log says how many rows were read in it."""
    whole = False
    try:
        yield
        whole = True
    finally:
        end_access(source.actor, entry, source.count, whole=whole)
