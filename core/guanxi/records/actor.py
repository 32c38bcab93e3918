"""Who acts: a frozen value with what the gate needs, and nothing of the user tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guanxi.records.host import Host

NOTHING: Mapping[str, frozenset[str]] = MappingProxyType({})
NO_NAMES: Mapping[str, dict[int, str]] = MappingProxyType({})


class Scope(IntEnum):
    """How many rows a permission reaches; a larger scope contains every smaller one."""

    NONE = 0
    OWN = 1
    TEAM = 2
    SUBTREE = 3
    ALL = 4


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who reads and writes.

    `team` is the own team, `subtree` the own team with all below it, `grants` the widest scope of each permission over
    all roles, `hidden` and `locked` the fields of a resource that no role shows or lets write. `zone` is an IANA time
    zone, `host` what the actor works in. `system` marks the host's own work, which every permission allows. `names` are
    titles that need not be read, by kind and id: of kinds of which each write moves the generation of rights, under which the
    dictionaries were begun; empty where a request writes.
    """

    id: int
    name: str
    host: Host = field(repr=False, compare=False, hash=False)
    team: int | None = None
    subtree: frozenset[int] = frozenset()
    grants: Mapping[str, Scope] = field(default_factory=dict, hash=False)
    hidden: Mapping[str, frozenset[str]] = field(default_factory=lambda: NOTHING, hash=False)
    locked: Mapping[str, frozenset[str]] = field(default_factory=lambda: NOTHING, hash=False)
    locale: str = "en"
    zone: str = "UTC"
    system: bool = False
    names: Mapping[str, dict[int, str]] = field(
        default_factory=lambda: NO_NAMES, repr=False, compare=False, hash=False
    )

    def scope(self, permission: str) -> Scope:
        """The rows that `permission` reaches for this actor."""
        return Scope.ALL if self.system else self.grants.get(permission, Scope.NONE)

    def may(self, permission: str) -> bool:
        """Tell whether `permission` reaches any row or page at all."""
        return self.system or bool(self.grants.get(permission))
