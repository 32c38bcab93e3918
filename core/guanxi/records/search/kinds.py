"""Which kinds and fields are searched under which numbers, and with which declaration the index was made."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from guanxi.data.database import database, in_transaction, row, rows, run, write_transaction
from guanxi.jobs.queue import put
from guanxi.records.host import Host
from guanxi.records.resource import Resource
from guanxi.records.search import storage
from guanxi.records.search.grams import SCHEME
from guanxi.records.search.texts import searched

JOB, SETTLE = "host.index_search", "host.settle_search"
_KIND = "SELECT number, declared, complete, build FROM search_kind WHERE kind = ?"


@dataclass(frozen=True, slots=True)
class Numbers:
    """The number of a kind, and of its fields by name."""

    kind: int
    fields: dict[str, int]


def numbers(resource: Resource) -> Numbers | None:
    """The numbers of a resource; None where nothing of it was ever indexed, or none of its fields is searched."""
    names = {field.name for field in searched(resource)}
    kept = _kept.setdefault(database.obj, {})
    found = kept.get(resource.name)
    if found is None or names - found.fields.keys():
        found = _read(resource.name)
        if found is not None and not in_transaction():
            kept[resource.name] = found
    return found if found is not None and names <= found.fields.keys() else None


def inhabited(resources: Iterable[Resource]) -> list[Resource]:
    """Those of the resources of which any record has an entry, in one statement: of the others nothing is found.

    What once had one is not asked about again: at worst it is looked through for nothing.
    """
    known = [(resource, found.kind) for resource in resources if (found := numbers(resource)) is not None]
    there = _inhabited.setdefault(database.obj, set())
    unknown = [kind for _resource, kind in known if kind not in there]
    if unknown:
        # In the order of the index, lest PostgreSQL read the whole table for a kind that it believes to be everywhere.
        one = "(SELECT 1 FROM search_entry WHERE id >= ? AND id < ? ORDER BY id LIMIT 1)"
        bounds = [edge * storage.RANGE for kind in unknown for edge in (kind, kind + 1)]
        seen = row(f"SELECT {', '.join([one] * len(unknown))}", bounds) or ()
        there |= {kind for kind, any_ in zip(unknown, seen, strict=True) if any_}
    return [resource for resource, kind in known if kind in there]


def numbered(resource: Resource) -> Numbers:
    """The numbers of a resource inside a write transaction, given now where there are none yet."""
    found = numbers(resource)
    if found is None:
        _register(resource)
        found = _read(resource.name)
        assert found is not None
    return found


def is_complete(names: Iterable[str]) -> bool:
    """Tell whether the index holds all records of these kinds; where not, it is being made."""
    waiting = {kind for (kind,) in rows("SELECT kind FROM search_kind WHERE NOT complete")}
    return waiting.isdisjoint(names)


def make_ready(host: Host) -> list[str]:
    """Compare what the index was made with to what is declared now; return the kinds that a job indexes from here on."""
    with write_transaction():
        if any(json.loads(each)[0] != SCHEME for (each,) in rows("SELECT declared FROM search_kind")):
            storage.forget_all()
        return [resource.name for resource in host.resources.values() if _fit(host, resource)]


def mark(resource: Resource) -> None:
    """Note that records were written past the changes; `make_ready` wants the index made anew."""
    run("UPDATE search_kind SET complete = FALSE WHERE kind = ?", (resource.name,))


def follow_owner(host: Host, resource: Resource, owner: int) -> None:
    """Want the records of an owner indexed again: he moved, and they carry his new team."""
    if searched(resource):
        put(JOB, {"kind": resource.name, "owner": owner}, host=host)


def demand(host: Host, resource: Resource) -> None:
    """Want all records of a resource indexed again, by a job."""
    run("UPDATE search_kind SET complete = FALSE, build = build + 1 WHERE kind = ?", (resource.name,))
    found = row(_KIND, (resource.name,))
    if found is not None:
        put(
            JOB,
            {"kind": resource.name, "build": found[3]},
            key=f"{JOB}:{resource.name}:{found[3]}",
            host=host,
        )


def declared(resource: Resource) -> str:
    """What the grams of a resource's records depend on."""
    fields = [[f.name, type(f).__name__, getattr(f, "reading", "")] for f in searched(resource)]
    return json.dumps([SCHEME, sorted(fields)])


def _fit(host: Host, resource: Resource) -> bool:
    """Whether a job was wanted: the declaration is another one, or there are records that were never indexed."""
    if not searched(resource):
        return False
    found, wanted = row(_KIND, (resource.name,)), declared(resource)
    if found is not None and found[1] == wanted and (found[2] or _is_under_way(resource, found[3])):
        return False
    _register(resource)
    run("UPDATE search_kind SET declared = ? WHERE kind = ?", (wanted, resource.name))
    if found is None and not _records(resource):
        return False
    demand(host, resource)
    return True


def _is_under_way(resource: Resource, build: int) -> bool:
    """Whether the job that indexes a resource is still to end."""
    key = f"{JOB}:{resource.name}:{build}"
    return row("SELECT 1 FROM job WHERE key = ? AND done_at IS NULL", (key,)) is not None


def _register(resource: Resource) -> None:
    """Give numbers to a kind and its fields; complete where no record is there that was not indexed."""
    run(
        "INSERT INTO search_kind (kind, declared, complete, build) VALUES (?, ?, ?, 0) ON CONFLICT (kind) DO NOTHING",
        (resource.name, declared(resource), _records(resource) <= 1),
    )
    for field in searched(resource):
        run(
            "INSERT INTO search_field (kind, field) VALUES (?, ?) ON CONFLICT (kind, field) DO NOTHING",
            (resource.name, field.name),
        )


def _records(resource: Resource) -> int:
    """How many records there are, two at most."""
    found = row(f'SELECT count(*) FROM (SELECT 1 FROM "{resource.model._meta.table_name}" LIMIT 2) n')
    return int(found[0]) if found else 0


def _read(kind: str) -> Numbers | None:
    found = row(_KIND, (kind,))
    if found is None:
        return None
    fields = rows("SELECT field, number FROM search_field WHERE kind = ?", (kind,))
    return Numbers(int(found[0]), {str(name): int(number) for name, number in fields})


_kept: WeakKeyDictionary[object, dict[str, Numbers]] = WeakKeyDictionary()
_inhabited: WeakKeyDictionary[object, set[int]] = WeakKeyDictionary()
