"""A long export: one snapshot, flat memory, nothing twice, writers not held up, and a file that breaks off says so."""

from __future__ import annotations

import csv
import io
import json
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from guanxi.data.database import database, in_transaction, rows, run
from guanxi.records.listing import ListQuery
from guanxi.records.standard import create
from guanxi.resources.exports import run as running
from guanxi.resources.exports.run import Wanted, export
from guanxi.resources.imports.run import run as import_file

NUMBER = 25


@pytest.fixture
def many(actor_of: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """The team lead of the East with 25 companies, and exports that read ten at once."""
    monkeypatch.setattr(running, "CHUNK", 10)
    lead = actor_of("lead.east")
    companies = lead.host.resources["contacts.company"]
    for number in range(NUMBER):
        create(lead, companies, {"name": f"Firm {number:03}", "customer_type": "company"})
    return lead


def wanted(actor: Any, kind: str = "csv", **query: Any) -> Wanted:
    companies = actor.host.resources["contacts.company"]
    return Wanted(ListQuery(companies, ("name", "changed_at"), **query), kind)


def elsewhere(work: Callable[[], None]) -> None:
    """Do work with a connection of its own, as another request does."""

    def one() -> None:
        try:
            work()
        finally:
            database.close()

    thread = threading.Thread(target=one)
    thread.start()
    thread.join(20)
    assert not thread.is_alive(), "a writer was held up"


def names(content: bytes) -> list[str]:
    return [line[0] for line in csv.reader(io.StringIO(content.decode("utf-8-sig")))][1:]


@pytest.mark.parametrize("sort", ["name", "changed_at"])
def test_what_others_write_meanwhile_neither_waits_nor_shows_nor_comes_twice(many: Any, sort: str) -> None:
    expected = [f"Firm {number:03}" for number in range(NUMBER)]
    with closing(export(many, wanted(many, sort=sort))) as parts:
        first = next(parts)

        def write() -> None:
            run(
                "UPDATE contacts_company SET sort_name = 'zz', changed_at = changed_at + 900000000 WHERE name < 'Firm 005'"
            )
            run("UPDATE contacts_company SET name = 'Renamed' WHERE name = 'Firm 020'")
            create(
                many,
                many.host.resources["contacts.company"],
                {"name": "Firm 999", "customer_type": "company"},
            )

        elsewhere(write)
        assert sorted(names(first + b"".join(parts))) == expected
    assert not in_transaction()


def test_whoever_stops_reading_leaves_no_snapshot_open_and_the_log_says_so(many: Any) -> None:
    parts = export(many, wanted(many))
    next(parts)
    assert in_transaction()
    parts.close()
    assert not in_transaction()
    ((amount, whole),) = rows("SELECT amount, whole FROM access_entry")
    assert (0 < amount < NUMBER, whole) == (True, 0)


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_a_file_that_breaks_off_says_so_and_ends_in_an_error(
    kind: str, many: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "chunks", lambda actor, query: _breaking(actor, query, real))
    with closing(export(many, wanted(many, kind))) as parts:
        received = b"".join(next(parts) for _part in range(2))
        with pytest.raises(RuntimeError):
            next(parts)
    if kind == "csv":
        assert "This export broke off here. It is not complete; export again." in received.decode()
        companies = many.host.resources["contacts.company"]
        report = import_file(many, companies, received, name="torn.csv")
        assert report.faults[-1].line == 22
    else:
        last = json.loads(received.decode().splitlines()[-1])
        assert last == {"broken": "This export broke off here. It is not complete; export again."}
    assert rows("SELECT amount, whole FROM access_entry") == [(20, 0)]
    assert not in_transaction()


def test_an_error_before_the_first_byte_is_an_ordinary_error(
    many: Any, client_of: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "chunks", lambda actor, query: (real(actor, query)[0], _nothing()))
    for kind in ("csv", "xlsx", "jsonl"):
        answer = client_of("lead.east").get(f"/contacts/companies/export?format={kind}")
        assert answer.status_code == 500
        assert "attachment" not in answer.headers.get("Content-Disposition", "")
    assert [whole for (whole,) in rows("SELECT whole FROM access_entry")] == [0, 0, 0]


def test_memory_stays_flat_however_long_the_list_is(many: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    columns, _read = real(many, wanted(many).query)
    row = (1, "x" * 200, 5)

    def peak(number: int) -> int:
        made = [row] * 500
        monkeypatch.setattr(running, "chunks", lambda actor, query: (columns, iter([made] * number)))
        tracemalloc.start()
        with closing(export(many, wanted(many))) as parts:
            for _part in parts:
                pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(4)
    assert peak(400) < 2 * peak(20)


real = running.chunks


def _breaking(actor: Any, query: Any, chunks: Any) -> Any:
    columns, read = chunks(actor, query)

    def rows_then_error() -> Iterator[Any]:
        yield next(read)
        yield next(read)
        raise RuntimeError("the disk is gone")

    return columns, rows_then_error()


def _nothing() -> Iterator[Any]:
    raise RuntimeError("the disk is gone")
    yield []
