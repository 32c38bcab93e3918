"""Files that the host makes for one person to fetch within a day: the faulty rows of an import."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from peewee import BigIntegerField, BlobField, TextField

from guanxi.data.columns import Moment, to_ms
from guanxi.data.database import Table, row, run, write_transaction
from guanxi.data.errors import NotFound
from guanxi.records.actor import Actor

LIFE = timedelta(days=1)


class KeptFile(Table):
    """A file for `actor_id` alone, under an unguessable token."""

    token = TextField(primary_key=True)
    actor_id = BigIntegerField()
    name = TextField()
    content = BlobField()
    created_at = Moment(index=True)

    class Meta:
        table_name = "kept_file"


@dataclass(frozen=True)
class File:
    """A kept file as fetched."""

    name: str
    content: bytes


def keep(actor: Actor, name: str, content: bytes) -> str:
    """Keep a file for `actor` and return the token to fetch it by; files older than a day are thrown away."""
    token, now = actor.host.nonce(), actor.host.clock()
    with write_transaction():
        run("DELETE FROM kept_file WHERE created_at < ?", (to_ms(now - LIFE),))
        run(
            "INSERT INTO kept_file (token, actor_id, name, content, created_at) VALUES (?, ?, ?, ?, ?)",
            (token, actor.id, name, content, to_ms(now)),
        )
    return token


def fetch(actor: Actor, token: str) -> File:
    """The file that was kept for `actor` under `token` within the last day; else raises NotFound."""
    found = row(
        "SELECT name, content FROM kept_file WHERE token = ? AND actor_id = ? AND created_at >= ?",
        (token, actor.id, to_ms(actor.host.clock() - LIFE)),
    )
    if found is None:
        raise NotFound("file", token)
    return File(found[0], bytes(found[1]))
