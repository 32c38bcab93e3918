"""What a plugin answers when my day asks: a part with its entries, each a record and why it stands there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from guanxi.data.messages import Message
from guanxi.records.ref import Ref


@dataclass(frozen=True)
class DayEntry:
    """A record that somebody should turn to today; `why` are short reasons in his words: ``Last contact 31 days ago``.

    `actions` names those actions of the record, by the last words of their changes, that are offered beside it to who may do them.
    """

    record: Ref
    why: Sequence[Message | str] = ()
    actions: Sequence[str] = ()


@dataclass(frozen=True)
class DayPart:
    """A part of my day: `label`, the first `entries` in their order, and `all`, the address of all of them (or "").

    Entries are read through the gate; who may not see a record is not shown it in any case. `more` tells that there are further
    ones.
    """

    label: Message
    entries: Sequence[DayEntry] = field(default_factory=tuple)
    all: str = ""
    more: bool = False
