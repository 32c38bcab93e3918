"""Kinds of notifications: what people may choose to be told, and by which way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from guanxi.data.messages import Message, translator
from guanxi.records.host import Host

_ = translator("guanxi")
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notification that a plugin sends: `name` is ``<plugin>.<word>``, `label` what people choose by.

    `mail` says whether it also goes out by mail where somebody has chosen nothing. `action` marks what the reader has to do
    something about; everything else is for information. `direct` marks what is said to the reader by name: it comes, as what
    has to be done does, even about a record that he has muted.
    """

    name: str
    label: Message | str
    mail: bool = False
    action: bool = False
    direct: bool = False

    def problems(self, plugin: str) -> Iterator[str]:
        """A name that does not begin with the plugin's, or that is too long."""
        if not self.name.startswith(f"{plugin}.") or not _NAME.fullmatch(self.name) or len(self.name) > 100:
            yield f"kind of notification {self.name!r} is not called '{plugin}.<word>'"


OTHER = NoticeKind("work.other", _("Other notifications"))
"""What is told without a kind of its own, or with one whose plugin is disabled."""


def kinds(host: Host) -> Mapping[str, NoticeKind]:
    """Every kind that is mounted, by name, in the order of mounting."""
    return {item.name: item for item in host.items if isinstance(item, NoticeKind)} | {OTHER.name: OTHER}


def kind_of(host: Host, name: str) -> NoticeKind:
    """The kind of this name."""
    return kinds(host).get(name, OTHER)
