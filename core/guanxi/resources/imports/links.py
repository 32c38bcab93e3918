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
from guanxi.resources.imports.titles import Names, names_of

_ = translator("guanxi")
_NONE = _("There is no record called so that you may see.")


@dataclass
class Ready:
    """A row with everything found: `values` by field, `inside` the rows of the file (their numbers) that links lead to,
    `target` the record of this `version` that the row updates (0: it makes a new one).
    """

    checked: Checked
    inside: dict[str, int] = field(default_factory=dict)
    target: int = 0
    version: int = 0

    @property
    def number(self) -> int:
        """The number of the row in the file."""
        return self.checked.row.number


def resolve(
    actor: Actor, resource: Resource, rows: Sequence[Checked], lost: Collection[str] = ()
) -> tuple[list[Ready], list[Fault]]:
    """Find what the links of `rows` lead to; the rows come back so that each stands after those it links to.

    `lost` are the titles of rows of the file that have a fault and will not be written.
    """
    in_file = _titles_of(resource, rows)
    found = {link.name: names_of(actor, link, _texts(rows, link)) for link in _links(resource, rows)}
    ready: list[Ready] = []
    faults: list[Fault] = []
    for each in rows:
        made = Ready(each)
        wrong = [
            fault
            for name in each.links
            if (fault := _take(actor, resource, made, name, found[name], in_file, lost))
        ]
        faults += wrong
        if not wrong:
            ready.append(made)
    return _in_order(resource, ready, faults)


def _take(
    actor: Actor,
    resource: Resource,
    made: Ready,
    name: str,
    known: Names,
    in_file: dict[str, list[int]],
    lost: Collection[str],
) -> Fault | None:
    """Note where one link leads, or say why that cannot be told; rows of the same file go before stored records."""
    title = made.checked.links[name]
    link = resource.by_name[name]
    inside = in_file.get(known.kept.get(title, ""), []) if _own(link, resource) else []
    stored = known.found(title)
    if len(inside) == 1:
        made.inside[name] = inside[0]
        return None
    if not inside and len(stored) == 1:
        made.checked.values[name] = stored[0]
        return _not_to_assign(actor, resource, made, name)
    reason = _("Several records are called so. Write # and the number of the one you mean.")
    if not inside and not stored:
        reason = (
            _("The row with this record has a fault itself.")
            if title in lost and _own(link, resource)
            else _NONE
        )
    return Fault(made.checked.row, link.label, title, reason)


def _links(resource: Resource, rows: Sequence[Checked]) -> list[Link]:
    """The Link fields that any row names."""
    named = {name for each in rows for name in each.links}
    return [each for each in resource.by_name.values() if isinstance(each, Link) and each.name in named]


def _texts(rows: Sequence[Checked], link: Link) -> set[str]:
    return {each.links[link.name] for each in rows if link.name in each.links}


def _own(link: Field, resource: Resource) -> bool:
    return isinstance(link, Link) and link.to == resource.name


def _not_to_assign(actor: Actor, resource: Resource, made: Ready, name: str) -> Fault | None:
    owner = made.checked.values[name]
    if name != resource.rows.own or owner == actor.id or actor.may(resource.permission("assign")):
        return None
    reason = _("You are not permitted to give this to somebody else.")
    return Fault(made.checked.row, resource.by_name[name].label, made.checked.links[name], reason)


def _titles_of(resource: Resource, rows: Iterable[Checked]) -> dict[str, list[int]]:
    """The numbers of the rows by their titles."""
    found: dict[str, list[int]] = {}
    for each in rows:
        if title := each.values.get(resource.title):
            found.setdefault(str(title), []).append(each.row.number)
    return found


def _in_order(resource: Resource, ready: list[Ready], faults: list[Fault]) -> tuple[list[Ready], list[Fault]]:
    """The rows, each after those it links to; rows whose target is faulty or that link in a circle become faults."""
    placed: dict[int, Ready] = {}
    left = ready
    while left:
        now = [each for each in left if all(number in placed for number in each.inside.values())]
        if not now:
            break
        placed |= {each.number: each for each in now}
        left = [each for each in left if each.number not in placed]
    waiting = {each.number for each in left}
    for each in left:
        blocked = [name for name, number in each.inside.items() if number not in placed]
        circle = all(each.inside[name] in waiting for name in blocked)
        faults += [_blocked(resource, each, name, circle=circle) for name in blocked]
    return list(placed.values()), faults


def _blocked(resource: Resource, each: Ready, name: str, *, circle: bool) -> Fault:
    text: Message = (
        _("These rows link to each other in a circle.")
        if circle
        else _("The row with this record has a fault itself.")
    )
    return Fault(each.checked.row, resource.by_name[name].label, each.checked.links[name], text)
