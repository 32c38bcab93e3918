"""The rights matrix: every route and method, tried by everybody on a record in every relation, against the oracle."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import oracle
import pytest
from digest import differences, digest, taken_back
from expected import NOTE, acted, door_of, dropped, kind_of, on_record
from house_under_attack import LONG, NOBODY, ROLELESS, Kept, Site, Standing
from swept import tried
from werkzeug.test import TestResponse

from guanxi.data.database import is_sqlite, rows
from guanxi.data.fields import Field, Link, PersonName, Text
from guanxi.plugins.mount import PUBLIC, Route
from guanxi.records.resource import Resource
from guanxi.resources.actions import actions_of
from guanxi.resources.boards import Board
from guanxi.resources.readings import Reading
from guanxi.testing.tries import Tries
from guanxi.web.routing import SIGNED_IN

ACTORS = (
    "admin",
    "director",
    "lead.east",
    "seller.shanghai",
    "seller.hangzhou",
    "seller.north",
    "agent",
    ROLELESS,
    NOBODY,
)
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
# On the second database: the SQL of the rule, not the routes.
WEAK = ("lead.east", "seller.shanghai", "agent")
USER = "people.user"
REFUSED = (401, 403, 404)


@dataclass(frozen=True)
class Try:
    """One request and what the oracle expects: a set of status codes."""

    actor: str
    route: Route
    method: str
    path: str
    expected: frozenset[int]
    form: Any = None
    about: str = ""

    @property
    def refused(self) -> bool:
        return bool(self.expected) and self.expected <= set(REFUSED) | {302}


@pytest.mark.long
def test_every_route_answers_each_actor_as_the_oracle_says(
    site: Site, standing: Standing, tries: Tries
) -> None:
    wrong: list[str] = []
    for actor in ACTORS if is_sqlite() or LONG else WEAK:
        site.browser(actor)
        before = digest()
        for number, each in enumerate(_tries(site, standing, actor)):
            if actor in WEAK and not tried(number + ACTORS.index(actor), 2):
                continue
            answer = _send(site, each)
            tries.add("rights matrix")
            if each.expected and answer.status_code not in each.expected:
                wrong.append(
                    f"{actor} {each.method} {each.path} {each.about}: {answer.status_code}, expected {set(each.expected)}"
                )
            if answer.status_code >= 500:
                wrong.append(f"{actor} {each.method} {each.path}: {answer.status_code}")
        if changed := differences(before):
            wrong.append(f"what was refused to {actor} has changed {changed}")
    assert not wrong, "\n".join([f"{len(wrong)} wrong", *wrong[:60]])


def test_every_route_says_who_may_open_it(site: Site, tries: Tries) -> None:
    known = site.house.host.permissions | {SIGNED_IN}
    for rule in site.app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        tries.add("declared routes")
        assert rule.endpoint in site.routes, f"{rule.rule} is mounted past the route map"
        needs = site.routes[rule.endpoint].needs
        assert needs is PUBLIC or needs in known, f"{rule.rule} needs {needs!r}, which nobody can be given"
        if needs is PUBLIC:
            assert site.routes[rule.endpoint].plugin == "host", f"{rule.rule} is open to everybody"


def _send(site: Site, each: Try) -> TestResponse:
    browser = site.browser(each.actor)
    if each.path.startswith("/api/"):
        with taken_back() if not each.refused and each.method != "GET" else nullcontext():
            return browser.program(each.method, each.path, each.form)
    if each.refused or each.method in ("GET", "HEAD"):
        return browser.get(each.path) if each.method == "GET" else browser.post(each.path, each.form)
    with taken_back():
        return browser.post(each.path, each.form)


def _tries(site: Site, standing: Standing, actor: str) -> Iterator[Try]:
    adapter = site.app.url_map.bind("crm.example")
    for endpoint, route in site.routes.items():
        resource = site.resources.get(endpoint.rpartition(".")[0])
        for method in route.methods:
            for values, form, expected, about in _cases(site, standing, actor, route, resource, method):
                path = adapter.build(endpoint, values)
                yield Try(actor, route, method, path, frozenset(expected), form, about)


Case = tuple[dict[str, Any], Any, set[int], str]


def _cases(
    site: Site, standing: Standing, actor: str, route: Route, resource: Resource | None, method: str
) -> Iterator[Case]:
    name = route.endpoint.rpartition(".")[2]
    if route.endpoint.startswith("rest."):
        yield from _rest(site, standing, actor, route, method)
    elif resource is not None and name in _RECORD | _COLLECTION:
        kind = kind_of(resource)
        door = door_of(actor, route, method)
        if name in _COLLECTION and name != "delete_selected":
            yield from _collection(standing, resource, name, method, door)
            return
        for kept in _tried(standing, resource):
            expected = door or on_record(actor, kind, name, method, kept)
            about = f"of {kept.owner}{' in the bin' if kept.in_bin else ''}"
            yield from _record(resource, name, method, kept, expected, about)
    elif resource is not None and name in _actions(site, resource):
        door = door_of(actor, route, method)
        for kept in _tried(standing, resource):
            yield {"id": kept.id}, {}, door or acted(actor, resource, method, kept), f"of {kept.owner}"
    elif resource is not None and name == "board_move":
        door = door_of(actor, route, method)
        for kept in _tried(standing, resource):
            form = {"_to": _column(site, resource), "version": "1"}
            yield {"id": kept.id}, form, door or dropped(actor, resource, method, kept), f"of {kept.owner}"
    elif route.endpoint == "host.undo":
        yield from _undos(site, standing, actor, method)
    elif route.endpoint == "host.hand_over":
        yield from _hand_overs(site, standing, actor, route, method)
    else:
        yield _values(route), {}, door_of(actor, route, method) or set(), ""


def _actions(site: Site, resource: Resource) -> set[str]:
    """What is done to records of a kind by a button."""
    return {each.name for each in actions_of(site.house.host, resource)}


def _column(site: Site, resource: Resource) -> str:
    """A column of the board of a kind: its first choice, or the first record that its column may be."""
    [board] = (each for each in site.house.host.items_of(Board) if each.resource.name == resource.name)
    return next((code for code, _label in getattr(resource.by_name[board.by], "pairs", ())), "1")


def _tried(standing: Standing, resource: Resource) -> list[Kept]:
    """The records of every owner, and one that is missing; of parts those of four owners, other ones for each kind."""
    owners = dict.fromkeys(kept.owner for kept in standing.of(resource.name))
    if resource.rows.through and not LONG:
        turn = list(standing.site.resources).index(resource.name) % max(1, len(owners))
        owners = dict.fromkeys((list(owners) * 2)[turn : turn + 4])
    found = [kept for kept in standing.of(resource.name) if kept.owner in owners]
    return [*found, Kept(resource.name, Standing.MISSING, None)]


_RECORD = {
    "record",
    "file",
    "edit",
    "field",
    "unmask",
    "shares",
    "share",
    "end_share",
    "unshare",
    "history",
    "peek",
    "numbers",
    "timeline",
    "quick",
    "reply",
    "merge",
    "delete",
    "restore",
    "line",
    "delete_line",
}
IMPORTS = {
    "import_run",
    "import_progress",
    "import_errors",
    "import_stop",
    "import_go_on",
    "import_revert",
}
_COLLECTION = {
    *"list count filter columns bin new lookup import export export_menu print".split(),
    *IMPORTS,
    "delete_selected",
    "share_selected",
    "merge_selected",
}


def _record(
    resource: Resource, name: str, method: str, kept: Kept, expected: set[int], about: str
) -> Iterator[Case]:
    values: dict[str, Any] = {} if name == "delete_selected" else {"id": kept.id}
    if name == "field":
        field = _plain_field(resource)
        yield {**values, "name": field.name}, {field.name: "Anders", "version": "1"}, expected, about
    elif name == "end_share":
        yield {**values, "user": Standing.MISSING}, {}, expected, about
    elif name == "unmask":
        yield {**values, "name": _masked_field(resource).name}, {}, expected, about
    elif name == "quick":
        yield {**values, "name": NOTE}, {}, expected, about
    elif name == "delete_selected":
        yield values, {"id": [str(kept.id)]}, expected, about
    elif name == "edit":
        yield values, {_plain_field(resource).name: "Ganz anders", "version": "1"}, expected, about
    else:
        yield values, {}, expected, about


def _plain_field(resource: Resource) -> Field:
    writable = [field for field in resource.by_name.values() if not field.read_only]
    return next(
        (field for field in writable if type(field) in (Text, PersonName)),
        (writable or list(resource.by_name.values()))[0],
    )


def _masked_field(resource: Resource) -> Field:
    return next(field for field in resource.by_name.values() if field.mask)


def _collection(
    standing: Standing, resource: Resource, name: str, method: str, door: set[int]
) -> Iterator[Case]:
    if name == "lookup":
        for field in resource.by_name.values():
            if isinstance(field, Link):
                yield {"name": field.name}, {}, door or {200}, ""
        yield {"name": "no_such_field"}, {}, door or {404}, ""
    elif name in IMPORTS:
        yield {"id": Standing.MISSING}, {}, door or {404}, ""
    elif name in ("import", "export"):
        yield {}, {}, door or ({200} if method == "GET" else {422}), ""
    elif method == "POST":
        yield {}, {}, door or {303, 422}, ""
    else:
        yield {}, {}, door or {200}, ""


def _rest(site: Site, standing: Standing, actor: str, route: Route, method: str) -> Iterator[Case]:
    _rest_word, _, rest = route.endpoint.partition(".")
    name = rest.rpartition(".")[2]
    resource, door = site.resources.get(rest.rpartition(".")[0]), door_of(actor, route, method)
    if rest == "undo":
        yield from _undos(site, standing, actor, method)
    elif rest == "look_up":
        yield {}, {"q": "无此客户"}, door or {200}, ""
    elif rest in ("hand_over", "hand_over_checklist"):
        yield from _hand_overs(site, standing, actor, route, method)
    elif rest == "handovers":
        yield {}, None, door or {200}, ""
    elif rest == "send_message":
        yield {}, {}, door or {422}, ""
    elif rest in ("add_view", "edit_view"):
        missing = {"id": str(Standing.MISSING)} if "<id>" in route.rule else {}
        yield missing, {}, door or ({404} if missing else {422}), ""
    elif "<id>" in route.rule and resource is None and rest != "ask_decision":
        yield {"id": str(Standing.MISSING)}, None, door or {404}, ""
    elif rest == "ask_decision":
        yield {"id": str(Standing.MISSING)}, {"note": ""}, door or {404}, ""
    elif resource is None:
        yield {}, None, door or {200}, ""
    elif name == "merge":
        for kept in _tried(standing, resource):
            found = on_record(actor, kind_of(resource), name, "GET", kept)
            yield {"id": str(kept.id)}, {}, door or ({422} if found == {200} else found), f"of {kept.owner}"
    elif name in _actions(site, resource):
        for kept in _tried(standing, resource):
            yield {"id": str(kept.id)}, {}, door or acted(actor, resource, method, kept), f"of {kept.owner}"
    elif name in ("list", "create", "export"):
        yield {}, None if method == "GET" else {}, door or ({200} if method == "GET" else {201, 422}), ""
    else:
        computed = {each.name for each in site.house.host.items if isinstance(each, Reading)}
        named = {"read": "record", "shares": "read_shares", "share": "shares"} | dict.fromkeys(
            computed, "record"
        )
        page = named.get(name, name)
        for kept in _tried(standing, resource):
            expected = door or on_record(actor, kind_of(resource), page, method, kept)
            if name in {"read", "file", *computed} and kept.in_bin:
                expected = door or {404}
            if expected == {200, 303}:
                expected = {204} if method == "DELETE" else {200}
            elif expected & {200}:
                expected |= {204}
            field = _plain_field(resource)
            text = 1 if isinstance(field, Link) else "Ganz anders"
            body: Any = {field.name: text, "version": 1} if method == "PATCH" else None
            if name == "share":
                body = {}
            if name == "unmask":
                body = {"field": _masked_field(resource).name, "reason": "contact"}
            yield (
                {"id": str(kept.id)} | ({"user": str(Standing.MISSING)} if name == "unshare" else {}),
                body,
                expected,
                f"of {kept.owner}{' in the bin' if kept.in_bin else ''}",
            )


def _hand_overs(site: Site, standing: Standing, actor: str, route: Route, method: str) -> Iterator[Case]:
    """Handing over each user: to see what he has, or to be asked to whom it shall go."""
    door, kind = door_of(actor, route, method), kind_of(site.resources[USER])
    for kept in [*standing.of(USER), Kept(USER, Standing.MISSING, None)]:
        missing = kept.id == Standing.MISSING or kept.in_bin
        in_reach = not missing and oracle.reaches(actor, kind, "hand_over", kept.owner)
        done = {200} if method == "GET" else {422}
        yield (
            {"id": kept.id},
            None if method == "GET" else {},
            door or (done if in_reach else {404}),
            f"of {kept.owner}",
        )


def _undos(site: Site, standing: Standing, actor: str, method: str) -> Iterator[Case]:
    """Undo of the creation of each record, which is its deletion."""
    made = {
        (kind, record): change
        for kind, record, change in rows(
            "SELECT kind, record_id, change_id FROM change_line WHERE verb = 'add'"
        )
    }
    for kept in standing.kept:
        if kept.resource == "people.user":
            continue
        kind = kind_of(site.resources[kept.resource])
        about = f"undo of {kept}"
        if actor == NOBODY:
            expected = {401}
        elif not oracle.reaches(actor, kind, "view", kept.owner):
            expected = {404}
        elif oracle.scope(actor, f"{kind.name}.delete") == oracle.NONE:
            expected = {403}
        else:
            in_reach = oracle.reaches(actor, kind, "delete", kept.owner)
            expected = {404} if kept.in_bin else {200, 303} if in_reach else {403}
        yield {"id": made[kept.resource, kept.id]}, None, expected, about
    yield {"id": Standing.MISSING}, None, {401} if actor == NOBODY else {404}, "undo of nothing"


def _values(route: Route) -> dict[str, Any]:
    names = {
        "id": Standing.MISSING,
        "role": Standing.MISSING,
        "name": "nothing",
        "token": "unknown",
        "act": "disable",
    }
    return {
        name: value for name, value in names.items() if f"{name}>" in route.rule or f":{name}>" in route.rule
    }
