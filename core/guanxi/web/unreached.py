"""Mentioned colleagues who cannot see what a text is about: the writer is told who, and where to let them in."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from guanxi.data.messages import translator
from guanxi.data.ref import Ref
from guanxi.people.actors import actor_by_id
from guanxi.people.collaborating import SHARE
from guanxi.people.resources import users
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.resources.display import titles
from guanxi.web.rendering import toast
from guanxi.web.security import door
from guanxi.web.ways import has_pages

_ = translator("guanxi")
MENTIONS = "mentions"


def mentions_of(resource: Resource, record: Any) -> frozenset[Ref]:
    """The colleagues whom a record of a kind that mentions some names."""
    return (
        frozenset(gate.values_of(resource, record)[MENTIONS] or ())
        if MENTIONS in resource.by_name
        else frozenset()
    )


def tell_unreached(actor: Actor, resource: Resource, record: Any, before: Collection[Ref] = ()) -> None:
    """Tell the writer whom he mentioned, and had not mentioned `before`, though they cannot see it; with the way to share, if he may."""
    keeper, unreached = door().keeper, list[int]()
    for ref in sorted(mentions_of(resource, record).difference(before)):
        other = actor_by_id(ref.id, actor.host, keeper)
        if other is None or not gate.rows_among(other, resource, [record.id]):
            unreached.append(ref.id)
    names = titles(actor, users.name, unreached)
    for key in unreached:
        if name := names.get(key):
            toast(
                _("{name} cannot see this record, so what you wrote does not reach them.").format(name=name),
                tone="warn",
                href=_sharing(actor, resource, record, key),
                link=_("Share it"),
            )


def _sharing(actor: Actor, resource: Resource, record: Any, user: int) -> str:
    """Where the first of the records that it is about, and that the writer may share, is shared with a user; else nothing."""
    for ref in _concerned(actor, resource, record):
        target = actor.host.resources.get(ref.kind)
        may = target is not None and target.rows.shared and actor.may(target.permission(SHARE))
        if (
            target is not None
            and may
            and has_pages(actor, target)
            and gate.rows_among(actor, target, [ref.id], SHARE)
        ):
            return f"/{target.path}/{ref.id}/shares?user={user}"
    return ""


def _concerned(actor: Actor, resource: Resource, record: Any) -> Iterator[Ref]:
    """The records that it is about; of an entry that it answers those which that is about."""
    about = gate.values_of(resource, record)[resource.rows.about] if resource.rows.about else ()
    for ref in about or ():
        target = actor.host.resources.get(ref.kind)
        if target is None or not target.rows.about:
            yield ref
        elif gate.rows_among(actor, target, [ref.id]):
            yield from _concerned(actor, target, gate.get(actor, target, ref.id))
