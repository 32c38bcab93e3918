"""Attachments: files kept with records; whoever sees the record sees them, whoever may edit it adds and removes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from peewee import BigIntegerField, TextField

from guanxi.data.columns import RecordTable
from guanxi.data.database import as_set, in_set, row, rows
from guanxi.data.errors import Forbidden, InvalidValues, NotFound, Problem, Refused
from guanxi.data.fields import About, Integer, Text
from guanxi.data.fields.about import refs_in
from guanxi.data.messages import translator
from guanxi.records import gate, journal
from guanxi.records.actor import Actor
from guanxi.records.change import Change, Done
from guanxi.records.entries import Entries
from guanxi.records.host import Host
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource, Rows
from guanxi.records.rowset import has_timeline
from guanxi.records.standard import create, standard
from guanxi.records.transaction import Transaction
from guanxi.work import pictures
from guanxi.work.content_types import PICTURES, content_type, refuse_disguise
from guanxi.work.file_names import safe_name
from guanxi.work.storage import Draft, Storage, TooLarge, measured

_ = translator("guanxi")
MB = 1024 * 1024
MOST_FILES = 50
NO_FILE = _("Choose a file.")
FILES = "add-files"
"""Where a form brings files beside its fields, whose names hold no hyphen."""
Given = tuple[str, str, int, str]


class Attachment(RecordTable):
    """A file; `digest` is the SHA-256 under which its content lies, `media` its type by content, `size` its bytes."""

    name = TextField()
    media = TextField()
    size = BigIntegerField()
    digest = TextField(index=True)
    about = TextField(null=True)

    class Meta:
        table_name = "work_attachment"
        indexes = ((("created_by", "size"), False),)


class FileRefused(Problem):
    """A file that is not kept: too large, over the quota."""

    status = 413


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it comes in: the name that the sender gives, and its content as a stream."""

    name: str
    stream: IO[bytes]


@dataclass(frozen=True, slots=True)
class Kept:
    """A file whose content is kept, before there is an attachment of it."""

    name: str
    media: str
    draft: Draft


def _safe(given: Mapping[str, Any], whole: Mapping[str, Any]) -> dict[str, Any]:
    """A renamed file has a safe name too."""
    return {"name": safe_name(given["name"])} if given.get("name") else {}


def _check(tx: Transaction, verb: str, record: Any, columns: Mapping[str, Any]) -> None:
    """There is no attachment without a content, none whose new name says what it is not, and none of what is sealed."""
    if verb == journal.ADD and not columns.get("digest"):
        raise InvalidValues({"file": NO_FILE})
    for ref in refs_in(columns.get("about")) or ():
        declared = tx.host.entries.get(ref.kind)
        if declared and declared.sealed and tx.name != declared.sealed and tx.undoes is None:
            raise Refused(_("What was sent stays as it was sent; no file is added to it or taken away."))
    if verb == journal.SET and columns.get("name"):
        try:
            refuse_disguise(columns["name"], record.media)
        except Refused as no:
            raise InvalidValues({"name": no.message}) from no  # type: ignore[dict-item]


attachments = Resource(
    Attachment,
    label=_("Attachments"),
    label_one=_("Attachment"),
    title="name",
    order=["created_at"],
    icon="paperclip",
    fields=[
        Text("name", label=_("File name"), required=True, search=True),
        Text("media", label=_("Type"), read_only=True),
        Integer("size", label=_("Size in bytes"), read_only=True),
        Text("digest", label=_("SHA-256"), read_only=True),
        About("about", label=_("About"), required=True, entries=True),
    ],
    rows=Rows(about="about", part=True),
    fill=_safe,
    on_write=_check,
)
attachment_entries = Entries(attachments, text="name")


def storage_of(host: Host) -> Storage:
    """Where the installation keeps the contents."""
    return Storage(Path(host.settings["host.files"]))


def attach(actor: Actor, about: Ref, uploads: Sequence[Upload], *, key: str | None = None) -> Done:
    """Keep files with a record, all or none, as one change; `Done.value` holds the attachments.

    Raises NotFound for a record that the actor does not see, Forbidden where he may not edit it, InvalidValues without a
    file, FileRefused for one that is too large, Refused for programs and for what is not what its name says.
    """
    _refuse_reader(actor, about)
    with received(actor, uploads) as given:
        return _ATTACH(actor, about=about.text, files=given, key=key)


