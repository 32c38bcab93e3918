"""Links in a file: records named by their title, found through the gate or among the rows of the same file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from guanxi.data.fields import Field, Link
from guanxi.data.messages import Message, translator
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.resources.imports.checking import Checked
from guanxi.resources.imports.faults import Fault
from guanxi.resources.imports.titles import Names, kept_title, names_of

_ = translator("guanxi")
_NONE = _("There is no record called so that you may see.")
_LOST = _("The row with this record has a fault itself.")


@dataclass
class Ready:
    """A row with everything found: `values` by field, `inside` the rows of the file (their numbers) that links lead to,
    `target` the record of this `version` that the row updates (0: it makes a new one).
    """

    checked: Checked
    inside: dict[str, int] = field(default_factory=dict)
    target: int = 0
    version: int = 0
    number: int = field(init=False)
    """The number of the row in the file."""

    def __post_init__(self) -> None:
        self.number = self.checked.row.number


class InFile:
    """The rows of a file by their titles, for links from row to row; `lost` are titles of rows that have a fault."""

    def __init__(
        self, resource: Resource, rows: Iterable[Checked] = (), lost: Collection[str] = frozenset()
    ) -> None:
        self.resource, self.lost = resource, lost
        self._numbers: dict[str, list[int]] = {}
        for each in rows:
            if title := each.values.get(resource.title):
                self._numbers.setdefault(str(title), []).append(each.row.number)

    def numbers(self, link: Field, text: str) -> list[int]:
        """The rows that a link's text may mean; rows of the same file go before stored records."""
        own = isinstance(link, Link) and link.to == self.resource.name
        return self._numbers.get(kept_title(self.resource, text), []) if own and self._numbers else []

    def inside(self, each: Checked) -> dict[str, int]:
        """The rows to which the links of a row lead for certain."""
        found = {name: self.numbers(self.resource.by_name[name], text) for name, text in each.links.items()}
        return {name: numbers[0] for name, numbers in found.items() if len(numbers) == 1}


def links_inside(resource: Resource, fields: Iterable[Field]) -> bool:
    """Tell whether a link among `fields` may lead from a row of the file to another."""
    return any(isinstance(each, Link) and each.to == resource.name for each in fields)


def in_order(rows: Sequence[Checked], in_file: InFile) -> tuple[list[Checked], list[Fault]]:
    """The rows, each after those it links to; those that link in a circle, or to such a row, become faults."""
    inside = {each.row.number: in_file.inside(each) for each in rows}
    placed: dict[int, Checked] = {}
    left = list(rows)
    while left:
        now = [each for each in left if all(number in placed for number in inside[each.row.number].values())]
        if not now:
            break
        placed |= {each.row.number: each for each in now}
        left = [each for each in left if each.row.number not in placed]
    waiting = {each.row.number for each in left}
    faults = list[Fault]()
    for each in left:
        blocked = {name: at for name, at in inside[each.row.number].items() if at not in placed}
        circle = all(at in waiting for at in blocked.values())
        faults += [_blocked(in_file.resource, each, name, circle=circle) for name in blocked]
    return list(placed.values()), faults


def resolve(
    actor: Actor, resource: Resource, rows: Sequence[Checked], in_file: InFile
) -> tuple[list[Ready], list[Fault]]:
    """Find what the links of `rows` lead to: rows of the file, or records that the actor sees."""
    found = {link.name: names_of(actor, link, _texts(rows, link)) for link in _links(resource, rows)}
    ready: list[Ready] = []
    faults: list[Fault] = []
    for each in rows:
        made = Ready(each)
        taken = [_take(actor, resource, made, name, found[name], in_file) for name in each.links]
        wrong = [fault for fault in taken if fault]
        faults += wrong
        if not wrong:
            ready.append(made)
    return ready, faults


def _take(
    actor: Actor, resource: Resource, made: Ready, name: str, known: Names, in_file: InFile
) -> Fault | None:
    """Note where one link leads, or say why that cannot be told."""
    title, link = made.checked.links[name], resource.by_name[name]
    inside, stored = in_file.numbers(link, title), known.found(title)
    if len(inside) == 1:
        made.inside[name] = inside[0]
        return None
    if not inside and len(stored) == 1:
        made.checked.values[name] = stored[0]
        return _not_to_assign(actor, resource, made, name)
    reason = _("Several records are called so. Write # and the number of the one you mean.")
    if not inside and not stored:
        own = isinstance(link, Link) and link.to == resource.name
        reason = _LOST if own and title in in_file.lost else _NONE
    return Fault(made.checked.row, link.label, title, reason)


def _links(resource: Resource, rows: Sequence[Checked]) -> list[Link]:
    """The Link fields that any row names."""
    named = {name for each in rows for name in each.links}
    return [each for each in resource.by_name.values() if isinstance(each, Link) and each.name in named]


def _texts(rows: Sequence[Checked], link: Link) -> set[str]:
    return {each.links[link.name] for each in rows if link.name in each.links}


def _not_to_assign(actor: Actor, resource: Resource, made: Ready, name: str) -> Fault | None:
    owner = made.checked.values[name]
    if name != resource.rows.own or owner == actor.id or actor.may(resource.permission("assign")):
        return None
    reason = _("You are not permitted to give this to somebody else.")
    return Fault(made.checked.row, resource.by_name[name].label, made.checked.links[name], reason)


def _blocked(resource: Resource, each: Checked, name: str, *, circle: bool) -> Fault:
    text: Message = _("These rows link to each other in a circle.") if circle else _LOST
    return Fault(each.row, resource.by_name[name].label, each.links[name], text)
