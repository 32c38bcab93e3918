"""The ways to the pages of a resource, where they are mounted and the actor may open them: no link leads nowhere."""

from __future__ import annotations

from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.web.routing import may_open

HOME = "/"


def to_list(actor: Actor, resource: Resource) -> str:
    """The address of the list; empty where there is none."""
    return f"/{resource.path}/" if may_open(actor, f"/{resource.path}/") else ""


def to_record(actor: Actor, resource: Resource, record_id: int) -> str:
    """The address of a record's page; empty where records have none."""
    return f"/{resource.path}/{record_id}" if has_pages(actor, resource) else ""


def before_records(actor: Actor, resource: Resource) -> str:
    """What stands before the number in the addresses of all records' pages; empty where records have none."""
    return f"/{resource.path}/" if has_pages(actor, resource) else ""


def has_pages(actor: Actor, resource: Resource) -> bool:
    """Tell whether the records have pages of their own that the actor may open."""
    return may_open(actor, f"/{resource.path}/<int:id>")


def away(actor: Actor, resource: Resource) -> str:
    """Where one goes from a page of this kind: to the list, or home."""
    return to_list(actor, resource) or HOME


def back(actor: Actor, resource: Resource, record_id: int) -> str:
    """Where one goes after writing a record: to its page, to the list, or home."""
    return to_record(actor, resource, record_id) or away(actor, resource)
