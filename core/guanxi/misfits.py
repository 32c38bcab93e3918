"""What keeps a plugin's items from living together with those mounted before; a plugin with any is not started."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import TypeVar

from guanxi.data.fields import Choice
from guanxi.jobs.declaration import Job
from guanxi.jobs.schedule import Schedule
from guanxi.plugins.mount import Pages, Slot
from guanxi.records.fitting import faults_of, faults_of_extension, faults_of_lists
from guanxi.records.resource import Extension, Resource
from guanxi.web.slots import lost_slots

T = TypeVar("T")
_PATH = re.compile(r"[a-z0-9_-]+(/[a-z0-9_-]+)*")


def misfits(plugin: str, items: Sequence[object], others: Mapping[str, Sequence[object]]) -> Iterator[str]:
    """One sentence for each thing in `items` of `plugin` that is wrong by itself or beside `others`, those mounted before."""
    earlier = [item for mounted in others.values() for item in mounted]
    yield from _of_resources(plugin, items, earlier)
    yield from _of_extensions(items, earlier)
    yield from _of_lists_of_choices(items, earlier)
    yield from _of_pages(items)
    yield from _of_jobs(items)
    resources = {resource.name: resource for resource in _all(Resource, [*earlier, *items])}
    known = {resource.plugin for resource in resources.values()}
    yield from lost_slots(_all(Slot, items), resources, known)


def _of_resources(plugin: str, items: Sequence[object], earlier: Sequence[object]) -> Iterator[str]:
    mounted = _all(Resource, earlier)
    names, paths = {each.name for each in mounted}, {each.path for each in mounted}
    for resource in _all(Resource, items):
        if resource.name in names or resource.plugin != plugin:
            yield f"its resource {resource.name!r} is not called '{plugin}.…', or there are two of that name"
        if resource.path in paths or not _PATH.fullmatch(resource.path):
            yield (
                f"the path {resource.path!r} of {resource.name} is taken, or is no path such as '{plugin}/things'"
                " (small letters, digits, '_', '-', '/' between)"
            )
        names.add(resource.name)
        paths.add(resource.path)
        yield from faults_of(resource)


def _of_extensions(items: Sequence[object], earlier: Sequence[object]) -> Iterator[str]:
    resources = {resource.name: resource for resource in _all(Resource, [*earlier, *items])}
    extensions = _all(Extension, [*earlier, *items])
    for extension in _all(Extension, items):
        faults = list(faults_of_extension(extension))
        yield from faults
        if extension.resource in resources and not faults:
            same = [each for each in extensions if each.resource == extension.resource]
            try:
                extended = resources[extension.resource].extended(*same)
            except ValueError as twice:
                yield str(twice)
            else:
                yield from faults_of_lists(extended)


def _of_lists_of_choices(items: Sequence[object], earlier: Sequence[object]) -> Iterator[str]:
    """Fields that share an adjustable list begin with the same choices."""
    begun: dict[str, tuple[str, ...]] = {}
    every = [*earlier, *items]
    declared = [
        *(each.fields for each in _all(Resource, every)),
        *(each.fields for each in _all(Extension, every)),
    ]
    for field in chain.from_iterable(declared):
        if isinstance(field, Choice) and field.adjustable:
            codes = tuple(code for code, _label in field.declared)
            if not codes or codes != begun.setdefault(field.adjustable, codes):
                yield (
                    f"the field {field.name!r} adjusts the list {field.adjustable!r}, which begins with no choices or with"
                    " others elsewhere; fields that share a list declare the same choices"
                )


def _of_pages(items: Sequence[object]) -> Iterator[str]:
    names = [view.name for pages in _all(Pages, items) for view in pages.views]
    for name in _doubled(names):
        yield f"two of its pages are called {name!r}; give one another name, and list each Pages once"


def _of_jobs(items: Sequence[object]) -> Iterator[str]:
    jobs = {id(job): job.name for job in _all(Job, items)}
    for name in _doubled(list(jobs.values())):
        yield f"two of its jobs are called {name!r}; give one another name"
    for schedule in _all(Schedule, items):
        if id(schedule.job) not in jobs:
            yield f"its schedule {schedule.name!r} runs the job {schedule.job.name!r}, which mount() does not list"
    for name in _doubled([schedule.name for schedule in _all(Schedule, items)]):
        yield f"two of its schedules are called {name!r}; give one another name"


def _all(kind: type[T], items: Sequence[object]) -> list[T]:
    return [item for item in items if isinstance(item, kind)]


def _doubled(names: list[str]) -> list[str]:
    return sorted(name for name, times in Counter(names).items() if times > 1)
