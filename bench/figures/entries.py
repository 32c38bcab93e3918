"""The list of all interactions, half as many as there are companies, as the administrator, a director of half and a seller who
sees 0.02 % of them get it, beside the floor of the list page.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from bench import customers, floors
from bench.customers import READERS
from bench.figure import Figure, Line
from bench.figures.pages import WAYS, _floor_app
from bench.house import Built, backend_pid
from bench.measure import cpu_ms
from bench.page_floor import CompanyFloor
from bench.seed import BASE_MS
from bench.stores import Stores
from guanxi.composition import compose
from guanxi.data.database import connect, database, is_sqlite, row, run, write_transaction
from guanxi.records import about
from guanxi.testing.databases import unbind

ACTORS = ("administrator", "director", "seller")
TARGET = 3.0
LIST = "/contacts/interactions/"
MADE = """INSERT INTO contacts_interaction
(owner_id, team_id, version, created_at, created_by, changed_at, about, kind, happened_at, summary)
SELECT owner_id, team_id, 1, {base}, owner_id, {base}, '["contacts.company/' || id || '"]',
CASE id % 3 WHEN 0 THEN 'call' WHEN 1 THEN 'visit' ELSE 'mail' END, {base} - (id * 7919 % 1000003) * 60000, 'Spoke of order ' || id
FROM contacts_company WHERE id % 2 = 0 AND deleted_at IS NULL"""


def measure(stores: Stores, engine: str, size: int) -> Iterator[Line]:
    """A line for each actor."""
    only = os.environ.get("ONLY", "")
    built = customers.installed(stores, engine, size)
    number = _written(built)
    with built.app() as app:
        floor = CompanyFloor(built.url)
        for actor in ACTORS:
            name, reader = f"entries_{actor}", READERS[actor]
            if only and not name.startswith(only):
                continue
            database.close_all()
            client = customers.browser(built, app, reader.id)
            ways: dict[str, Callable[[], object]] = {
                "value": lambda client=client: client.get(LIST),  # type: ignore[misc]
                "floor": floors.caller(_floor_app(built, floor, WAYS["name"], reader), reader.id),
            }
            shown = str(ways["value"]()).count("Spoke of order")
            found = cpu_ms(ways, {"value": backend_pid(), "floor": floor.backend})
            note = f" interactions={number} shown={shown}"
            yield Line(name, engine, found["value"], found["floor"], TARGET, note=note)
        floor.close()


def _written(built: Built) -> int:
    """An interaction about every other company, by whoever keeps it; once a store."""
    connect(built.url)
    try:
        marked = row("SELECT count(*) FROM contacts_interaction WHERE summary LIKE 'Spoke of order %'")
        if marked == (0,) or marked is None:
            with write_transaction():
                run(MADE.format(base=BASE_MS))
                host = compose(built.config).host
                about.fill(host.resources["contacts.interaction"], host.entries["contacts.interaction"])
            for table in ("about", "contacts_interaction"):
                database.execute_sql(f"ANALYZE {table}" if is_sqlite() else f"VACUUM ANALYZE {table}")
        found = row("SELECT count(*) FROM contacts_interaction")
    finally:
        unbind()
    return int(found[0]) if found else 0


FIGURES = (Figure("entries", measure, large=True),)
