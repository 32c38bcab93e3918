"""What the sweeps of this folder go through: every kind of record, and what its form needs besides the texts."""

from __future__ import annotations

from typing import Any

from house_under_attack import EXAMPLES, LONG, SENT, Site, Standing

from guanxi.data.database import is_sqlite
from guanxi.records.resource import Resource
from guanxi.records.standard import edit

ACTOR = "seller.shanghai"
TYPED = {"contacts.contact_method": {"kind": "other", "address": "wang-wei"}}
"""What goes with any text, where a choice decides what the text must be."""


def tried(number: int, of: int) -> bool:
    """Whether the try with this number is made here: of so many alike one on the second database, the others on SQLite.

    ``LONG=1``: all on both.
    """
    return LONG or is_sqlite() != (number % of == 0)


def swept(site: Site) -> list[Resource]:
    """The kinds of record that staff keep: customers, what is about them, and their parts."""
    kinds = [each for each in site.resources.values() if each.plugin != "people" and each.name not in SENT]
    found = [each for each in kinds if each.rows.own or each.rows.about or each.rows.through]
    return sorted(found, key=lambda each: (bool(each.rows.about), bool(each.rows.through)))


def with_forms(site: Site) -> list[Resource]:
    """Those that are written in a form of fields; files are sent by a form of their own."""
    return [each for each in swept(site) if has_form(site, f"/{each.path}")]


def has_form(site: Site, base: str) -> bool:
    """Whether records of the kind are written in a form."""
    return answers(site, f"{base}/new", "POST")


def answers(site: Site, path: str, method: str = "GET") -> bool:
    """Whether there is a page at an address: some kinds have no list of their own."""
    return bool(site.app.url_map.bind("crm.example").test(path, method))


def customers(site: Site) -> list[Resource]:
    """Those that belong to somebody and stand by themselves."""
    return [each for each in swept(site) if each.rows.own and not each.rows.about]


def needed(standing: Standing, resource: Resource, actor: str = ACTOR, number: int = 90) -> dict[str, str]:
    """A form that creates a record of the kind: required values, and records of the actor that it is about or part of."""
    names = {field.name for field in resource.by_name.values() if field.required}
    names |= {resource.rows.about, *resource.rows.through, *EXAMPLES.get(resource.name, {})}
    found = {n: v for n, v in standing.values(resource, actor, number).items() if n in names}
    return {name: _typed(value) for name, value in found.items()} | TYPED.get(resource.name, {})


def own(standing: Standing, resource: Resource, actor: str = ACTOR) -> int:
    """A living record of the actor that takes any text."""
    found = next(k.id for k in standing.of(resource.name) if k.owner == actor and not k.in_bin)
    if resource.name in TYPED:
        edit(standing.site.system, resource, found, TYPED[resource.name])
    return found


def as_sent(resource: Resource, form: dict[str, str]) -> dict[str, Any]:
    """The values of a form as a program sends them."""
    return {
        name: [text] if name == resource.rows.about else int(text) if name in resource.rows.through else text
        for name, text in form.items()
    }


def _typed(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
