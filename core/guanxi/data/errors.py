"""What can be wrong with a request, one class a cause; each carries a sentence for the person who asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from guanxi.data.messages import Message, translator

_ = translator("guanxi")


class Problem(Exception):
    """Something the caller can understand and mend; `message` says what, where and how.

    `errors` holds a sentence for each field concerned, `details` what else a program needs to mend it, as JSON.
    """

    status = 400
    errors: Mapping[str, Message] = MappingProxyType({})
    details: Mapping[str, Any] = MappingProxyType({})

    def __init__(self, message: Message | str, **places: Any):
        self.message = message.format(**places) if places and isinstance(message, Message) else message
        super().__init__(str(getattr(message, "text", message)))

    def __str__(self) -> str:
        return str(self.message)


class Refused(Problem):
    """A rule of the house or of a plugin says no, whoever asks."""

    status = 409


class Forbidden(Problem):
    """The actor may not do this at all."""

    status = 403

    def __init__(self, permission: str):
        self.permission = permission
        super().__init__(_("You are not permitted to do this ({permission})."), permission=permission)


class NotFound(Problem):
    """No such record for this actor: not existing, in the bin, or not visible are one answer."""

    status = 404

    def __init__(self, kind: str = "", record_id: object = None):
        self.kind, self.record_id = kind, record_id
        super().__init__(_("This record does not exist, or you may not see it."))


class ReadOnly(Forbidden):
    """The actor may see this record, but not do `action` ("edit", "delete") to it."""

    def __init__(self, action: str):
        self.permission = ""
        said = _("You may see this record, but not delete it.")
        Problem.__init__(
            self, said if action == "delete" else _("You may see this record, but not change it.")
        )


class FieldReadOnly(Forbidden):
    """The actor may see this field of a record that he may edit, but not change it: it is locked, computed, or shown in part."""

    def __init__(self) -> None:
        self.permission = ""
        Problem.__init__(self, _("You may see this field, but not change it."))


class InvalidValues(Problem):
    """Values that the fields refuse; `errors` holds one sentence a field."""

    status = 422

    def __init__(self, errors: Mapping[str, Message]):
        self.errors = dict(errors)
        super().__init__(_("Please check the marked fields."))


@dataclass(frozen=True)
class FieldConflict:
    """One field that two people changed: what it was, what the other wrote, what this actor wants (database values by column)."""

    name: str
    base: Mapping[str, Any]
    theirs: Mapping[str, Any]
    mine: Mapping[str, Any]
    by: int | None
    at: int


class Conflict(Problem):
    """Somebody else changed the same fields since the version this change was based on.

    `merged` names the fields that only the other one changed: their new values stay.
    """

    status = 409

    def __init__(self, fields: list[FieldConflict], version: int, merged: Iterable[str] = ()):
        self.fields, self.version, self.merged = fields, version, frozenset(merged)
        super().__init__(_("Somebody else changed this in the meantime. Choose which value to keep."))


class Moved(Refused):
    """A record changed since the version that somebody wants to delete or restore; `details` holds the present one."""

    def __init__(self, version: int):
        self.version, self.details = version, {"version": version}
        super().__init__(_("Somebody else changed this in the meantime. Look at it again first."))


class KeyReused(Problem):
    """An idempotency key that this actor used before with other content."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("This key was already used for something else. Send a new key."))