def create_with_files(
    actor: Actor,
    entries: Resource,
    values: Mapping[str, Any],
    uploads: Sequence[Upload],
    *,
    key: str | None = None,
) -> Done:
    """Create an entry with its files, all or nothing, as one change that is undone as one; `Done.value` is the entry.

    Raises what creating and attaching raise; what is wrong with a file is an InvalidValues with the key `FILES`.
    """
    if not uploads:
        return create(actor, entries, values, key=key)
    for permission in (entries.permission("create"), attachments.permission("create")):
        if not actor.may(permission):
            raise Forbidden(permission)
    with ExitStack() as opened:
        try:
            given = opened.enter_context(received(actor, uploads))
        except Problem as no:
            said = next(iter(no.errors.values()), no.message)
            raise InvalidValues({FILES: said}) from no  # type: ignore[dict-item]
        whole = Change(entries.permission("create"), _create_with_files, new=True)
        return whole(actor, kind=entries.name, values=dict(values), files=given, key=key)


def takes_files(host: Host, resource: Resource) -> bool:
    """Tell whether files are kept with these records: with what has a timeline, and with entries but files themselves."""
    return has_timeline(resource) or any(each.name == resource.name for each in host.with_parts)


def may_file(actor: Actor, entries: Resource) -> bool:
    """Tell whether the actor may add files to an entry of this kind that he writes."""
    permissions = (attachments.permission("create"), entries.permission("edit"))
    sealed = actor.host.entries[entries.name].sealed if entries.name in actor.host.entries else ""
    return not sealed and takes_files(actor.host, entries) and all(map(actor.may, permissions))


def content_of(actor: Actor, record: Attachment) -> Iterator[bytes]:
    """The content of an attachment that the gate has let through, in pieces; NotFound where its file is missing.

    The file is opened when the first piece is asked for, and closed behind the last.
    """
    store = storage_of(actor.host)
    if not store.is_plain(record.digest):
        raise NotFound(attachments.name, record.id)
    return store.pieces(record.digest)


def is_picture(actor: Actor, record: Attachment) -> bool:
    """Tell whether the content is shown on a page: a picture of a safe kind and of bearable size."""
    return record.media in PICTURES and is_shown(actor.host, record.digest, record.media)


def is_shown(host: Host, digest: str, media: str) -> bool:
    """Tell whether a kept picture of a safe kind is there and of bearable size."""
    store = storage_of(host)
    return store.is_plain(digest) and pictures.is_shown(store.place(digest), media)


def upload_limit(host: Host) -> int:
    """The most bytes of one file."""
    return int(host.settings.get("host.upload_mb", 25)) * MB


def named_digests(digests: Iterable[str]) -> frozenset[str]:
    """Those of the contents that an attachment names, in the bin or not."""
    found = rows(f"SELECT digest FROM work_attachment WHERE {in_set('digest')}", (as_set(set(digests)),))
    return frozenset(digest for (digest,) in found)


def digests_of(prefix: int) -> Iterator[str]:
    """The contents that attachments name, of those whose SHA-256 begins with this byte."""
    text = f"{prefix:02x}"
    sql = "SELECT DISTINCT digest FROM work_attachment WHERE digest >= ? AND digest < ?"
    yield from (digest for (digest,) in rows(sql, (text, f"{text}g")))


def _refuse_reader(actor: Actor, about: Ref) -> None:
    """Who may not add files to this record is told before anything is read."""
    permission = attachments.permission("create")
    if not actor.may(permission):
        raise Forbidden(permission)
    if not gate.seen_among(actor, [about]):
        raise NotFound(about.kind, about.id)
    if wrong := gate.check_links(actor, actor.host.resources[attachments.name], {"about": (about,)}):
        raise InvalidValues(wrong)


