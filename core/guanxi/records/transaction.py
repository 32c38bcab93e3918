"""What a change works with: `set`, `add`, `remove` are the only verbs that write, and each writes its journal line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from guanxi.data.columns import RecordTable, to_ms
from guanxi.data.database import insert, row, run, write_transaction
from guanxi.data.errors import Moved, Problem, Refused
from guanxi.data.messages import Message, translator
from guanxi.jobs.queue import put
from guanxi.records import adding, following, journal, removing, shares
from guanxi.records.actor import Actor
from guanxi.records.encoding import checked, columns_of, split_by_table, stored
from guanxi.records.gate import values_of
from guanxi.records.host import ToTell
from guanxi.records.merging import merge
from guanxi.records.parts import refuse_without_whole
from guanxi.records.ref import Ref
from guanxi.records.resource import Extension, Resource
from guanxi.records.retired import refuse_retired
from guanxi.records.search.index import Noted, concerns
from guanxi.records.sides import complete, read_side, write_side
from guanxi.records.telling import told_by

if TYPE_CHECKING:
    from guanxi.jobs.declaration import Job
    from guanxi.records.change import Change

_ = translator("guanxi")


class Stale(Exception):
    """The record moved between reading and writing; the whole change is run again."""


class Transaction:
    """One change under way: who (`actor`), when (`now`, UTC), why (`reason`), and the verbs that write.

    `expected` is the version of `subject`, the record that the change is on, on which the actor's values are based;
    fields of it that others changed since are merged or conflict. Other records are written as they are now.
    """

    def __init__(
        self, actor: Actor, name: str, *, reason: str | None, expected: int | None, batch: str | None
    ):
        self.actor, self.name, self.reason, self.expected, self.batch = actor, name, reason, expected, batch
        self.host, self.change_id = actor.host, 0
        self.now: datetime = actor.host.clock()
        self.now_ms = to_ms(self.now)
        self.subject: RecordTable | None = None
        self.key: str | None = None
        self.digest: str | None = None
        self.undoes: int | None = None
        self._lines: list[journal.Values] = []
        self._noted, self._told = Noted(), 0
        self._teams: dict[int, int | None] = {}

    def add(self, resource: Resource, **values: Any) -> Any:
        """Create a record of `resource` from typed field values and return it; the owner is the actor where none is named."""
        resource = self._composed(resource)
        refuse_retired(resource, kept := checked(resource, values))
        own, sides = split_by_table(resource, columns_of(resource, kept))
        own |= self._birth(resource, own)
        refuse_without_whole(resource, own)
        if resource.on_write and resource.on_write_new:
            resource.on_write(self, journal.ADD, None, own)
        names = tuple(own)
        record_id = insert(_insert_sql(resource.model._meta.table_name, names), tuple(own.values()))
        for extension, columns in complete(resource, sides):
            write_side(extension, record_id, columns, own)
        self._added(resource, record_id, own, sides)
        record = _loaded(resource, record_id, own)
        if resource.on_written:
            resource.on_written(self, journal.ADD, record, own)
        return record

    def add_many(self, resource: Resource, rows: Sequence[Mapping[str, Any]]) -> list[int | Problem]:
        """Create records from values that their fields have parsed, in a few statements; an id or a refusal for each.

        Only where `adding.addable` says so: nothing looks at a single one of them before it is written.
        """
        resource = self._composed(resource)
        found = [adding.prepared(resource, values, self._birth) for values in rows]
        outcomes = adding.insert_sound(self, resource, found)
        for outcome, (own, sides) in zip(outcomes, found, strict=True):
            if isinstance(outcome, int):
                self._added(resource, outcome, own, sides)
        return outcomes

    def _added(self, resource: Resource, record_id: int, own: Mapping[str, Any], sides: adding.Sides) -> None:
        """Note a new record for journal and search."""
        self._head()
        self._lines.append(adding.line(resource, record_id, own, sides))
        columns = {**own, **{n: v for _, c in sides for n, v in c.items()}} if sides else own
        self._noted.note(resource, record_id, columns, new=True)
        following.added(self, resource, record_id, columns)

    def set(self, record: RecordTable, **values: Any) -> None:
        """Write typed field values to a loaded record; only what differs is written, and nothing at all where nothing does."""
        resource = self.host.resource_of(type(record))
        refuse_retired(resource, kept := checked(resource, values), lambda: values_of(resource, record))
        self.set_columns(record, columns_of(resource, kept))

    def set_columns(self, record: RecordTable, columns: dict[str, Any], verb: str = journal.SET) -> None:
        """Write database values by column: the form that undo and restore use."""
        resource = self.host.resource_of(type(record))
        own, sides = split_by_table(resource, columns)
        current = {name: stored(record, name) for name in own}
        for extension, _touched in sides:
            current |= read_side(extension, record.id)
        if self.expected is not None and self._is_subject(record):
            columns = self._merged(resource, record, columns, current, verb)
        changed = {name: value for name, value in columns.items() if value != current.get(name)}
        if "owner_id" in changed and "team_id" not in columns:
            changed["team_id"] = self.host.team_of(changed["owner_id"]) if changed["owner_id"] else None
            current["team_id"] = stored(record, "team_id")
        if changed and resource.rows.part:
            refuse_without_whole(resource, _keys_of(record) | changed)
        if changed and resource.on_write:
            resource.on_write(self, verb, record, changed)
            added = changed.keys() & record._meta.columns.keys() - current.keys()
            current |= {name: stored(record, name) for name in added}
        if changed:
            self._write(resource, record, changed, current, verb)

    def _merged(
        self,
        resource: Resource,
        record: RecordTable,
        columns: dict[str, Any],
        current: Mapping[str, Any],
        verb: str,
    ) -> dict[str, Any]:
        """The columns to write by somebody who saw the version `expected`; one that is still to come was seen before a restore.

        Deleting and restoring concern the whole record: nothing merges with them.
        """
        expected = self.expected or 0
        if expected > record.version:
            raise Refused(
                _("Meanwhile an older state of the data was restored. Read it again and enter it once more.")
            )
        if verb != journal.SET and expected < record.version:
            raise Moved(record.version)
        return merge(resource, record, columns, current, expected) if expected < record.version else columns

    def _is_subject(self, record: RecordTable) -> bool:
        subject = self.subject
        return subject is not None and type(subject) is type(record) and subject.id == record.id

    def remove(self, record: RecordTable) -> None:
        """Put a record into the bin."""
        self.set_columns(record, {"deleted_at": self.now_ms}, journal.REMOVE)

    def remove_many(self, resource: Resource, ids: Sequence[int], version: int) -> None:
        """Put records into the bin that are all at `version`; raises Stale where one moved. Not entries, no `on_write`."""
        resource = self._composed(resource)
        written = {"deleted_at": self.now_ms, "version": version + 1, "changed_at": self.now_ms}
        if removing.update_records(resource, ids, written, version) != len(ids):
            raise Stale
        following.edited_alike(resource, ids, written)
        for record_id in ids:
            self._line(resource, record_id, version + 1, journal.REMOVE, {"deleted_at": (None, self.now_ms)})
            self._noted.note(resource, record_id, written)

    def share(self, record: RecordTable, user: int, level: int | None, end: int | None = None) -> bool:
        """Let `user` into a record at `level` until `end` (ms UTC), or with no level no more; False where nothing differed."""
        resource = self.host.resource_of(type(record))
        before, after = shares.put(resource, record.id, user, level, end, self.now, self.actor.id)
        if before != after:
            self._line(resource, record.id, record.version, journal.SHARE, {str(user): (before, after)})
        return before != after

    def restore(self, record: RecordTable) -> None:
        """Take a record out of the bin."""
        self.set_columns(record, {"deleted_at": None}, journal.RESTORE)

    def later(
        self, job: Job | str, *, at: datetime | None = None, key: str | None = None, **arguments: Any
    ) -> str:
        """Want a job, at once or `at` a moment (aware): its row is written with this change or not at all.

        It runs as the actor of this change, with the rights that he has then; returns the job's id.
        """
        self._head()
        return put(
            job,
            arguments,
            at=at or self.now,
            key=key,
            actor_id=self.actor.id,
            change_id=self.change_id,
            host=self.host,
        )

    @property
    def today(self) -> date:
        """The actor's date at this moment."""
        return self.now.astimezone(ZoneInfo(self.actor.zone)).date()

    def tell(self, hook: str, **arguments: Any) -> None:
        """Tell every listener of `hook` after the commit: one job each, which waits while its plugin is disabled.

        Arguments must be plain JSON values, or a Ref where the hook says so; a hook with the argument `actor` is given him by
        itself. A listener may be told twice after a crash and must not mind.
        """
        self._head()
        for plugin in self.host.hooks.listeners(hook):
            told = {"hook": hook, "plugin": plugin, "arguments": arguments}
            self._told += 1
            key = f"tell:{self.change_id}:{self._told}:{hook}:{plugin}"
            put(
                "host.tell",
                told,
                key=key,
                actor_id=self.actor.id,
                plugin=plugin,
                change_id=self.change_id,
                host=self.host,
            )

    def notify(
        self, user: int, text: Message | str, *, about: Ref | None = None, kind: str = "work.other"
    ) -> None:
        """Tell the user with the id `user` under his bell and, where he chose so, by mail: with this change or not at all.

        `text` is a Message, which he reads in his own language; its places may hold moments, days and records (Ref), which he
        reads in his own zone and as far as he may see them. He sees it only while he may see the record `about`. `kind` is the
        name of a `NoticeKind`. Who acts himself is not told what he does.
        """
        if user == self.actor.id:
            return
        self._head()
        self.host.notify(self.host, user, ToTell(text, about, kind), self.now, self.change_id)

    def call(self, change: Change, *positional: Any, **arguments: Any) -> Any:
        """Run another change inside this one: same transaction, same actor, same journal head."""
        return change.run_in(self, *positional, **arguments)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A part of the change that may fail alone: where it raises, its writes and journal lines are taken back, the rest stays.

        A record that was written in it must be read anew afterwards.
        """
        head, lines, noted = self.change_id, len(self._lines), self._noted.copy()
        try:
            with write_transaction():
                yield
        except BaseException:
            self.change_id, self._noted = head, noted
            del self._lines[lines:]
            raise

    @property
    def wrote(self) -> bool:
        """Tell whether anything was written so far."""
        return bool(self._lines)

    def finish(self, result: Any) -> None:
        """Write the journal; called once by the change when its function has returned."""
        if self._lines or self.key:
            self._head()
            self._noted.index()
            journal.write_lines(self.change_id, self.now_ms, self._lines)
            self._announce()
            if self.key:
                journal.keep_result(self.change_id, result)

    def _announce(self) -> None:
        """Tell what happened to each record, whichever change it was: ``contacts_company_created(record)``."""
        hooks = self.host.hooks
        for hook, record in told_by(self._lines, lambda name: hooks.offers(name) and hooks.listeners(name)):
            self.tell(hook, record=record)

    def _write(
        self,
        resource: Resource,
        record: RecordTable,
        changed: dict[str, Any],
        current: Mapping[str, Any],
        verb: str,
    ) -> None:
        own, sides = split_by_table(resource, changed)
        written = own | {"version": record.version + 1, "changed_at": self.now_ms}
        sql = _update_sql(resource.model._meta.table_name, tuple(written))
        if run(sql, (*written.values(), record.id, record.version)) != 1:
            raise Stale
        _take(record, written)
        for extension, columns in sides:
            write_side(extension, record.id, columns, _keys_of(record))
        self._keep_sides(resource, record, written, [extension for extension, _ in sides])
        fields = {n: (current.get(n), v) for n, v in changed.items()}
        self._line(resource, record.id, record.version, verb, fields)
        following.edited(self, resource, record.id, _keys_of(record) | changed, written | changed, fields)
        if concerns(resource, changed):
            self._noted.note(resource, record.id, self._columns(resource, record))
        if resource.on_written:
            resource.on_written(self, verb, record, written)

    def _columns(self, resource: Resource, record: RecordTable) -> dict[str, Any]:
        """The database values of a record and its side tables as they are now."""
        found = _keys_of(record)
        for extension in resource.extensions:
            found |= read_side(extension, record.id)
        return found

    def _keep_sides(
        self, resource: Resource, record: RecordTable, written: Mapping[str, Any], done: list[Extension]
    ) -> None:
        """Side tables carry owner, team and sort key for their own indexes; a change of these follows there."""
        for extension in resource.extensions:
            if extension not in done and written.keys() & extension.kept_columns:
                write_side(extension, record.id, {}, _keys_of(record), only_existing=True)

    def _birth(self, resource: Resource, own: Mapping[str, Any]) -> dict[str, Any]:
        owner = own.get("owner_id", self.actor.id if resource.rows.own and not self.actor.system else None)
        team = own.get("team_id")
        if team is None and owner is not None:
            team = self.actor.team if owner == self.actor.id else self._team_of(owner)
        return dict.fromkeys(resource.born.split(), self.now_ms) | {
            "owner_id": owner,
            "team_id": team,
            "version": 1,
            "created_at": self.now_ms,
            "created_by": self.actor.id,
            "changed_at": self.now_ms,
        }

    def _team_of(self, owner: int) -> int | None:
        """The team of an owner, asked once a change."""
        if owner not in self._teams:
            self._teams[owner] = self.host.team_of(owner)
        return self._teams[owner]

    def _composed(self, resource: Resource) -> Resource:
        return self.host.resources.get(resource.name, resource)

    def _line(
        self, resource: Resource, record_id: int, version: int, verb: str, fields: dict[str, Any]
    ) -> None:
        self._head()
        self._lines.append((resource.name, record_id, version, verb, fields))

    def _head(self) -> None:
        if not self.change_id:
            self.change_id = journal.open_change(
                self.name,
                self.actor.id,
                self.now_ms,
                reason=self.reason,
                key=self.key,
                digest=self.digest,
                batch=self.batch,
                undoes=self.undoes,
            )


@lru_cache(maxsize=2048)
def _insert_sql(table: str, names: tuple[str, ...]) -> str:
    return f'INSERT INTO "{table}" ({", ".join(_quoted(names))}) VALUES ({", ".join("?" * len(names))})'


@lru_cache(maxsize=2048)
def _update_sql(table: str, names: tuple[str, ...]) -> str:
    return f'UPDATE "{table}" SET {", ".join(f"{name} = ?" for name in _quoted(names))} WHERE id = ? AND version = ?'


def _quoted(names: tuple[str, ...]) -> list[str]:
    return [f'"{name}"' for name in names]


def _loaded(resource: Resource, record_id: int, own: Mapping[str, Any]) -> Any:
    record = resource.model(id=record_id)
    _take(record, own)
    return record


def _take(record: Any, written: Mapping[str, Any]) -> None:
    for column, value in written.items():
        field = record._meta.columns[column]
        record.__data__[field.name] = field.python_value(value)
    record._dirty.clear()


def _keys_of(record: RecordTable) -> dict[str, Any]:
    return {name: stored(record, name) for name in record._meta.columns if name != "id"}


def version_now(resource: Resource, record_id: int) -> int | None:
    """The version a record has in the database at this moment; None where there is no such row."""
    found = row(f'SELECT version FROM "{resource.model._meta.table_name}" WHERE id = ?', (record_id,))
    return found[0] if found else None
