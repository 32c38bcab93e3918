"""What a resource declares of the lives of its records: the steps that stand in the timelines of what they lead to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from guanxi.data.fields import Date, Link

if TYPE_CHECKING:
    from guanxi.data.messages import Message
    from guanxi.records.resource import Resource

Fields = Mapping[str, tuple[Any, Any]]
"""What a change wrote, as its journal line keeps it: database values before and after, by column."""


@dataclass(frozen=True, eq=False)
class Milestone:
    """A kind of step in the life of a record, with a `code` of its own, that is called `label` where it is shown.

    It is taken where a change gives `field` another value (to `value` where one is named), and without a field where the record
    is made. `on` names a Date field that says on which day it was, where that is before the day of the change. `more` names
    fields that stand small beside (blank between): as they were written with the step, else as they are now.
    """

    code: str
    label: Message
    field: str = ""
    value: str | None = None
    on: str = ""
    icon: str = ""
    more: str = ""


@dataclass(frozen=True, eq=False)
class Milestones:
    """Shows steps in the lives of the records of `resource` in the timelines of the records to which its Links `via` lead.

    Of what one change wrote the first of `steps` that fits is shown; of a new record that it was made, and the first step to a
    `value` that it has from the beginning. They follow from the journal, so that those of records that are there already are
    found, too. Who sees the record sees its steps, but for those of fields that are hidden from him.
    """

    resource: Resource
    via: str
    steps: Sequence[Milestone]

    @cached_property
    def by_code(self) -> Mapping[str, Milestone]:
        """The steps by their codes."""
        return {step.code: step for step in self.steps}

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """The Links by which its records lead to others."""
        found = (self.resource.by_name[name] for name in self.via.split())
        return tuple(link for link in found if isinstance(link, Link))

    def problems(self, plugin: str) -> Iterator[str]:
        """What is named that the resource does not have, or that is of another kind than it has to be."""
        name, own = self.resource.name, {field.name: field for field in self.resource.fields}
        for via in self.via.split() or ("",):
            if not isinstance(own.get(via), Link):
                yield f"the milestones of {name} lead to others via {via!r}, which is no Link of {name}"
        if len(self.by_code) < len(self.steps):
            yield f"two milestones of {name} have the same code"
        for step in self.steps:
            for named in (step.field, step.on, *step.more.split()):
                if named and named not in own:
                    yield f"the milestone {step.code!r} names the field {named!r}, which {name} does not have"
            if step.on in own and not isinstance(own[step.on], Date):
                yield f"the milestone {step.code!r} is on the day of {step.on!r}, which is no Date of {name}"

    def taken(self, fields: Fields, *, new: bool) -> Iterator[Milestone]:
        """The steps that one change took of which the journal keeps `fields`."""
        if new:
            yield from (step for step in self.steps if not step.field)
        for step in self.steps:
            if step.field and self._fits(step, fields, new=new):
                yield step
                return

    def _fits(self, step: Milestone, fields: Fields, *, new: bool) -> bool:
        if step.value is None:
            columns = self.resource.by_name[step.field].columns
            return not new and any(fields[each][0] != fields[each][1] for each in columns if each in fields)
        before, after = fields.get(self.resource.by_name[step.field].columns[0], (None, None))
        if new and step.value == self.default(step):
            return False
        return bool(after == step.value != before)

    def default(self, step: Milestone) -> Any:
        """What the field of a step is where nobody says otherwise: to begin with that is no step."""
        return getattr(self.resource.by_name[step.field], "default", None)