@contextmanager
def received(actor: Actor, uploads: Sequence[Upload]) -> Iterator[list[Given]]:
    """Read, check and keep contents; name, type, size and SHA-256 of each. Drafts are gone after the block.

    Raises InvalidValues, FileRefused and Refused as `attach` does.
    """
    if not uploads or len(uploads) > MOST_FILES:
        few = _("At most {n} files can be sent at once.", n=MOST_FILES)
        raise InvalidValues({"file": few if uploads else NO_FILE})
    store = storage_of(actor.host)
    with ExitStack() as drafts:
        found = [_received(actor, store, each, drafts) for each in uploads]
        _refuse_over_quota(actor, sum(each.draft.size for each in found))
        for each in found:
            store.keep(each.draft)
        yield [(each.name, each.media, each.draft.size, each.draft.digest) for each in found]


def _received(actor: Actor, store: Storage, upload: Upload, drafts: ExitStack) -> Kept:
    """A file read, checked and, where it is a picture, without what it tells about place and device."""
    name, most = safe_name(upload.name), upload_limit(actor.host)
    try:
        draft = drafts.enter_context(store.receive(upload.stream, most))
    except TooLarge:
        text = _("“{name}” is larger than {n} MB.")
        raise FileRefused(text.format(name=name, n=most // MB)) from None
    if not draft.size:
        raise InvalidValues({"file": _("“{name}” is empty.").format(name=name)})
    media = content_type(draft.path)
    refuse_disguise(name, media)
    if media in PICTURES:
        draft = _cleaned(store, draft, media, drafts)
    return Kept(name, media, draft)


def _cleaned(store: Storage, draft: Draft, media: str, drafts: ExitStack) -> Draft:
    path = store.draft_path()
    drafts.callback(path.unlink, missing_ok=True)
    path.touch(mode=0o600)
    return measured(path) if pictures.clean_copy(draft.path, path, media) else draft


def _refuse_over_quota(actor: Actor, more: int) -> None:
    """Refuse what would exceed the space of the user or of the installation; the bin counts."""
    settings = actor.host.settings
    mine, all_ = (int(settings.get(f"host.{name}", 0)) for name in ("user_files_mb", "files_mb"))
    if mine and _kept_bytes("WHERE created_by = ?", actor.id) + more > mine * MB:
        text = _(
            "Your files would take more than {n} MB. Delete what is no longer needed, or ask an administrator."
        )
        raise FileRefused(text.format(n=mine))
    if all_ and _kept_bytes("") + more > all_ * MB:
        text = _(
            "There is no room for more files: this installation keeps at most {n} MB. Ask an administrator."
        )
        raise FileRefused(text.format(n=all_))


def _kept_bytes(where: str, *params: int | None) -> int:
    found = row(f"SELECT COALESCE(SUM(size), 0) FROM work_attachment {where}", params)
    return int(found[0]) if found else 0


def _attach(tx: Transaction, *, about: str, files: Sequence[Given]) -> list[Any]:
    """Inside the change: rights and quota as they are now, then a row a file."""
    ref = Ref.read(about)
    assert ref is not None
    _refuse_reader(tx.actor, ref)
    return add_files(tx, ref, files)


def add_files(tx: Transaction, ref: Ref, files: Sequence[Given]) -> list[Any]:
    """Inside a change that has asked for the right to it: a row a file about `ref`, within the quota as it is now."""
    _refuse_over_quota(tx.actor, sum(size for _name, _media, size, _digest in files))
    made = []
    for name, media, size, digest in files:
        values = {"name": name, "media": media, "size": size, "digest": digest, "about": (ref,)}
        record = tx.add(attachments, **values)
        tx.host.hooks.check("check_record", tx=tx, resource=attachments.name, record=record, values=values)
        made.append(record)
    return made


_ATTACH = Change(attachments.permission("create"), _attach, new=True)


def _create_with_files(
    tx: Transaction, *, kind: str, values: dict[str, Any], files: Sequence[Given]
) -> RecordTable:
    """Inside the change: the entry as any is created, then its files as if they had been added to it later."""
    entry: RecordTable = standard(kind, "create").run_in(tx, values=values)
    _ATTACH.run_in(tx, about=Ref(kind, entry.id).text, files=files)
    return entry
