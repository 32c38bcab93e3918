"""What users were called who are gone: those in the bin, and those who were purged, whose names the journal keeps."""

from __future__ import annotations

import json
from collections.abc import Mapping

from guanxi.data.database import as_set, in_set, rows
from guanxi.data.messages import translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource

_ = translator("guanxi")
USER = "people.user"


class Former(str):
    """The name of somebody who is no user any more: shown, and leading nowhere."""

    __slots__ = ()


def former_names(actor: Actor, users: Resource, gone: set[int]) -> dict[int, Former]:
    """The names of those of `gone` that were purged, or lie in the bin where the actor would see them.

    Of users who are there, seen or not, nothing is told.
    """
    column = users.by_name[users.title].columns[0]
    binned = gate.columns_among(actor, users, gone, (column,), include_bin=True)
    found = {key: Former(name) for key, name in binned}
    return found | _purged(users, column, gone - found.keys())


def doer(titles: Mapping[tuple[str, int], str], user: int) -> str:
    """Who did something, for people: by name among `titles`, else the house itself or somebody one does not see."""
    return titles.get((USER, user)) or str(_("Another user") if user else _("System"))


def _purged(users: Resource, column: str, ids: set[int]) -> dict[int, Former]:
    table = users.model._meta.table_name
    there = (
        {key for (key,) in rows(f'SELECT id FROM "{table}" WHERE {in_set("id")}', (as_set(ids),))}
        if ids
        else set()
    )
    if not ids - there:
        return {}
    sql = f"SELECT record_id, fields FROM change_line WHERE kind = ? AND {in_set('record_id')} ORDER BY id"
    lines = [(key, json.loads(fields)) for key, fields in rows(sql, (users.name, as_set(ids - there)))]
    return {key: Former(fields[column][1]) for key, fields in lines if fields.get(column, (None, None))[1]}
