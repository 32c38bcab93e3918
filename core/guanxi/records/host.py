"""What an actor works in: clock, ids, hooks, resources, settings; a value made once for each set of plugins."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from guanxi.data.fields import Link
from guanxi.records.entries import AlsoIn, Entries
from guanxi.records.milestones import Milestones
from guanxi.records.rowset import about_entries, has_timeline

if TYPE_CHECKING:
    from guanxi.data.messages import Message
    from guanxi.records.actor import Actor
    from guanxi.records.ref import Ref
    from guanxi.records.resource import Resource


T = TypeVar("T")


class HookCaller(Protocol):
    """The guarded caller of hooks that the plugin room provides."""

    def ask(self, name: str, **arguments: Any) -> list[tuple[str, Any]]: ...
    def check(self, name: str, **arguments: Any) -> None: ...
    def listeners(self, name: str) -> list[str]: ...
    def offers(self, name: str) -> bool: ...


class NoHooks:
    """The hook caller of a host without plugins."""

    def ask(self, name: str, **arguments: Any) -> list[tuple[str, Any]]:
        return []

    def check(self, name: str, **arguments: Any) -> None:
        return None

    def listeners(self, name: str) -> list[str]:
        return []

    def offers(self, name: str) -> bool:
        return False


def now() -> datetime:
    """The wall clock, the default of `Host.clock`; nothing else reads it."""
    return datetime.now(UTC)


def new_id() -> str:
    """A new unguessable id, the default of `Host.new_id`."""
    return uuid.uuid4().hex


def nonce() -> str:
    """A new secret of 32 bytes, the default of `Host.nonce`."""
    return secrets.token_urlsafe(32)


def no_team(user_id: int) -> int | None:
    """The team of any user where nobody keeps users, the default of `Host.team_of`."""
    return None


def no_actor(user_id: int, host: Host) -> Actor | None:
    """The actor of any user where nobody keeps users, the default of `Host.actor_of`."""
    return None


@dataclass(frozen=True)
class ToTell:
    """What somebody is to be told: the sentence, the record that it is about, the kind by which people choose."""

    text: Message | str
    about: Ref | None = None
    kind: str = "work.other"


def tell_nobody(host: Host, user_id: int, told: ToTell, at: datetime, change_id: int | None) -> None:
    """Nobody is told anything where there are no notifications, the default of `Host.notify`."""


@dataclass(frozen=True)
class Host:
    """Clock (aware, UTC), ids and secrets, guarded hooks, composed resources by name, settings, the team of a user, all permissions.

    `items` is everything that host and plugins mounted, for commands and jobs that need a resource's declared faces.
    """

    resources: Mapping[str, Resource] = field(default_factory=dict)
    hooks: HookCaller = field(default_factory=NoHooks)
    settings: Mapping[str, Any] = field(default_factory=dict)
    clock: Callable[[], datetime] = now
    new_id: Callable[[], str] = new_id
    nonce: Callable[[], str] = nonce
    team_of: Callable[[int], int | None] = no_team
    actor_of: Callable[[int, Host], Actor | None] = no_actor
    notify: Callable[[Host, int, ToTell, datetime, int | None], None] = tell_nobody
    permissions: frozenset[str] = frozenset()
    items: tuple[object, ...] = ()

    def actor(self, user_id: int) -> Actor | None:
        """The actor of a user with the rights of now; None where there is none, or he is not active."""
        return self.actor_of(user_id, self)

    def items_of(self, kind: type[T]) -> tuple[T, ...]:
        """What of a class was mounted, in the order mounted."""
        found = self._by_class.get(kind)
        if found is None:
            found = self._by_class[kind] = tuple(item for item in self.items if isinstance(item, kind))
        return found

    def resource_of(self, model: type[Any]) -> Resource:
        """The composed resource whose records are `model`; KeyError where none is mounted."""
        return self._by_model[model]

    @cached_property
    def entries(self) -> Mapping[str, Entries]:
        """How the records of each kind of entry stand in timelines, by the name of their resource, in the order mounted."""
        return {item.resource.name: item for item in self.items if isinstance(item, Entries)}

    @cached_property
    def milestones(self) -> Mapping[str, Milestones]:
        """Which steps in the lives of records stand in the timelines of others, by the name of their resource."""
        return {item.resource.name: item for item in self.items if isinstance(item, Milestones)}

    @cached_property
    def hanging(self) -> Mapping[str, int]:
        """The kinds of entry that hang on records by a link, each with its rank: the order of what happened at the same moment."""
        return {name: n for n, name in enumerate(sorted(k for k, e in self.entries.items() if e.links), 1)}

    @cached_property
    def also_in(self) -> Mapping[str, tuple[AlsoIn, ...]]:
        """What stands in the timelines of each resource, by its name, besides what is about its own records."""
        found: dict[str, tuple[AlsoIn, ...]] = {}
        for item in self.items:
            if isinstance(item, AlsoIn):
                found[item.resource.name] = (*found.get(item.resource.name, ()), item)
        return found

    @cached_property
    def with_timeline(self) -> tuple[Resource, ...]:
        """The resources whose records have a timeline."""
        return tuple(each for each in self.resources.values() if has_timeline(each))

    @cached_property
    def with_parts(self) -> tuple[Resource, ...]:
        """The kinds of entry that others may be about in their turn: all but those that are about entries themselves."""
        known = [self.resources[name] for name in self.entries if name in self.resources]
        return tuple(each for each in known if not about_entries(each))

    @cached_property
    def with_replies(self) -> tuple[Resource, ...]:
        """The kinds of entry that may be answered."""
        return tuple(each for each in self.with_parts if self.entries[each.name].replies)

    @cached_property
    def leading(self) -> Mapping[str, tuple[tuple[Resource, Link], ...]]:
        """The links that lead to records of each resource, by its name, with the resources whose links they are."""
        found: dict[str, tuple[tuple[Resource, Link], ...]] = {}
        for resource in self.resources.values():
            for link in resource.every_field:
                if isinstance(link, Link):
                    found[link.to] = (*found.get(link.to, ()), (resource, link))
        return found

    @cached_property
    def _by_class(self) -> dict[type[Any], tuple[Any, ...]]:
        return {}

    @cached_property
    def _by_model(self) -> dict[type[Any], Resource]:
        return {resource.model: resource for resource in self.resources.values()}
