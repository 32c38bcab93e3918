"""What the address of a list asks for: filter, order, fields, page, and what is counted and summed beside the rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guanxi.data.errors import Forbidden, Problem
from guanxi.data.filter_query import parse_query
from guanxi.data.filters import parse_text
from guanxi.data.messages import Message, translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.listing import DEFAULT_LIMIT, LARGEST_LIMIT, ListQuery
from guanxi.records.resource import Resource
from guanxi.rest.representation import host_moments

_ = translator("guanxi")
RESERVED = frozenset(
    {"sort", "fields", "limit", "after", "before", "filter", "count", "totals", "group", "bin", "view"}
)
GONE = "deleted_at"
COUNTS = ("capped", "exact")
MOST_NAMES = 200
ALWAYS = ("id", "version")
_NUMBER = re.compile(r"[0-9]{1,4}")


class BadParameter(Problem):
    """A parameter of the address that means nothing here."""

    status = 400

    def __init__(self, name: str, message: Message):
        self.field = name
        super().__init__(message, name=name)


@dataclass(frozen=True)
class Asked:
    """One list as asked for; `count`, `totals` and `group` are answered beside its rows, `view` is one that it is within."""

    query: ListQuery
    count: str = ""
    totals: tuple[str, ...] = ()
    group: str = ""
    view: str = ""


def asked(actor: Actor, resource: Resource, pairs: list[tuple[str, str]]) -> Asked:
    """What the parameters `pairs` ask of the list of `resource`; raises BadParameter, BadFilter and Forbidden."""
    given = _single(pairs)
    if given.get("after") and given.get("before"):
        raise BadParameter("before", _("Send after or before, not both."))
    in_bin = yes(given, "bin")
    if in_bin and not actor.may(resource.permission("delete")):
        raise Forbidden(resource.permission("delete"))
    columns = _columns(actor, resource, _names(given, "fields"))
    query = ListQuery(
        resource,
        columns=(GONE, *columns) if in_bin else columns,
        sort=given.get("sort") or None,
        filter=_filter(given, pairs),
        limit=_limit(given.get("limit", "")),
        after=given.get("after") or None,
        before=given.get("before") or None,
        bin=in_bin,
    )
    found = Asked(
        query, given.get("count", ""), _names(given, "totals"), given.get("group", ""), given.get("view", "")
    )
    if found.count not in ("", *COUNTS):
        raise BadParameter("count", _("Count is capped or exact."))
    if found.group and len(found.totals) > 1:
        raise BadParameter("totals", _("Groups are summed by one field; name only one in totals."))
    return found


def whole_number(text: str, name: str, most: int, default: int) -> int:
    """A parameter that is a number from 1 to `most`; raises BadParameter."""
    if not text:
        return default
    if not _NUMBER.fullmatch(text) or not 1 <= int(text) <= most:
        raise BadParameter(name, _("{name} is a whole number from 1 to {most}.").format(most=most))
    return int(text)


def yes(given: Mapping[str, str], name: str) -> bool:
    """A parameter that is true or false, else false; raises BadParameter."""
    if given.get(name, "false") not in ("true", "false"):
        raise BadParameter(name, _("{name} is true or false.").format(name=name))
    return given.get(name) == "true"


def _limit(text: str) -> int:
    return whole_number(text, "limit", LARGEST_LIMIT, DEFAULT_LIMIT)


def _single(pairs: list[tuple[str, str]]) -> Mapping[str, str]:
    """The host's own parameters; each may be given once."""
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in RESERVED and found.setdefault(name, value) != value:
            raise BadParameter(name, _("The parameter {name} is given twice."))
    return found


def _filter(given: Mapping[str, str], pairs: list[tuple[str, str]]) -> list[Any]:
    whole: list[Any] = [parse_text(given["filter"])] if given.get("filter") else []
    return whole + parse_query(pairs, RESERVED)


def _names(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(part for part in given.get(name, "").split(",") if part))
    if len(found) > MOST_NAMES:
        raise BadParameter(name, _("{name} names too many fields."))
    return found


def _columns(actor: Actor, resource: Resource, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """The columns to read; a hidden field is refused in the same words as one that does not exist."""
    seen = [*host_moments(resource), *(field.name for field in gate.fields_for(actor, resource))]
    if not wanted:
        return ("version", *seen)
    for name in wanted:
        if name not in (*ALWAYS, *seen):
            raise BadParameter(name[:60], _("There is no field {name} to read."))
    return ("version", *(name for name in wanted if name not in ALWAYS))
