"""What an import puts aside of the search on PostgreSQL is filed by a second connection; where that fails, nothing is lost."""

from __future__ import annotations

import threading

import pytest
from peewee import OperationalError

from guanxi.data.database import is_sqlite, row
from guanxi.jobs.here import run_here
from guanxi.records.search import filing, storage
from guanxi.records.search.storage import file
from guanxi.resources.imports import runs
from guanxi.resources.imports.options import Options
from guanxi.testing.site import Site
from guanxi_contacts.resources import companies


def test_the_search_of_an_import_is_filed_by_another_thread_as_it_comes(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed, often, threads = threading.Event(), [0], set[threading.Thread]()

    def counted() -> None:
        file()
        often[0] += 1
        threads.add(threading.current_thread())
        filed.set()
        if often[0] > 1:
            raise OperationalError("the server has too many connections")

    came = filing.Filing.came

    def waited(self: filing.Filing, count: int) -> None:
        came(self, count)
        if not is_sqlite():
            assert filed.wait(60)

    monkeypatch.setattr(filing, "AT_ONCE", 400)
    monkeypatch.setattr(storage, "file", counted)
    monkeypatch.setattr(filing.Filing, "came", waited)
    actor = site.actor("admin")
    before = _entries()
    content = "\n".join(["name", *(f"恒润{n}" for n in range(2000))]).encode()
    run_id = runs.keep_upload(actor, companies, "c.csv", content, Options())
    job = runs.start(actor, runs.find(actor, companies, run_id), Options(), dry_run=False)
    assert run_here(site.house.runtime(), job, seconds=600) == "done"
    assert _entries() == before + 2000
    if is_sqlite():
        assert not threads
    else:
        assert threads
        assert threading.current_thread() not in threads
    assert not any(thread.is_alive() for thread in threads)


def _entries() -> int:
    found = row("SELECT count(*) FROM search_entry")
    return int(found[0]) if found else 0
